import { dimensionOf } from '../corruption';
import type { CandidateImages, StoredElements } from './candidateImages';

/** Images that are looked at for the spread of an element. */
const sampleSize = 500;

/**
 * The order in which elements are compared, so that a large difference is met early: each is far from those shortly
 * before it, since neighbouring pixels tell the same, and elements that hardly vary (the margin of a digit) come last.
 */
export function elementOrder(images: CandidateImages): Uint32Array {
  const { height, width, channels } = images.shape;
  const spread = spreadOf(images);
  const pixels = spreadPixels(height, width);
  const order: number[] = [];
  // One channel of each pixel at a time, in turn: channels of one pixel are the most alike.
  for (let turn = 0; turn < channels; turn++) {
    for (const [place, pixel] of pixels.entries()) order.push(pixel * channels + ((place + turn) % channels));
  }
  const enough = spread.reduce((most, value) => Math.max(most, value), 0) / 4;
  const varies = (element: number): boolean => (spread[element] as number) >= enough;
  return Uint32Array.from([...order.filter(varies), ...order.filter((element) => !varies(element))]);
}

/** Brings every image's elements into an order, in place. */
export function reorder(elements: StoredElements, order: Uint32Array): void {
  const image = elements.slice(0, order.length);
  for (let start = 0; start < elements.length; start += order.length) {
    image.set(elements.subarray(start, start + order.length));
    for (let i = 0; i < order.length; i++) elements[start + i] = image[order[i] as number] as number;
  }
}

/**
 * Pixels y * width + x, each in a part of the picture that has not been seen for long: the places of a square of side
 * 2^k in the order of their bits reversed (the two-dimensional sequence of Hammersley's kind), those outside left out.
 */
function spreadPixels(height: number, width: number): number[] {
  let bits = 0;
  while (1 << bits < Math.max(height, width)) bits++;
  const pixels: number[] = [];
  for (let place = 0; place < 1 << (2 * bits); place++) {
    let x = 0;
    let y = 0;
    for (let bit = 0; bit < bits; bit++) {
      x |= ((place >> (2 * bit)) & 1) << (bits - 1 - bit);
      y |= ((place >> (2 * bit + 1)) & 1) << (bits - 1 - bit);
    }
    // The second of four places lies across from the first, not beside it.
    y ^= x;
    if (y < height && x < width) pixels.push(y * width + x);
  }
  return pixels;
}

/** Variance of every element over a sample of the images. */
function spreadOf({ shape, elements, labels }: CandidateImages): Float64Array {
  const dimension = dimensionOf(shape);
  const sums = new Float64Array(dimension);
  const squares = new Float64Array(dimension);
  const step = Math.max(1, Math.floor(labels.length / sampleSize));
  let count = 0;
  for (let image = 0; image < labels.length; image += step, count++) {
    const start = image * dimension;
    for (let i = 0; i < dimension; i++) {
      const value = elements[start + i] as number;
      sums[i] = (sums[i] as number) + value;
      squares[i] = (squares[i] as number) + value * value;
    }
  }
  return squares.map((square, i) => square / count - ((sums[i] as number) / count) * ((sums[i] as number) / count));
}
