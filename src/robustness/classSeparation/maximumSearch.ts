import { dimensionOf } from '../corruption';
import type { CandidateImages, Neighbour, NeighbourSearch, StoredElements } from './candidateImages';
import { elementOrder, reorder } from './elementOrder';

/** The nearest candidate by the largest difference of an element, in stored levels. */
export interface NearestByMaximum {
  readonly image: number;
  readonly largest: number;
}

/**
 * Nearest neighbour of another class under Linf. A candidate is given up at the first element that differs by as much as the
 * best one's largest difference; in the order of the elements that takes about ten elements of a photograph.
 */
export class MaximumSearch implements NeighbourSearch {
  /** Where each of the elements, as they are stored here, comes from. */
  readonly order: Uint32Array;

  /** Takes the images' elements over and changes their order. */
  constructor(private readonly images: CandidateImages) {
    this.order = elementOrder(images);
    reorder(images.elements, this.order);
  }

  nearest(elements: StoredElements, label: number): Neighbour | undefined {
    const found = this.nearestByMaximum(this.ordered(elements), label);
    return found === undefined ? undefined : { image: found.image, distance: found.largest / this.images.levels };
  }

  /** A copy of an image with its elements in the order of this search. */
  ordered(elements: StoredElements): StoredElements {
    const copy = elements.slice();
    reorder(copy, this.order);
    return copy;
  }

  /** @param elements in the order of this search */
  nearestByMaximum(elements: StoredElements, label: number): NearestByMaximum | undefined {
    const { labels, elements: stored, levels } = this.images;
    const dimension = dimensionOf(this.images.shape);
    let best = levels + 1;
    let image = -1;
    for (let candidate = 0, start = 0; candidate < labels.length; candidate++, start += dimension) {
      if (labels[candidate] === label) continue;
      let largest = 0;
      let i = 0;
      for (; i < dimension; i++) {
        let difference = (elements[i] as number) - (stored[start + i] as number);
        if (difference < 0) difference = -difference;
        if (difference > largest) {
          if (difference >= best) break;
          largest = difference;
        }
      }
      if (i < dimension) continue;
      best = largest;
      image = candidate;
      // Nothing is nearer than the same picture.
      if (best === 0) break;
    }
    return image < 0 ? undefined : { image, largest: best };
  }
}
