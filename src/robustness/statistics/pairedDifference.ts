import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { defaultConfidence, type Interval } from './interval';

export interface DiscordantCounts {
  /** Images that the first model alone gets wrong. */
  readonly onlyFirst: number;
  /** Images that the second model alone gets wrong. */
  readonly onlySecond: number;
  /** All images, those on which both agree among them. */
  readonly n: number;
}

/** Halvings of the range of a difference: to 2^-40 of it. */
const halvings = 40;

/**
 * Score interval (Tango 1998) for the difference of two error rates on the same images, the first model's minus the
 * second's: all differences that a score test does not reject. It keeps its level where few images differ or none do,
 * where an interval from the spread of the differences would have no width.
 *
 * @returns ends in [-1, 1]; the whole of it for n = 0
 */
export function pairedDifferenceInterval(counts: DiscordantCounts, confidence = defaultConfidence): Interval {
  if (counts.n === 0) return { low: -1, high: 1 };
  const z = normalQuantile((1 + confidence) / 2, 0, 1);
  const estimate = (counts.onlyFirst - counts.onlySecond) / counts.n;
  return {
    low: boundary(-1, estimate, (difference) => score(counts, difference) > z),
    high: boundary(1, estimate, (difference) => score(counts, difference) < -z),
  };
}

/** Where between an end and the estimate rejection begins: the score falls as the difference grows. */
function boundary(end: number, estimate: number, isRejected: (difference: number) => boolean): number {
  if (!isRejected(end)) return end;
  let [rejected, kept] = [end, estimate];
  for (let i = 0; i < halvings; i++) {
    const middle = (rejected + kept) / 2;
    if (isRejected(middle)) rejected = middle;
    else kept = middle;
  }
  return rejected;
}

/** How many standard deviations the counts lie above what a difference lets expect, with the spread that it allows at most likely. */
function score({ onlyFirst, onlySecond, n }: DiscordantCounts, difference: number): number {
  // The likeliest share of images that the second model alone gets wrong, among all with this difference.
  const b = 2 * onlySecond * difference - (onlyFirst + onlySecond) * (1 - difference) + 2 * (n - onlyFirst - onlySecond) * difference;
  const c = -onlySecond * difference * (1 - difference);
  const share = (Math.sqrt(Math.max(0, b * b - 8 * n * c)) - b) / (4 * n);
  const variance = Math.max(0, 2 * share + difference - difference * difference) / n;
  const distance = (onlyFirst - onlySecond) / n - difference;
  return variance === 0 ? (distance === 0 ? 0 : distance * Number.POSITIVE_INFINITY) : distance / Math.sqrt(variance);
}
