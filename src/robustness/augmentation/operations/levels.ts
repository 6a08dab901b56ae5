import type { ImageShape } from '../../corruption';

/*
 * Operations that send each level to another: through a table of 256 levels, or one for each channel. Results are
 * Pillow's, byte for byte.
 */

const table = new Uint8Array(256);

/** Writes the image with each channel's levels sent through a table, which `tableOf` writes for the channel. */
function mapChannels(image: Uint8Array, channels: number, out: Uint8Array, tableOf: (histogram: Int32Array) => void): void {
  for (let channel = 0; channel < channels; channel++) {
    histogram.fill(0);
    for (let i = channel; i < image.length; i += channels) {
      const level = image[i] as number;
      histogram[level] = (histogram[level] as number) + 1;
    }
    tableOf(histogram);
    for (let i = channel; i < image.length; i += channels) out[i] = table[image[i] as number] as number;
  }
}

const histogram = new Int32Array(256);

function mapLevels(image: Uint8Array, out: Uint8Array, levelOf: (level: number) => number): void {
  for (let level = 0; level < 256; level++) table[level] = levelOf(level);
  for (let i = 0; i < image.length; i++) out[i] = table[image[i] as number] as number;
}

const keepLevels = (): void => {
  for (let level = 0; level < 256; level++) table[level] = level;
};

/** Keeps the highest bits of each level, 0 to 8 of them. */
export function posterize(image: Uint8Array, bits: number, out: Uint8Array): void {
  const mask = ~((1 << (8 - bits)) - 1);
  mapLevels(image, out, (level) => level & mask);
}

/** Inverts the levels from a threshold on. */
export function solarize(image: Uint8Array, threshold: number, out: Uint8Array): void {
  mapLevels(image, out, (level) => (level < threshold ? level : 255 - level));
}

/** Stretches each channel's levels to 0 to 255. */
export function autoContrast(image: Uint8Array, { channels }: ImageShape, out: Uint8Array): void {
  mapChannels(image, channels, out, (counts) => {
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) {
      keepLevels();
      return;
    }
    const scale = 255 / (high - low);
    const offset = -low * scale;
    for (let level = 0; level < 256; level++) table[level] = Math.min(255, Math.max(0, Math.trunc(level * scale + offset)));
  });
}

/** Makes each channel's levels as evenly frequent as a table of levels can. */
export function equalize(image: Uint8Array, { channels }: ImageShape, out: Uint8Array): void {
  mapChannels(image, channels, out, (counts) => {
    const high = counts.findLastIndex((count) => count > 0);
    const pixels = image.length / channels;
    const step = Math.floor((pixels - (counts[high] as number)) / 255);
    if (step === 0) {
      keepLevels();
      return;
    }
    let sum = step >> 1;
    for (let level = 0; level < 256; level++) {
      table[level] = Math.min(255, Math.floor(sum / step));
      sum += counts[level] as number;
    }
  });
}

/** A byte between a and b at a factor, or beyond b above 1: in single precision and truncated. */
export function blendByte(a: number, b: number, factor: number): number {
  const value = Math.fround(a + Math.fround(factor * (b - a)));
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.trunc(value);
}

/** Multiplies each level. */
export function brightness(image: Uint8Array, factor: number, out: Uint8Array): void {
  const single = Math.fround(factor);
  mapLevels(image, out, (level) => blendByte(0, level, single));
}

/** Moves each level away from, or towards, the mean luma of the image. */
export function contrast(image: Uint8Array, { channels }: ImageShape, factor: number, out: Uint8Array): void {
  const single = Math.fround(factor);
  let sum = 0;
  for (let i = 0; i < image.length; i += channels) sum += lumaAt(image, i, channels);
  const mean = Math.trunc(sum / (image.length / channels) + 0.5);
  mapLevels(image, out, (level) => blendByte(mean, level, single));
}

/** Luma of a pixel as a byte (ITU-R BT.601); where there are not three channels, the first of them. */
export function lumaAt(image: Uint8Array, at: number, channels: number): number {
  const first = image[at] as number;
  if (channels !== 3) return first;
  return (first * 19595 + (image[at + 1] as number) * 38470 + (image[at + 2] as number) * 7471 + 0x8000) >> 16;
}
