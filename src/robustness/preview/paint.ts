import type { ImageShape } from '../corruption';

/** Where to paint: four bytes a pixel (red, green, blue, opacity), rows one after the other. */
export interface PaintTarget {
  readonly data: Uint8Array | Uint8ClampedArray;
  /** Pixels in a row of the whole target. */
  readonly width: number;
  /** Pixel that the image's upper left corner comes to. */
  readonly x: number;
  readonly y: number;
}

/** Paints an image of one channel (grey) or three, in [0, 1], each value as the nearest of the 256 levels. */
export function paintImage(image: Float32Array, shape: ImageShape, target: PaintTarget): void {
  const { height, width, channels } = shape;
  const { data } = target;
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  let from = 0;
  for (let row = 0; row < height; row++) {
    let to = 4 * ((target.y + row) * target.width + target.x);
    for (let column = 0; column < width; column++) {
      data[to] = ((image[from] as number) * 255 + 0.5) | 0;
      data[to + 1] = ((image[from + green] as number) * 255 + 0.5) | 0;
      data[to + 2] = ((image[from + blue] as number) * 255 + 0.5) | 0;
      data[to + 3] = 255;
      to += 4;
      from += channels;
    }
  }
}

/**
 * Paints what a corruption changed, amplified: middle grey where nothing changed, lighter where a value grew. A change of
 * 1 / gain reaches the end of the range.
 */
export function paintDifference(image: Float32Array, corrupted: Float32Array, shape: ImageShape, gain: number, target: PaintTarget): void {
  if (scratch.length < image.length) scratch = new Float32Array(image.length);
  const half = gain / 2;
  for (let i = 0; i < image.length; i++) {
    const value = 0.5 + half * ((corrupted[i] as number) - (image[i] as number));
    scratch[i] = value < 0 ? 0 : value > 1 ? 1 : value;
  }
  paintImage(scratch, shape, target);
}

let scratch = new Float32Array(0);
