import type { ErrorEstimate } from '../../protocol/report';
import { clusteredInterval } from '../../robustness/statistics/binomialInterval';
import type { Tally } from './tally';

/** The error of one cell with its interval: the draws of an image are a cluster, not more images. n = 0 gives the interval [0, 1]. */
export function errorEstimate({ wrong, outcomesPerImage }: Pick<Tally, 'wrong' | 'outcomesPerImage'>, draws: number): ErrorEstimate {
  const n = wrong.length;
  let errors = 0;
  for (const count of wrong) errors += count;
  const error = n === 0 ? 0 : errors / (n * outcomesPerImage);
  let squares = 0;
  for (const count of wrong) {
    const difference = count / outcomesPerImage - error;
    squares += difference * difference;
  }
  return { n, errors, error, ...clusteredInterval({ mean: error, squares, clusters: n, drawsPerCluster: draws }) };
}
