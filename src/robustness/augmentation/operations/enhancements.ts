import type { ImageShape } from '../../corruption';
import { blendByte, lumaAt } from './levels';

/** Moves each pixel away from, or towards, its own grey. Images without three channels have no colour and stay. */
export function colour(image: Uint8Array, { channels }: ImageShape, factor: number, out: Uint8Array): void {
  if (channels !== 3) {
    out.set(image);
    return;
  }
  const single = Math.fround(factor);
  for (let i = 0; i < image.length; i += 3) {
    const grey = lumaAt(image, i, 3);
    for (let c = i; c < i + 3; c++) out[c] = blendByte(grey, image[c] as number, single);
  }
}

/**
 * Moves each pixel away from, or towards, its smoothed value: the mean of its 3 x 3 neighbourhood with weight 5 in the
 * middle. Pixels at the border stay.
 */
export function sharpness(image: Uint8Array, { height, width, channels }: ImageShape, factor: number, out: Uint8Array): void {
  const single = Math.fround(factor);
  const row = width * channels;
  out.set(image);
  for (let y = 1; y < height - 1; y++) {
    for (let i = y * row + channels; i < (y + 1) * row - channels; i++) {
      const middle = image[i] as number;
      const sum = rowSum(image, i - row, channels) + rowSum(image, i, channels) + rowSum(image, i + row, channels) + 4 * middle;
      // Rounded to the nearest; thirteenths have no ties.
      const smooth = Math.floor((2 * sum + 13) / 26);
      out[i] = blendByte(smooth, middle, single);
    }
  }
}

const rowSum = (image: Uint8Array, at: number, channels: number): number =>
  (image[at - channels] as number) + (image[at] as number) + (image[at + channels] as number);
