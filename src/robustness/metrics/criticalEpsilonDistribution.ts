import { ln } from '../elementary';
import { defaultConfidence, type Interval } from '../statistics/interval';

/**
 * Half the height of the band of Dvoretzky, Kiefer and Wolfowitz around an empirical distribution function of n independent values,
 * with the sharp constant of Massart (1990): sqrt(ln(2 / alpha) / (2 n)). With that confidence it holds the true function at
 * all places at once.
 */
export function distributionBand(n: number, confidence = defaultConfidence): number {
  return n === 0 ? 1 : Math.sqrt(ln(2 / (1 - confidence)) / (2 * n));
}

/**
 * The share of images whose prediction has flipped up to an epsilon, with its band. An image that never flipped counts as
 * flipping beyond every epsilon (Infinity): up to the largest epsilon, censoring changes nothing.
 */
export function flippedShare(criticalEpsilons: readonly number[], epsilon: number, confidence = defaultConfidence): Interval & { readonly share: number } {
  const n = criticalEpsilons.length;
  const share = n === 0 ? 0 : criticalEpsilons.filter((critical) => critical <= epsilon).length / n;
  const half = distributionBand(n, confidence);
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

/** The smallest epsilon by which at least half of the images have flipped; undefined where that is not so for any. */
export function medianCriticalEpsilon(criticalEpsilons: readonly number[]): number | undefined {
  const sorted = criticalEpsilons.toSorted((a, b) => a - b);
  const median = sorted[Math.ceil(sorted.length / 2) - 1];
  return median === undefined || median === Infinity ? undefined : median;
}
