import type { CandidateImages, NeighbourSearch } from './candidateImages';
import { EuclideanSearch } from './euclideanSearch';
import { MaximumSearch } from './maximumSearch';
import { largestPowerByTable, PowerSearch } from './powerSearch';
import { SteepPowerSearch } from './steepPowerSearch';

/** A norm that obeys the triangle inequality: p from 1, or `'inf'`. */
export type SeparationNorm = number | 'inf';

/**
 * Whether distances in a norm tell anything about labels: for p below 1, L0 and the Gaussian there is no triangle inequality
 * from which half a separation would follow.
 */
export function isSeparationNorm(norm: number | 'inf' | 'gaussian'): norm is SeparationNorm {
  return norm === 'inf' || (typeof norm === 'number' && norm >= 1);
}

/**
 * The search for a norm. It takes the images' elements over and changes their order.
 *
 * @throws RangeError for p below 1: check what a user wrote before
 */
export function neighbourSearch(norm: SeparationNorm, images: CandidateImages): NeighbourSearch {
  if (norm === 'inf') return new MaximumSearch(images);
  if (!(norm >= 1)) throw new RangeError(`no class separation in norm ${norm}`);
  if (norm === 2) return new EuclideanSearch(images);
  return norm <= largestPowerByTable ? new PowerSearch(images, norm) : new SteepPowerSearch(images, norm);
}
