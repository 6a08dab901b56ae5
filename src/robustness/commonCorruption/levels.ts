/** A value this close below a level counts as the level: float32 cannot hold k / 255. */
const closeToLevel = 1 / 4096;

export const clipped = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);

/** The grey level 0 to 255 of a value in [0, 1] by truncation, as the benchmark stores its images. */
export const truncatedLevel = (value: number): number => Math.floor(value * 255 + closeToLevel);

/** The nearest grey level 0 to 255 of a value in [0, 1]. */
export const nearestLevel = (value: number): number => Math.floor(value * 255 + 0.5);

/** Writes images as bytes by truncation, as the benchmark stores its images. */
export function truncateToBytes(values: Float32Array, bytes: Uint8Array, offset = 0): void {
  for (let i = 0; i < values.length; i++) bytes[offset + i] = truncatedLevel(values[i] as number);
}
