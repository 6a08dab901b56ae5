import { dimensionOf } from '../corruption';
import { BoundedSearch } from './boundedSearch';
import type { CandidateImages, StoredElements } from './candidateImages';
import { elementOrder, reorder } from './elementOrder';
import { LowFrequencies } from './lowFrequencies';

/** Coefficients after which a candidate is judged, each counted from the first. */
const checkpoints = [16, 64, 256] as const;
/** Elements between two looks at whether a candidate is out already. */
const strideOfElements = 64;

/** What one stretch of coefficients holds of every candidate: the coefficients, and the length of all that is left behind them. */
interface Stretch {
  readonly from: number;
  readonly width: number;
  readonly values: Float32Array;
  readonly rest: Float64Array;
}

/**
 * Nearest neighbour of another class under L2. With x = (u, v) split into the first coefficients of an orthonormal basis and
 * the rest, ||x - y||^2 >= ||u_x - u_y||^2 + (||v_x|| - ||v_y||)^2 (triangle inequality of the rest): tested after 16, 64 and
 * 256 coefficients, then element by element in whole numbers.
 */
export class EuclideanSearch extends BoundedSearch {
  readonly #frequencies: LowFrequencies;
  readonly #order: Uint32Array;
  readonly #stretches: readonly Stretch[];
  readonly #slack: number;
  /** The image whose neighbour is sought: its elements in order, its coefficients, and the length of its rest after each stretch. */
  #query: StoredElements;
  readonly #coefficients: Float64Array;
  readonly #rests: Float64Array;
  readonly #partial: Float64Array;

  /** Takes the images' elements over and changes their order. */
  constructor(images: CandidateImages) {
    super(images);
    const count = images.labels.length;
    const dimension = dimensionOf(images.shape);
    this.#frequencies = new LowFrequencies(images, checkpoints[2]);
    this.#coefficients = new Float64Array(this.#frequencies.count);
    this.#rests = new Float64Array(checkpoints.length);
    this.#partial = new Float64Array(count);
    this.#stretches = checkpoints.map((end, stage) => {
      const from = Math.min(stage === 0 ? 0 : (checkpoints[stage - 1] as number), this.#frequencies.count);
      const width = Math.min(end, this.#frequencies.count) - from;
      return { from, width, values: new Float32Array(count * width), rest: new Float64Array(count) };
    });
    for (let image = 0; image < count; image++) {
      this.#analyse(images.elements.subarray(image * dimension, (image + 1) * dimension));
      for (const [stage, { from, width, values, rest }] of this.#stretches.entries()) {
        values.set(this.#coefficients.subarray(from, from + width), image * width);
        rest[image] = this.#rests[stage] as number;
      }
    }
    // Coefficients are rounded to float32 (2^-24 of each) and a rest loses digits when it is subtracted (below 2^-23 of
    // the length): the root of a bound is off by less than 2^-20 of the longest image that can be.
    this.#slack = (images.levels * Math.sqrt(dimension)) / 0x10_0000;
    this.#order = elementOrder(images);
    reorder(images.elements, this.#order);
    this.#query = images.elements.slice(0, 0);
  }

  protected take(elements: StoredElements): void {
    this.#analyse(elements);
    this.#query = elements.slice();
    reorder(this.#query, this.#order);
  }

  protected bound(bounds: Float64Array): void {
    const { width, values, rest } = this.#stretches[0] as Stretch;
    const query = this.#coefficients;
    const partial = this.#partial;
    const ownRest = this.#rests[0] as number;
    for (let candidate = 0, at = 0; candidate < bounds.length; candidate++) {
      let sum = 0;
      for (let k = 0; k < width; k++, at++) {
        const difference = (query[k] as number) - (values[at] as number);
        sum += difference * difference;
      }
      const beyond = ownRest - (rest[candidate] as number);
      partial[candidate] = sum;
      bounds[candidate] = sum + beyond * beyond;
    }
  }

  protected measure(candidate: number, best: number, limit: number): number {
    const query = this.#coefficients;
    let sum = this.#partial[candidate] as number;
    for (let stage = 1; stage < this.#stretches.length; stage++) {
      const { from, width, values, rest } = this.#stretches[stage] as Stretch;
      const start = candidate * width;
      for (let k = 0; k < width; k++) {
        const difference = (query[from + k] as number) - (values[start + k] as number);
        sum += difference * difference;
      }
      const beyond = (this.#rests[stage] as number) - (rest[candidate] as number);
      if (sum + beyond * beyond > limit) return Infinity;
    }
    return this.#squaredDistance(candidate, best);
  }

  protected limitOf(best: number): number {
    const distance = Math.sqrt(best) + this.#slack;
    return distance * distance;
  }

  protected distanceOf(measure: number): number {
    return Math.sqrt(measure) / this.images.levels;
  }

  /** Exact, in whole numbers of levels squared, unless it is above `best`. */
  #squaredDistance(candidate: number, best: number): number {
    const { elements } = this.images;
    const query = this.#query;
    const start = candidate * query.length;
    let sum = 0;
    for (let from = 0; from < query.length && sum <= best; from += strideOfElements) {
      const to = Math.min(from + strideOfElements, query.length);
      for (let i = from; i < to; i++) {
        const difference = (query[i] as number) - (elements[start + i] as number);
        sum += difference * difference;
      }
    }
    return sum;
  }

  /** Finds an image's coefficients and the lengths of its rests. */
  #analyse(elements: StoredElements): void {
    this.#frequencies.write(elements, this.#coefficients);
    let squares = 0;
    for (let i = 0; i < elements.length; i++) squares += (elements[i] as number) * (elements[i] as number);
    let left = squares;
    let k = 0;
    for (const [stage, { from, width }] of this.#stretches.entries()) {
      for (; k < from + width; k++) left -= (this.#coefficients[k] as number) * (this.#coefficients[k] as number);
      this.#rests[stage] = Math.sqrt(Math.max(0, left));
    }
  }
}
