import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import type { Erasing } from './augmentationDescription';
import type { Rectangle } from './patch';

/** Attempts to find a rectangle that fits, after which an image stays whole. */
const attempts = 100;

/**
 * Erases a random rectangle of an image, in place (Zhong et al. 2020, their algorithm 1): its area and the ratio of its
 * sides are uniform in their ranges, and so is its place where it fits. Random values are the 256 grey levels, one for
 * each channel of each pixel.
 */
export function eraseAtRandom(image: Float32Array, shape: ImageShape, erasing: Erasing, stream: RandomStream): void {
  if (stream.nextUniform() >= erasing.probability) return;
  const rectangle = drawRectangle(shape, erasing, stream);
  if (rectangle === undefined) return;
  for (let y = rectangle.top; y < rectangle.bottom; y++) {
    const row = y * shape.width;
    for (let i = (row + rectangle.left) * shape.channels; i < (row + rectangle.right) * shape.channels; i++) {
      image[i] = erasing.value === 'random' ? (stream.nextWord() >>> 24) / 255 : 0;
    }
  }
}

function drawRectangle({ height, width }: ImageShape, { area, aspect }: Erasing, stream: RandomStream): Rectangle | undefined {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const size = (area[0] + (area[1] - area[0]) * stream.nextUniform()) * height * width;
    const ratio = aspect[0] + (aspect[1] - aspect[0]) * stream.nextUniform();
    const rows = Math.round(Math.sqrt(size * ratio));
    const columns = Math.round(Math.sqrt(size / ratio));
    if (rows < 1 || columns < 1 || rows >= height || columns >= width) continue;
    const top = stream.nextIndex(height - rows + 1);
    const left = stream.nextIndex(width - columns + 1);
    return { top, bottom: top + rows, left, right: left + columns };
  }
  return undefined;
}
