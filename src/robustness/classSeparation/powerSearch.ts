import { pow } from '../elementary';
import { BlockSums } from './blockSums';
import { BoundedSearch } from './boundedSearch';
import type { CandidateImages, StoredElements } from './candidateImages';
import { elementOrder, reorder } from './elementOrder';

/** Sides of the blocks whose sums bound a distance, coarse to fine. */
const blockSides = [8, 4, 2] as const;
/** Elements between two looks at whether a candidate is out already. */
const strideOfElements = 16;
/** More than the rounding of a sum of powers, relative. */
const rounding = 1e-9;

/** Sums over blocks, and what a difference of two sums adds to the bound. */
interface Stage {
  readonly blocks: BlockSums;
  readonly powers: Float64Array;
  readonly query: Uint16Array;
}

/** Largest p whose powers of stored differences stay within the range of a double: (1 / 65535)^p. */
export const largestPowerByTable = 32;

/**
 * Nearest neighbour of another class under Lp, for p from 1 to {@link largestPowerByTable}. Differences of stored elements are
 * whole numbers, so their powers stand in a table. Candidates are bounded by sums over blocks of pixels, ever finer, and
 * measured element by element until they are out.
 */
export class PowerSearch extends BoundedSearch {
  readonly #order: Uint32Array;
  readonly #stages: readonly Stage[];
  readonly #powers: Float64Array;
  /** Levels that powers are taken in units of: 1 for p = 1, so that all sums are whole numbers. */
  readonly #unit: number;
  #query: StoredElements;

  /** Takes the images' elements over and changes their order. */
  constructor(
    images: CandidateImages,
    private readonly p: number,
  ) {
    super(images);
    const { levels } = images;
    const { height, width } = images.shape;
    const fits = (side: number): boolean => BlockSums.largest(side, levels) <= 0xffff && side <= Math.max(height, width);
    this.#unit = p === 1 ? 1 : levels;
    const power = (difference: number): number => (p === 1 ? difference : pow(difference / this.#unit, p));
    this.#stages = blockSides.filter(fits).map((side) => {
      const blocks = new BlockSums(images, side);
      const size = blocks.blockSize;
      const powers = Float64Array.from({ length: size * levels + 1 }, (_, sum) => size * power(sum / size));
      return { blocks, powers, query: new Uint16Array(blocks.count) };
    });
    this.#powers = Float64Array.from({ length: levels + 1 }, (_, difference) => power(difference));
    this.#order = elementOrder(images);
    reorder(images.elements, this.#order);
    this.#query = images.elements.slice(0, 0);
  }

  protected take(elements: StoredElements): void {
    for (const { blocks, query } of this.#stages) blocks.write(elements, query);
    this.#query = elements.slice();
    reorder(this.#query, this.#order);
  }

  protected bound(bounds: Float64Array): void {
    const [coarse] = this.#stages;
    if (coarse === undefined) bounds.fill(0);
    else for (let candidate = 0; candidate < bounds.length; candidate++) bounds[candidate] = blockBound(coarse, candidate, Infinity);
  }

  protected measure(candidate: number, best: number, limit: number): number {
    for (let stage = 1; stage < this.#stages.length; stage++) {
      if (blockBound(this.#stages[stage] as Stage, candidate, limit) > limit) return Infinity;
    }
    const { elements } = this.images;
    const query = this.#query;
    const powers = this.#powers;
    const start = candidate * query.length;
    let sum = 0;
    for (let from = 0; from < query.length && sum <= best; from += strideOfElements) {
      const to = Math.min(from + strideOfElements, query.length);
      for (let i = from; i < to; i++) {
        const difference = (query[i] as number) - (elements[start + i] as number);
        sum += powers[difference < 0 ? -difference : difference] as number;
      }
    }
    return sum;
  }

  protected limitOf(best: number): number {
    return best * (1 + rounding);
  }

  protected distanceOf(measure: number): number {
    const root = this.p === 1 ? measure : pow(measure, 1 / this.p);
    return (root * this.#unit) / this.images.levels;
  }
}

/** The bound that block sums give, or any number above `limit` where it is above. */
function blockBound({ blocks, powers, query }: Stage, candidate: number, limit: number): number {
  const { sums, count } = blocks;
  const start = candidate * count;
  let bound = 0;
  for (let k = 0; k < count && bound <= limit; k++) {
    const difference = (query[k] as number) - (sums[start + k] as number);
    bound += powers[difference < 0 ? -difference : difference] as number;
  }
  return bound;
}
