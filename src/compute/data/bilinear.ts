interface Taps {
  /** First input position and the weights from there on, for each output position. */
  readonly starts: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Resizes an image of height x width x channels (row by row, interleaved) to `toHeight` x `toWidth`, times `scale`.
 * Bilinear with half-pixel centres; where it shrinks, the triangle is as wide as the step, so that every input pixel
 * counts (antialiasing), as Pillow's BILINEAR and TensorFlow's resize with antialias do. Both axes are resized on their
 * own, so the aspect ratio is not kept. Only + - * / and floor: the same bits on every machine.
 */
export function resizeBilinear(
  samples: Uint8Array | Uint16Array,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
  toHeight: number,
  toWidth: number,
  scale: number,
): Float32Array {
  const across = tapsFor(width, toWidth);
  const down = tapsFor(height, toHeight);
  const rowLength = toWidth * channels;
  // Only the rows under the window are kept: a picture may be far larger than what it is resized to.
  const rows = new Map<number, Float64Array>();
  const out = new Float32Array(toHeight * rowLength);
  const sum = new Float64Array(rowLength);
  for (let y = 0; y < toHeight; y += 1) {
    const start = down.starts[y] ?? 0;
    for (const known of rows.keys()) if (known < start) rows.delete(known);
    sum.fill(0);
    for (const [k, weight] of (down.weights[y] ?? []).entries()) {
      let row = rows.get(start + k);
      if (row === undefined) rows.set(start + k, (row = resizeRow(samples, (start + k) * width * channels, channels, across)));
      for (let i = 0; i < rowLength; i += 1) sum[i] = (sum[i] ?? 0) + weight * (row[i] ?? 0);
    }
    for (let i = 0; i < rowLength; i += 1) out[y * rowLength + i] = Math.min(1, (sum[i] ?? 0) * scale);
  }
  return out;
}

function resizeRow(samples: Uint8Array | Uint16Array, offset: number, channels: number, { starts, weights }: Taps): Float64Array {
  const row = new Float64Array(weights.length * channels);
  for (const [x, own] of weights.entries()) {
    const start = offset + (starts[x] ?? 0) * channels;
    for (let channel = 0; channel < channels; channel += 1) {
      let value = 0;
      for (let k = 0; k < own.length; k += 1) value += (own[k] ?? 0) * (samples[start + k * channels + channel] ?? 0);
      row[x * channels + channel] = value;
    }
  }
  return row;
}

/** The triangle filter of every output position, cut at the border and normalised to the sum 1. */
function tapsFor(from: number, to: number): Taps {
  const step = from / to;
  const radius = Math.max(1, step);
  const starts = new Int32Array(to);
  const weights: Float64Array[] = [];
  for (let i = 0; i < to; i += 1) {
    const centre = (i + 0.5) * step;
    const start = Math.max(0, Math.floor(centre - radius + 0.5));
    const end = Math.min(from, Math.floor(centre + radius + 0.5));
    const own = Float64Array.from({ length: end - start }, (_, k) => Math.max(0, 1 - Math.abs((start + k + 0.5 - centre) / radius)));
    const total = own.reduce((sum, weight) => sum + weight, 0);
    starts[i] = start;
    weights.push(own.map((weight) => weight / total));
  }
  return { starts, weights };
}
