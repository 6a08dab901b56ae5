/** The bytes of an IDX file of unsigned bytes, as MNIST's are. */
export function idx(dimensions: readonly number[], content: Uint8Array): Buffer {
  const head = Buffer.alloc(4 + 4 * dimensions.length);
  head[2] = 8;
  head[3] = dimensions.length;
  dimensions.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([head, content]);
}
