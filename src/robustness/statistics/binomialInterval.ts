import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { constantInterval, defaultConfidence, type Interval } from './interval';

/**
 * Interval of Clopper and Pearson (1934) for a proportion, the one that reports show. Its coverage is at least the
 * confidence for every true proportion and every n. Wilson's is shorter and holds on average, but falls below the
 * confidence near 0 and 1, and there lie the clean error of a good model and the error of a bad one.
 *
 * @param successes from 0 to trials; fractions are allowed, for effective sample sizes
 * @param trials above 0; 0 gives [0,1]
 */
export function clopperPearson(successes: number, trials: number, confidence = defaultConfidence): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const tail = (1 - confidence) / 2;
  const failures = trials - successes;
  return {
    low: successes <= 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures <= 0 ? 1 : betaQuantile(1 - tail, successes + 1, failures),
  };
}

/** Interval of Wilson (1927), by inverting the score test: shorter than Clopper and Pearson's, right on average over proportions. */
export function wilson(successes: number, trials: number, confidence = defaultConfidence): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const z = normalQuantile(1 - (1 - confidence) / 2, 0, 1);
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  // At the ends rounding may leave a bound beside the share it belongs to.
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Interval for the mean of n values in [0,1], one a cluster, by Korn and Graubard (1998): Clopper and Pearson's with
 * the number of trials that would have the variance seen between the clusters. With one draw an image it is exactly
 * Clopper and Pearson's over images; many draws of one image never count for more than their spread tells. Where all
 * clusters agree there is no spread to go by, and the images alone count.
 *
 * It takes the place of a bootstrap over images for the cells of a report: it needs no random numbers, costs
 * microseconds, and stays honest where no or few images are wrong, where a bootstrap gives an interval of no width.
 *
 * @param mean mean over clusters
 * @param squares sum over clusters of (value - mean)^2
 * @param clusters how many images
 * @param drawsPerCluster no more than clusters * drawsPerCluster trials are counted
 */
export function clusteredInterval(
  { mean, squares, clusters, drawsPerCluster }: { mean: number; squares: number; clusters: number; drawsPerCluster: number },
  confidence = defaultConfidence,
): Interval {
  const spread = mean * (1 - mean);
  if (squares <= 0 || spread <= 0) return constantInterval(mean, clusters, confidence);
  const trials = Math.min((spread * clusters * clusters) / squares, clusters * drawsPerCluster);
  return clopperPearson(mean * trials, trials, confidence);
}
