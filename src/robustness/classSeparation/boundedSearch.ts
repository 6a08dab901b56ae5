import type { CandidateImages, Neighbour, NeighbourSearch, StoredElements } from './candidateImages';

/**
 * Nearest neighbour of another class where a distance can be bounded from below at little cost. First a coarse bound of every
 * candidate; the one with the lowest is likely near and is measured. Then all others in their order, but only those
 * whose bound does not prove them farther away than the best so far.
 *
 * Bounds and measures are powers of a distance (its square for L2, the sum of p-th powers for Lp).
 */
export abstract class BoundedSearch implements NeighbourSearch {
  readonly #bounds: Float64Array;

  protected constructor(protected readonly images: CandidateImages) {
    this.#bounds = new Float64Array(images.labels.length);
  }

  nearest(elements: StoredElements, label: number): Neighbour | undefined {
    const { labels } = this.images;
    const bounds = this.#bounds;
    this.take(elements);
    this.bound(bounds);
    let image = -1;
    for (let candidate = 0; candidate < labels.length; candidate++) {
      if (labels[candidate] !== label && (image < 0 || (bounds[candidate] as number) < (bounds[image] as number))) image = candidate;
    }
    if (image < 0) return undefined;
    let best = this.measure(image, Infinity, Infinity);
    let limit = this.limitOf(best);
    for (let candidate = 0; candidate < labels.length; candidate++) {
      if ((bounds[candidate] as number) > limit || labels[candidate] === label) continue;
      const measured = this.measure(candidate, best, limit);
      if (measured > best || (measured === best && candidate > image)) continue;
      image = candidate;
      best = measured;
      limit = this.limitOf(best);
    }
    return { image, distance: this.distanceOf(best) };
  }

  /** Prepares for the neighbours of one image. */
  protected abstract take(elements: StoredElements): void;

  /** Writes a lower bound of the measure of every candidate. */
  protected abstract bound(bounds: Float64Array): void;

  /**
   * The measure of a candidate; any number above `best` where it is above.
   * @param limit a bound above it proves, whatever the rounding, that the measure is above `best`
   */
  protected abstract measure(candidate: number, best: number, limit: number): number;

  /** What a bound must exceed, with its rounding errors, so that the measure exceeds `best`. */
  protected abstract limitOf(best: number): number;

  /** The distance, for images in [0,1], of a measure. */
  protected abstract distanceOf(measure: number): number;
}
