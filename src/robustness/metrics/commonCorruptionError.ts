import { benchmarkCorruptions, commonCorruptionGroup, commonCorruptionNames, type CommonCorruptionName } from '../commonCorruption';
import type { BootstrapOptions } from '../statistics/bootstrap';
import type { Estimate } from './estimate';
import { meanScore } from './meanScore';

/** What was found on the images that are finished in all of the corruptions that a figure is about. */
export interface CommonCorruptionErrorInput {
  /** Wrong outcomes of each image over all severities and draws of a corruption: whole numbers from 0 to outcomesPerImage. */
  readonly wrong: ReadonlyMap<CommonCorruptionName, Uint32Array>;
  /** Severities times draws, the same for every corruption. */
  readonly outcomesPerImage: number;
  /** Wrong outcomes of the same images uncorrupted, each 0 or 1: what `benchmarkRelative` is relative to. */
  readonly clean?: Uint32Array;
}

/**
 * Which mean over the common corruptions.
 * - `all`: over the 19, the mCE of Siedel et al. (2024)
 * - `benchmark`: over the 15 of the benchmark, as papers give it for CIFAR-10-C
 * - `benchmarkNormalised`: over the same 15, each relative to AlexNet's error, the benchmark's own mCE for ImageNet-C
 * - `benchmarkRelative`: the benchmark's relative mCE, over the same 15: the increase over the clean error, each divided by AlexNet's
 * - `withoutNoise`: over the 15 of the 19 that are not noise
 */
export type CommonCorruptionMean = 'all' | 'benchmark' | 'benchmarkNormalised' | 'benchmarkRelative' | 'withoutNoise';

/** Mean error of AlexNet over the five severities on ImageNet-C (Hendrycks and Dietterich 2019), in the benchmark's order. */
const alexNetErrors = [
  0.886428, 0.894468, 0.92264, 0.81988, 0.826268, 0.785948, 0.79836, 0.866816, 0.826572, 0.819324, 0.564592, 0.853204, 0.646056, 0.71784, 0.6065,
];
/** Its clean error on ImageNet, from the same authors' table 1. */
const alexNetCleanError = 0.435;

/** The corruptions of a mean, each with what its error is divided by. */
export function corruptionsOf(mean: CommonCorruptionMean): readonly { readonly name: CommonCorruptionName; readonly reference: number }[] {
  switch (mean) {
    case 'all':
      return commonCorruptionNames.map((name) => ({ name, reference: 1 }));
    case 'benchmark':
      return benchmarkCorruptions.map((name) => ({ name, reference: 1 }));
    case 'benchmarkNormalised':
      return benchmarkCorruptions.map((name, i) => ({ name, reference: alexNetErrors[i] as number }));
    case 'benchmarkRelative':
      return benchmarkCorruptions.map((name, i) => ({ name, reference: (alexNetErrors[i] as number) - alexNetCleanError }));
    case 'withoutNoise':
      return commonCorruptionNames.filter((name) => commonCorruptionGroup[name] !== 'noise').map((name) => ({ name, reference: 1 }));
  }
}

/**
 * The mean corruption error over common corruptions: the error of each over its severities, divided by its reference,
 * and the mean of those with equal weight. A fraction in [0, 1]; normalised by AlexNet it may exceed 1. Relative, the
 * clean error is taken from each error, so that it may be negative.
 *
 * All cells share the images, so their errors are not independent: the interval is a BCa bootstrap over images. It
 * covers the choice of images and noise, not the luck of training.
 */
export function commonCorruptionError({ wrong, outcomesPerImage, clean }: CommonCorruptionErrorInput, mean: CommonCorruptionMean, options: BootstrapOptions): Estimate {
  const parts = corruptionsOf(mean);
  const missing = parts.filter(({ name }) => !wrong.has(name)).map(({ name }) => name);
  if (missing.length > 0) return { value: null, reason: `it needs corruptions that were not evaluated: ${missing.join(', ')}` };
  const n = wrong.get(parts[0]?.name ?? 'gaussian_noise')?.length ?? 0;
  if (n === 0 || outcomesPerImage === 0) return { value: null, reason: 'no image is finished in every corruption yet' };
  const isRelative = mean === 'benchmarkRelative';
  if (isRelative && clean === undefined) return { value: null, reason: 'it needs the error on clean images' };
  if (isRelative && clean?.length !== n) throw new RangeError('the clean images are others than those of the corruptions');

  const scores = new Float64Array(n);
  let weights = 0;
  for (const { name, reference } of parts) {
    const counts = wrong.get(name);
    if (counts?.length !== n) throw new RangeError(`${name} was counted on other images than the corruptions before it`);
    const weight = 1 / (parts.length * reference);
    weights += weight;
    for (let i = 0; i < n; i++) scores[i] = (scores[i] as number) + (weight * (counts[i] as number)) / outcomesPerImage;
  }
  if (isRelative) clean?.forEach((count, i) => (scores[i] = (scores[i] as number) - weights * count));
  return meanScore(scores, [isRelative ? -weights : 0, weights], options);
}
