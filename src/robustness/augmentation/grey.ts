/** The number in [0, 1] of each byte. */
export const grey = Float32Array.from({ length: 256 }, (_, level) => level / 255);

/** Writes numbers in [0, 1] as the nearest bytes. */
export function toBytes(values: Float32Array, bytes: Uint8Array): void {
  for (let i = 0; i < values.length; i++) bytes[i] = (values[i] as number) * 255 + 0.5;
}

/** Writes bytes as numbers in [0, 1]. */
export function fromBytes(bytes: Uint8Array, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = grey[bytes[i] as number] as number;
}
