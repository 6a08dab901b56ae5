import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import type { Patch } from './augmentationDescription';

/** Rows and columns of a rectangle within an image: first and one past the last. */
export interface Rectangle {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * A square whose centre is any pixel, equally likely, cut off at the border (Lopes et al. 2019): patches at the border
 * are smaller than their side.
 */
export function drawPatch(patch: Patch, shape: ImageShape, stream: RandomStream): Rectangle {
  const row = stream.nextIndex(shape.height);
  const column = stream.nextIndex(shape.width);
  const side = sideOf(patch, shape, stream);
  const top = row - (side >> 1);
  const left = column - (side >> 1);
  return {
    top: Math.max(0, top),
    bottom: Math.min(shape.height, top + side),
    left: Math.max(0, left),
    right: Math.min(shape.width, left + side),
  };
}

function sideOf(patch: Patch, shape: ImageShape, stream: RandomStream): number {
  if ('side' in patch) return patch.side;
  const [from, to] = patch.area;
  const share = from + (to - from) * stream.nextUniform();
  return Math.max(1, Math.round(Math.sqrt(share * shape.height * shape.width)));
}

/** Puts back what lies outside of a rectangle. */
export function keepOutside(image: Float32Array, corrupted: Float32Array, shape: ImageShape, { top, bottom, left, right }: Rectangle): void {
  const { height, width, channels } = shape;
  for (let y = 0; y < height; y++) {
    const inside = y >= top && y < bottom;
    const row = y * width * channels;
    const before = inside ? left * channels : width * channels;
    for (let i = row; i < row + before; i++) corrupted[i] = image[i] as number;
    if (inside) for (let i = row + right * channels; i < row + width * channels; i++) corrupted[i] = image[i] as number;
  }
}
