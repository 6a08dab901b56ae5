let last: Float32Array = new Float32Array(0);
let lastWords: Int32Array = new Int32Array(0);

/** The 32-bit words that an array of float32 numbers is stored as; the view last made is kept, for small images. */
export function wordView(values: Float32Array): Int32Array {
  if (values !== last) {
    last = values;
    lastWords = new Int32Array(values.buffer, values.byteOffset, values.length);
  }
  return lastWords;
}
