import { describe, expect, it } from 'vitest';
import { distributionBand, flippedShare, medianCriticalEpsilon } from '../../../../src/robustness/metrics/criticalEpsilonDistribution';
import { RandomStream } from '../../../../src/robustness/randomStream';

describe('the band around a distribution of critical epsilons', () => {
  it('is that of Dvoretzky, Kiefer and Wolfowitz', () => {
    // sqrt(ln(2 / 0.05) / 2000) and its 99 % kin.
    expect(distributionBand(1000)).toBeCloseTo(0.0429469, 6);
    expect(distributionBand(1000, 0.99)).toBeCloseTo(0.0514702, 6);
    expect(distributionBand(0)).toBe(1);
    expect(flippedShare([], 1)).toEqual({ share: 0, low: 0, high: 1 });
  });

  it('holds the true function at all places at once in at least 95 % of experiments', () => {
    // 2,000 experiments of 60 uniform values, a third of them censored at 2/3. Were the miss rate 5 %, more than 150 misses would have probability below 1e-6.
    const stream = new RandomStream({ seed: 8, purpose: 'statistics', kind: 'choice', image: 0, draw: 0 });
    let misses = 0;
    for (let experiment = 0; experiment < 2000; experiment++) {
      const values = Array.from({ length: 60 }, () => stream.nextIndex(1 << 20) / (1 << 20));
      const critical = values.map((value) => (value > 2 / 3 ? Infinity : value));
      // The band is left, if at all, at a value or just before it.
      const places = critical.filter((value) => value < Infinity).flatMap((value) => [value, value - 1e-9]);
      if (places.some((place) => { const { low, high } = flippedShare(critical, place); return place < low || place > high; })) misses++;
    }
    expect(misses).toBeLessThan(150);
    expect(misses).toBeGreaterThan(0);
  });

  it('counts an image that never flipped as beyond every epsilon', () => {
    const critical = [0.1, 0.2, Infinity, Infinity, 0.3];
    expect([0.05, 0.1, 0.25, 10].map((epsilon) => flippedShare(critical, epsilon).share)).toEqual([0, 0.2, 0.4, 0.6]);
    expect(medianCriticalEpsilon(critical)).toBe(0.3);
    expect(medianCriticalEpsilon([0.1, Infinity, Infinity])).toBeUndefined();
    expect(medianCriticalEpsilon([0.4, 0.1, Infinity, Infinity])).toBe(0.4);
    expect(medianCriticalEpsilon([])).toBeUndefined();
  });
});
