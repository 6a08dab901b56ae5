import { pow } from '../elementary';

/** A two-sided confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The confidence that every interval has unless another is asked for. */
export const defaultConfidence = 0.95;

/**
 * The mean of n values in [0,1] that all came out equal to `value`, so that no spread can be estimated from them.
 *
 * With confidence 1 - alpha, a single value that was seen n times of n has a probability of at least (alpha/2)^(1/n);
 * what remains may lie anywhere in [0,1]. At value 0 or 1 this is the interval of Clopper and Pearson; n = 0 gives [0,1].
 */
export function constantInterval(value: number, n: number, confidence = defaultConfidence): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const seen = pow((1 - confidence) / 2, 1 / n);
  return { low: value * seen, high: value * seen + (1 - seen) };
}
