import { dimensionOf, type ImageShape } from '../corruption';
import type { CandidateImages, StoredElements } from './candidateImages';

/**
 * Sums of the elements over blocks of side x side pixels, channel by channel. For p >= 1 and a block of b elements,
 * sum |x_i - y_i|^p >= b |(sum x_i - sum y_i) / b|^p, as |t|^p is convex (Jensen), so that the sums alone bound a distance. Blocks at
 * the margin that are cut off are bounded with the full b, which makes the bound lower only.
 */
export class BlockSums {
  /** Elements of a whole block. */
  readonly blockSize: number;
  /** Blocks of an image. */
  readonly count: number;
  /** The sums of every candidate, image after image. */
  readonly sums: Uint16Array;
  readonly #shape: ImageShape;

  constructor(
    images: CandidateImages,
    readonly side: number,
  ) {
    const { height, width, channels } = images.shape;
    this.#shape = images.shape;
    this.blockSize = side * side;
    this.count = Math.ceil(height / side) * Math.ceil(width / side) * channels;
    this.sums = new Uint16Array(images.labels.length * this.count);
    const dimension = dimensionOf(images.shape);
    for (let image = 0; image < images.labels.length; image++) {
      this.write(images.elements.subarray(image * dimension, (image + 1) * dimension), this.sums.subarray(image * this.count, (image + 1) * this.count));
    }
  }

  /** The largest sum that a 16-bit number must hold for blocks of this side. */
  static largest(side: number, levels: number): number {
    return side * side * levels;
  }

  /** Writes the sums of an image, its elements in the order of the picture, to `out`. */
  write(elements: StoredElements, out: Uint16Array): void {
    const { height, width, channels } = this.#shape;
    const line = Math.ceil(width / this.side) * channels;
    out.fill(0);
    for (let y = 0, at = 0; y < height; y++) {
      const row = Math.floor(y / this.side) * line;
      for (let x = 0; x < width; x++) {
        const block = row + Math.floor(x / this.side) * channels;
        for (let c = 0; c < channels; c++, at++) out[block + c] = (out[block + c] as number) + (elements[at] as number);
      }
    }
  }
}
