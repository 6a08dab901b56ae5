import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';

/** Where a crop lies and whether the image is mirrored first. */
export interface Cut {
  readonly isFlipped: boolean;
  /** Rows and columns by which the crop is moved against the image, from -padding to padding. */
  readonly down: number;
  readonly right: number;
}

/** Padding that a crop has where none is named: 4 pixels at 32, 8 at 64. */
export const usualPadding = (shape: ImageShape): number => Math.max(1, Math.round(Math.min(shape.height, shape.width) / 8));

/** Draws a cut: mirrored with probability 1/2, every place equally likely. */
export function drawCut(flip: boolean, padding: number, stream: RandomStream): Cut {
  const isMirrored = stream.nextWord() >>> 31 === 1;
  const places = 2 * padding + 1;
  return { isFlipped: flip && isMirrored, down: stream.nextIndex(places) - padding, right: stream.nextIndex(places) - padding };
}

/** Mirrors the image left and right if asked, then moves the crop; what lies outside of the image is 0. */
export function cropAndFlip<T extends Uint8Array | Float32Array>(image: T, shape: ImageShape, cut: Cut, out: T): void {
  const { height, width, channels } = shape;
  const { isFlipped, down, right } = cut;
  const row = width * channels;
  const firstColumn = Math.max(0, -right);
  const endColumn = Math.min(width, width - right);
  if (down !== 0 || right !== 0) out.fill(0);
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    const from = (y + down) * row;
    const to = y * row;
    if (isFlipped) {
      for (let x = firstColumn; x < endColumn; x++) {
        const source = from + (width - 1 - x - right) * channels;
        const target = to + x * channels;
        for (let c = 0; c < channels; c++) out[target + c] = image[source + c] as number;
      }
    } else {
      const shift = from - to + right * channels;
      for (let i = to + firstColumn * channels; i < to + endColumn * channels; i++) out[i] = image[i + shift] as number;
    }
  }
}
