import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifferenceInterval } from '../../../../src/robustness/statistics/pairedDifference';

const interval = (onlyFirst: number, onlySecond: number, n: number) => pairedDifferenceInterval({ onlyFirst, onlySecond, n });

/** Probability of each pair of discordant counts, by the trinomial law. */
function* outcomes(n: number, first: number, second: number): Generator<[number, number, number]> {
  const logFactorial = [0];
  for (let i = 1; i <= n; i++) logFactorial.push((logFactorial[i - 1] ?? 0) + Math.log(i));
  const part = (k: number, p: number): number => (k === 0 ? 0 : k * Math.log(p)) - (logFactorial[k] ?? 0);
  for (let b = 0; b <= n; b++) {
    for (let c = 0; b + c <= n; c++) yield [b, c, Math.exp((logFactorial[n] ?? 0) + part(b, first) + part(c, second) + part(n - b - c, 1 - first - second))];
  }
}

describe('the interval of a paired difference', () => {
  // Tango (1998), Statistics in Medicine 17, 891-908: 44 pairs, one and none discordant each way.
  it('agrees with worked examples', () => {
    const example = interval(0, 1, 44);
    expect(example.low).toBeCloseTo(-0.118, 3);
    expect(example.high).toBeCloseTo(0.0608, 2);
    // With no pair discordant the likelihood is known: the bound solves n d^2 = z^2 d (1 - d) with q = 0.
    const none = interval(0, 0, 50);
    const z2 = 1.959963984540054 ** 2;
    expect(none.high).toBeCloseTo(z2 / (50 + z2), 9);
    expect(none.low).toBeCloseTo(-z2 / (50 + z2), 9);
  });

  it('turns round with the models, holds the estimate, and narrows as images are added', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(200), (b, c, same) => {
        const n = b + c + same;
        fc.pre(n > 0);
        const [there, back] = [interval(b, c, n), interval(c, b, n)];
        expect(there.low).toBeCloseTo(-back.high, 9);
        expect(there.high).toBeCloseTo(-back.low, 9);
        expect(there.low).toBeLessThanOrEqual((b - c) / n);
        expect(there.high).toBeGreaterThanOrEqual((b - c) / n);
        expect(there.low).toBeGreaterThanOrEqual(-1);
        expect(there.high).toBeLessThanOrEqual(1);
        const more = interval(4 * b, 4 * c, 4 * n);
        expect(more.high - more.low).toBeLessThan(there.high - there.low);
      }),
      { seed: 5 },
    );
    expect(interval(0, 0, 0)).toEqual({ low: -1, high: 1 });
    expect(interval(9, 0, 9).high).toBe(1);
  });

  // Its coverage is counted, not sampled: every outcome of 60 images with its probability.
  it.each([
    [0.05, 0.05],
    [0.02, 0.01],
    [0.2, 0.05],
    [0.01, 0.3],
    [0.4, 0.4],
    [0.005, 0.001],
  ])('covers the truth with about 95 % where %d and %d of the images differ', (first, second) => {
    let covered = 0;
    for (const [b, c, probability] of outcomes(60, first, second)) {
      const { low, high } = interval(b, c, 60);
      if (low <= first - second && first - second <= high) covered += probability;
    }
    expect(covered).toBeGreaterThan(0.93);
  });
});
