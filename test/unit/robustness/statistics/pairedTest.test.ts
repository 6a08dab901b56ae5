import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { holmAdjusted, mcnemarTest, signFlipTest } from '../../../../src/robustness/statistics/pairedTest';

describe("McNemar's exact test", () => {
  it('sums the binomial tails', () => {
    const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (first, second) => {
        const n = first + second;
        let tail = 0;
        for (let k = 0; k <= n; k++) if (Math.abs(2 * k - n) >= Math.abs(first - second)) tail += choose(n, k) / 2 ** n;
        expect(mcnemarTest(first, second)).toBeCloseTo(Math.min(1, tail), 9);
      }),
      { seed: 12, numRuns: 200 },
    );
    expect(mcnemarTest(0, 0)).toBe(1);
  });
});

describe('the sign-flip test', () => {
  /** Every pattern of signs. */
  function exact(differences: readonly number[]): number {
    const seen = Math.abs(differences.reduce((sum, x) => sum + x, 0));
    let reaching = 0;
    for (let pattern = 0; pattern < 2 ** differences.length; pattern++) {
      const sum = differences.reduce((total, x, i) => total + ((pattern >> i) & 1 ? x : -x), 0);
      if (Math.abs(sum) >= seen - 1e-9) reaching++;
    }
    return reaching / 2 ** differences.length;
  }

  // Five standard errors of 9999 flips, below 0.025: fails by chance with a probability of 1e-6.
  it('agrees with the enumeration of all sign patterns', () => {
    for (const differences of [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [1, 2, 3, -4, 5, 6, -1, 2, 8], [0.3, -0.3, 0.2, 0.1], [0.7, 0, 0, 0.1]]) {
      expect(Math.abs(signFlipTest(Float64Array.from(differences), { seed: 1, stream: 0 }) - exact(differences))).toBeLessThan(0.025);
    }
  });

  it('never gives 0, gives 1 where nothing differs, and repeats', () => {
    expect(signFlipTest(new Float64Array(50).fill(0.1), { seed: 1, stream: 0, flips: 999 })).toBe(0.001);
    expect(signFlipTest(new Float64Array(50), { seed: 1, stream: 0, flips: 99 })).toBe(1);
    const differences = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i) + 0.1);
    expect(signFlipTest(differences, { seed: 4, stream: 1 })).toBe(signFlipTest(differences, { seed: 4, stream: 1 }));
  });

  // Under the null hypothesis at most 5 % of 1000 runs reject; 8 % would be a chance of 3e-5.
  it('holds its level where two models are exchangeable', () => {
    const stream = new RandomStream({ seed: 21, purpose: 'statistics', kind: 'choice', image: 0, draw: 0 });
    let rejected = 0;
    for (let run = 0; run < 1000; run++) {
      const differences = Float64Array.from({ length: 40 }, () => stream.nextUniform() - stream.nextUniform());
      if (signFlipTest(differences, { seed: run, stream: 0, flips: 199 }) <= 0.05) rejected++;
    }
    expect(rejected / 1000).toBeLessThan(0.08);
    expect(rejected / 1000).toBeGreaterThan(0.02);
  });
});

describe("Holm's adjustment", () => {
  it('multiplies by what is left to test and never falls', () => {
    expect(holmAdjusted([0.01, 0.04, 0.03, 0.005]).map((p) => p.toFixed(3))).toEqual(['0.030', '0.060', '0.060', '0.020']);
    expect(holmAdjusted([])).toEqual([]);
  });

  it('lies between no adjustment and that of Bonferroni, and keeps the order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (pValues) => {
        const adjusted = holmAdjusted(pValues);
        pValues.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * pValues.length));
          pValues.forEach((other, j) => { if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0); });
        });
      }),
      { seed: 14, numRuns: 200 },
    );
  });
});
