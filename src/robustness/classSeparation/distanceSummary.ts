/** The shares, in percent, at which a distribution of distances is reported. */
export const reportedPercents = [0, 1, 5, 25, 50, 75, 95, 99, 100] as const;

/**
 * Quantiles of a sample: at share q of n sorted values the place q (n - 1), between two of them in proportion (type 7 of
 * Hyndman and Fan 1996, as NumPy has it).
 *
 * @param values at least one
 * @param shares in [0,1]
 */
export function quantilesOf(values: Float64Array, shares: readonly number[]): number[] {
  const sorted = values.toSorted();
  return shares.map((share) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] as number;
    const above = sorted[Math.ceil(place)] as number;
    return below + (above - below) * (place - Math.floor(place));
  });
}

/** Counts of equally wide bins from 0 to `to`; a value on an edge belongs to the bin above, one at `to` to the last. */
export interface Histogram {
  readonly to: number;
  readonly counts: number[];
}

/** The histogram of distances, from 0 to the largest of them. */
export function histogramOf(values: Float64Array, bins: number): Histogram {
  const to = values.reduce((largest, value) => Math.max(largest, value), 0);
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = to === 0 ? 0 : Math.min(bins - 1, Math.floor((bins * value) / to));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { to, counts };
}

/** The empirical distribution function: each distinct value with the share of values up to it, ascending. */
export function empiricalDistribution(values: Float64Array): { readonly value: number; readonly share: number }[] {
  const sorted = values.toSorted();
  const steps: { value: number; share: number }[] = [];
  for (const [place, value] of sorted.entries()) {
    if (sorted[place + 1] !== value) steps.push({ value, share: (place + 1) / sorted.length });
  }
  return steps;
}
