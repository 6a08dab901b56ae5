import { pow } from '../elementary';
import type { CandidateImages, Neighbour, NeighbourSearch, StoredElements } from './candidateImages';
import { MaximumSearch } from './maximumSearch';

/**
 * Nearest neighbour of another class under Lp for large p, where the powers of most differences underflow. The nearest under Linf, at
 * distance m, is found first: every Lp distance is at least the Linf distance, so no candidate is nearer than m, and
 * powers of differences in units of m are between 0 and the dimension for all that can win.
 */
export class SteepPowerSearch implements NeighbourSearch {
  readonly #maximum: MaximumSearch;
  /** Powers of differences in units of m, for each m that was met. */
  readonly #powers = new Map<number, Float64Array>();

  /** Takes the images' elements over and changes their order. */
  constructor(
    private readonly images: CandidateImages,
    private readonly p: number,
  ) {
    this.#maximum = new MaximumSearch(images);
  }

  nearest(elements: StoredElements, label: number): Neighbour | undefined {
    const { labels, levels } = this.images;
    const query = this.#maximum.ordered(elements);
    const first = this.#maximum.nearestByMaximum(query, label);
    if (first === undefined || first.largest === 0) return first && { image: first.image, distance: 0 };
    const powers = this.#powersInUnitsOf(first.largest);
    let { image } = first;
    let best = this.#sum(query, image, powers, Infinity);
    for (let candidate = 0; candidate < labels.length; candidate++) {
      if (labels[candidate] === label) continue;
      const sum = this.#sum(query, candidate, powers, best);
      if (sum > best || (sum === best && candidate > image)) continue;
      image = candidate;
      best = sum;
    }
    return { image, distance: (first.largest / levels) * pow(best, 1 / this.p) };
  }

  /** The sum of powers, or any number above `best` where it is above. */
  #sum(query: StoredElements, candidate: number, powers: Float64Array, best: number): number {
    const { elements } = this.images;
    const start = candidate * query.length;
    let sum = 0;
    for (let i = 0; i < query.length && sum <= best; i++) {
      const difference = (query[i] as number) - (elements[start + i] as number);
      sum += powers[difference < 0 ? -difference : difference] as number;
    }
    return sum;
  }

  #powersInUnitsOf(unit: number): Float64Array {
    const known = this.#powers.get(unit);
    if (known !== undefined) return known;
    const powers = Float64Array.from({ length: this.images.levels + 1 }, (_, difference) => pow(difference / unit, this.p));
    // 256 tables of bytes; of 16-bit levels no more than a few are kept.
    if (this.#powers.size * powers.length > 0x10_0000) this.#powers.clear();
    this.#powers.set(unit, powers);
    return powers;
  }
}
