import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { bcaInterval, bootstrapDistribution, quantileOfSorted, recentredInterval } from '../../../../src/robustness/statistics/bootstrap';

const meanOf = (values: Float64Array) => (indices: Uint32Array) => indices.reduce((sum, index) => sum + (values[index] ?? Number.NaN), 0) / indices.length;
const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = Float64Array.from({ length: 100 }, (_, i) => (i / 99) ** 2);

describe('the bootstrap distribution', () => {
  it('has the mean and the spread that resampling has', () => {
    const replicates = bootstrapDistribution(100, meanOf(squares), { seed: 3, stream: 0, resamples: 4000 });
    const centre = average(squares);
    const spread = Math.sqrt(average(squares.map((x) => (x - centre) ** 2)) / 100);
    // Five standard errors: fails by chance with a probability below 1e-6.
    expect(Math.abs(average(replicates) - centre)).toBeLessThan((5 * spread) / Math.sqrt(4000));
    const seen = Math.sqrt(average(replicates.map((x) => (x - centre) ** 2)));
    expect(Math.abs(seen / spread - 1)).toBeLessThan(5 / Math.sqrt(2 * 4000));
    expect([...replicates]).toEqual([...replicates].sort((a, b) => a - b));
  });

  it('draws every image alike', () => {
    const counts = new Uint32Array(7);
    bootstrapDistribution(7, (indices) => { for (const index of indices) counts[index] = (counts[index] ?? 0) + 1; return 0; }, { seed: 1, stream: 1, resamples: 10_000 });
    // Chi-squared with 6 degrees of freedom is above 38 with a probability of 1e-6.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(38);
  });

  it('is a function of seed and stream, the same for ever', () => {
    const first = (seed: number, stream: number): number[] => [...bootstrapDistribution(100, meanOf(squares), { seed, stream, resamples: 3 })];
    expect(first(1, 0)).toEqual(first(1, 0));
    expect(first(1, 0)).not.toEqual(first(2, 0));
    expect(first(1, 0)).not.toEqual(first(1, 1));
    expect(first(1, 0).map((x) => x.toFixed(12))).toMatchInlineSnapshot(`
      [
        "0.319293949597",
        "0.334193449648",
        "0.358634833180",
      ]
    `);
  });
});

describe('intervals from a bootstrap', () => {
  it('take quantiles outwards', () => {
    const sorted = Float64Array.of(1, 2, 3, 4);
    expect([quantileOfSorted(sorted, 0.5, 'down'), quantileOfSorted(sorted, 0.5, 'up')]).toEqual([2, 3]);
    expect([quantileOfSorted(sorted, 0, 'down'), quantileOfSorted(sorted, 1, 'up')]).toEqual([1, 4]);
  });

  it('BCa is the percentile interval where there is neither bias nor skewness, and moves with either', () => {
    const replicates = Float64Array.from({ length: 2001 }, (_, i) => i);
    const symmetric = Float64Array.of(-1, 1);
    expect(bcaInterval(replicates, 1000, symmetric)).toEqual({ low: 50, high: 1950 });
    expect(bcaInterval(replicates, 1200, symmetric).low).toBeGreaterThan(50);
    expect(bcaInterval(replicates, 1000, Float64Array.of(-1, -1, -1, 3)).high).toBeGreaterThan(1950);
    expect(recentredInterval(replicates, 0)).toEqual({ low: -950, high: 950 });
  });

  // True coverage near 94 %; a run of 600 strays below 90 % with a probability of 1e-4 at most, and the seed is fixed.
  it('BCa covers the mean of skewed clusters, whose errors are rare and come together', () => {
    const stream = new RandomStream({ seed: 11, purpose: 'statistics', kind: 'choice', image: 0, draw: 0 });
    const runs = 600;
    const n = 200;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      // A tenth of the images is hard, and wrong in a uniform share of the cells: mean 0.05.
      const values = Float64Array.from({ length: n }, () => (stream.nextUniform() < 0.1 ? stream.nextUniform() : 0));
      const estimate = average(values);
      const replicates = bootstrapDistribution(n, meanOf(values), { seed: run, stream: 0, resamples: 400 });
      const { low, high } = bcaInterval(replicates, estimate, values.map((x) => x - estimate));
      if (low <= 0.05 && 0.05 <= high) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.9);
    expect(covered / runs).toBeLessThan(0.99);
  });
});
