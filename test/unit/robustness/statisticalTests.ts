import gammaCdf from '@stdlib/stats-base-dists-gamma-cdf';

/** Probability that Pearson's chi-square of equally likely cells exceeds the one observed. */
export function chiSquareTail(counts: ArrayLike<number> & Iterable<number>, expected: number): number {
  let statistic = 0;
  for (const count of counts) statistic += (count - expected) ** 2 / expected;
  return 1 - gammaCdf(statistic, (counts.length - 1) / 2, 0.5);
}

/**
 * Kolmogorov-Smirnov statistic times the square root of n, of values that were rounded relatively by `rounding`: the
 * law is asked at either end of a value's rounding interval, so that rounding is not counted against it. Above 2.9 with
 * probability below 1e-7 (2 exp(-2 x^2)), smaller with rounding.
 */
export function kolmogorovSmirnov(values: readonly number[], cdf: (x: number) => number, rounding = 0): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let largest = 0;
  for (let i = 0; i < n; ) {
    let next = i + 1;
    const value = sorted[i] ?? NaN;
    while (next < n && sorted[next] === value) next++;
    largest = Math.max(largest, next / n - cdf(value * (1 + rounding)), cdf(value * (1 - rounding)) - i / n);
    i = next;
  }
  return largest * Math.sqrt(n);
}

/** Mean of independent observations in units of its standard error from what was expected. */
export function standardScore(observations: readonly number[], expected: number): number {
  const n = observations.length;
  const mean = observations.reduce((sum, x) => sum + x, 0) / n;
  const variance = observations.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return variance === 0 ? (mean === expected ? 0 : Infinity) : (mean - expected) / Math.sqrt(variance / n);
}

/** Pearson's correlation of two samples times sqrt(n): standard normal where they are independent. */
export function correlationScore(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const n = one.length;
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const a = one[i] ?? NaN;
    const b = other[i] ?? NaN;
    sumA += a;
    sumB += b;
    sumAA += a * a;
    sumBB += b * b;
    sumAB += a * b;
  }
  return ((sumAB - (sumA * sumB) / n) / Math.sqrt((sumAA - (sumA * sumA) / n) * (sumBB - (sumB * sumB) / n))) * Math.sqrt(n);
}
