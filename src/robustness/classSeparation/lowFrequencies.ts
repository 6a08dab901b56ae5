import cos from '@stdlib/math-base-special-cos';
import { dimensionOf, type ImageShape } from '../corruption';
import type { CandidateImages, StoredElements } from './candidateImages';

/** Frequencies along an axis that are looked at. */
const frequenciesPerAxis = 16;
/** Images from which it is told which coefficients vary most. */
const sampleSize = 500;

/**
 * The coefficients of an image in an orthonormal cosine basis (DCT-II over rows, columns and channels) that vary most
 * between the images. The basis keeps L2 distances, and of photographs nearly all of the distance lies in its
 * low frequencies: the distance over a few coefficients is a close lower bound of the whole.
 */
export class LowFrequencies {
  readonly #shape: ImageShape;
  readonly #bases: { readonly rows: Float64Array; readonly columns: Float64Array; readonly channels: Float64Array };
  readonly #kept: { readonly rows: number; readonly columns: number };
  readonly #afterRows: Float64Array;
  readonly #all: Float64Array;
  readonly #chosen: Uint32Array;

  /** @param count how many coefficients are wanted; there may be fewer */
  constructor(images: CandidateImages, count: number) {
    const { height, width, channels } = images.shape;
    this.#shape = images.shape;
    this.#bases = { rows: cosineBasis(height), columns: cosineBasis(width), channels: cosineBasis(channels) };
    this.#kept = { rows: Math.min(frequenciesPerAxis, height), columns: Math.min(frequenciesPerAxis, width) };
    this.#afterRows = new Float64Array(this.#kept.rows * width * channels);
    this.#all = new Float64Array(this.#kept.rows * this.#kept.columns * channels);
    this.#chosen = this.#mostVarying(images, Math.min(count, this.#all.length));
  }

  /** How many coefficients are kept. */
  get count(): number {
    return this.#chosen.length;
  }

  /** Writes an image's coefficients to `out`, those that vary most first. */
  write(elements: StoredElements, out: Float64Array): void {
    this.#transform(elements);
    for (let k = 0; k < this.#chosen.length; k++) out[k] = this.#all[this.#chosen[k] as number] as number;
  }

  #mostVarying({ elements, labels }: CandidateImages, count: number): Uint32Array {
    const dimension = dimensionOf(this.#shape);
    const sums = new Float64Array(this.#all.length);
    const squares = new Float64Array(this.#all.length);
    const step = Math.max(1, Math.floor(labels.length / sampleSize));
    let seen = 0;
    for (let image = 0; image < labels.length; image += step, seen++) {
      this.#transform(elements.subarray(image * dimension, (image + 1) * dimension));
      for (const [k, value] of this.#all.entries()) {
        sums[k] = (sums[k] as number) + value;
        squares[k] = (squares[k] as number) + value * value;
      }
    }
    const variance = squares.map((square, k) => square / seen - ((sums[k] as number) / seen) * ((sums[k] as number) / seen));
    return Uint32Array.from(variance.keys())
      .sort((a, b) => (variance[b] as number) - (variance[a] as number) || a - b)
      .slice(0, count);
  }

  /** Axis by axis: rows, then columns, then channels. */
  #transform(elements: StoredElements): void {
    const { height, width, channels } = this.#shape;
    const { rows, columns, channels: mixing } = this.#bases;
    const line = width * channels;
    this.#afterRows.fill(0);
    for (let k = 0; k < this.#kept.rows; k++) {
      for (let y = 0; y < height; y++) {
        const weight = rows[k * height + y] as number;
        const [from, to] = [y * line, k * line];
        for (let i = 0; i < line; i++) this.#afterRows[to + i] = (this.#afterRows[to + i] as number) + weight * (elements[from + i] as number);
      }
    }
    const sums = new Float64Array(channels);
    for (let k = 0; k < this.#kept.rows; k++) {
      for (let l = 0; l < this.#kept.columns; l++) {
        sums.fill(0);
        for (let x = 0; x < width; x++) {
          const weight = columns[l * width + x] as number;
          const from = k * line + x * channels;
          for (let c = 0; c < channels; c++) sums[c] = (sums[c] as number) + weight * (this.#afterRows[from + c] as number);
        }
        const to = (k * this.#kept.columns + l) * channels;
        for (let m = 0; m < channels; m++) {
          let sum = 0;
          for (let c = 0; c < channels; c++) sum += (mixing[m * channels + c] as number) * (sums[c] as number);
          this.#all[to + m] = sum;
        }
      }
    }
  }
}

/** The orthonormal DCT-II: row k holds sqrt(2/n) cos(pi k (i + 1/2) / n), row 0 sqrt(1/n). */
function cosineBasis(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const k = Math.floor(at / n);
    const i = at % n;
    return Math.sqrt((k === 0 ? 1 : 2) / n) * cos((Math.PI * k * (i + 0.5)) / n);
  });
}
