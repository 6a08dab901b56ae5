import { bcaInterval, bootstrapDistribution, type BootstrapOptions } from '../statistics/bootstrap';
import { constantInterval } from '../statistics/interval';
import type { Estimate } from './estimate';

/** What the cells of a suite found on the images that are finished in all of them. */
export interface MeanCorruptionErrorInput {
  /** Wrong outcomes of each image over all cells and draws: whole numbers from 0 to outcomesPerImage. */
  readonly wrong: Uint32Array;
  /** Cells times draws. 0 where the suite has no cell that counts for mCE_Lp. */
  readonly outcomesPerImage: number;
}

/**
 * mCE_Lp (Siedel et al. 2024): the mean of the robust error over the cells of a suite, each cell with equal weight and
 * not divided by any other model's error; a fraction in [0,1]. With the paper's suite these are its 90 cells; the clean
 * images are not among them.
 *
 * All cells share the images, so their errors are not independent: the interval is a BCa bootstrap over images of
 * their mean errors. It covers the choice of images and noise, not the luck of training.
 */
export function meanCorruptionError({ wrong, outcomesPerImage }: MeanCorruptionErrorInput, options: BootstrapOptions): Estimate {
  const n = wrong.length;
  if (outcomesPerImage === 0) return { value: null, reason: 'the suite has no corruption that counts for mCE_Lp' };
  if (n === 0) return { value: null, reason: 'no image is finished in every corruption yet' };
  let total = 0;
  for (const count of wrong) total += count;
  const value = total / (n * outcomesPerImage);
  const influences = Float64Array.from(wrong, (count) => count - total / n);
  if (influences.every((influence) => influence === 0)) return { value, ...constantInterval(value, n, options.confidence) };
  const replicates = bootstrapDistribution(
    n,
    (indices) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += wrong[indices[i] as number] as number;
      return sum / (n * outcomesPerImage);
    },
    options,
  );
  return { value, ...bcaInterval(replicates, value, influences, options.confidence) };
}
