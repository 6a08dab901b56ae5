import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { pow } from '../elementary';
import { RandomStream } from '../randomStream';
import { defaultConfidence, type Interval } from './interval';

export interface BootstrapOptions {
  /** Seed of the run. */
  readonly seed: number;
  /** Tells the statistics of one run apart: each resamples on its own stream. */
  readonly stream: number;
  /** Default 2000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

export const defaultResamples = 2000;

/**
 * The bootstrap distribution (Efron 1979) of a statistic of n images: its value for each of many samples of n images
 * drawn with replacement, in ascending order. Images are what is drawn, with all their cells and draws: they are the
 * clusters. A function of the options and of n alone, bit for bit.
 *
 * @param statistic takes n indices below n; it may return Infinity, never NaN
 */
export function bootstrapDistribution(n: number, statistic: (indices: Uint32Array) => number, options: BootstrapOptions): Float64Array {
  const replicates = new Float64Array(options.resamples ?? defaultResamples);
  const stream = new RandomStream({ seed: options.seed, purpose: 'statistics', kind: 'resampling', image: 0, draw: options.stream });
  const indices = new Uint32Array(n);
  const words = new Int32Array(indices.buffer);
  for (let r = 0; r < replicates.length; r++) {
    stream.fillWords(words);
    // Not rejecting any word favours an index by less than n / 2^32, far below what any number of resamples shows.
    for (let i = 0; i < n; i++) indices[i] = ((indices[i] as number) * n) / 0x1_0000_0000;
    replicates[r] = statistic(indices);
  }
  return replicates.sort();
}

/**
 * Bias-corrected and accelerated interval (BCa; Efron 1987): percentiles of the bootstrap distribution, moved for its
 * median bias and for its skewness, which is strong where errors are rare. Its end points are values of the
 * distribution, taken outwards.
 *
 * @param replicates ascending
 * @param influences empirical influence of each image on the statistic, up to a common factor
 */
export function bcaInterval(replicates: Float64Array, estimate: number, influences: Float64Array, confidence = defaultConfidence): Interval {
  const count = replicates.length;
  let below = 0;
  let equal = 0;
  for (const value of replicates) {
    if (value < estimate) below++;
    else if (value === estimate) equal++;
  }
  const share = Math.min(Math.max((below + equal / 2) / count, 0.5 / count), 1 - 0.5 / count);
  const bias = normalQuantile(share, 0, 1);
  const acceleration = accelerationOf(influences);
  const level = (tail: number): number => {
    const shifted = bias + normalQuantile(tail, 0, 1);
    const slope = 1 - acceleration * shifted;
    // Beyond the pole, at extreme skewness, the whole tail is meant.
    return slope <= 0 ? (shifted < 0 ? 0 : 1) : normalCdf(bias + shifted / slope, 0, 1);
  };
  const tail = (1 - confidence) / 2;
  return {
    low: quantileOfSorted(replicates, level(tail), 'down'),
    high: quantileOfSorted(replicates, level(1 - tail), 'up'),
  };
}

/**
 * Interval around an estimate whose bootstrap distribution is shifted against it, since resampling adds the same bias
 * once more: the distribution's quantiles about its own median, laid about the estimate. It covers what the statistic
 * is on average at this number of images.
 */
export function recentredInterval(replicates: Float64Array, estimate: number, confidence = defaultConfidence): Interval {
  const tail = (1 - confidence) / 2;
  const middle = quantileOfSorted(replicates, 0.5, 'down');
  return {
    low: estimate + Math.min(0, quantileOfSorted(replicates, tail, 'down') - middle),
    high: estimate + Math.max(0, quantileOfSorted(replicates, 1 - tail, 'up') - middle),
  };
}

/** The entry of an ascending array at a share of the way through it, rounded towards its beginning or its end. */
export function quantileOfSorted(sorted: Float64Array, share: number, rounding: 'down' | 'up'): number {
  const place = share * (sorted.length - 1);
  const value = sorted[rounding === 'down' ? Math.floor(place) : Math.ceil(place)];
  if (value === undefined) throw new RangeError('There is no quantile of nothing.');
  return value;
}

/** A sixth of the skewness of the sum of the influences (Efron 1987). */
function accelerationOf(influences: Float64Array): number {
  let squares = 0;
  let cubes = 0;
  for (const influence of influences) {
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  return squares === 0 ? 0 : cubes / (6 * pow(squares, 1.5));
}
