import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePaired, type PairedErrors } from '../../../../src/robustness/metrics/pairedComparison';
import { RandomStream } from '../../../../src/robustness/randomStream';

const options = { seed: 1, stream: 0 };
const single = (wrong: readonly number[]): PairedErrors => ({ wrong: Uint32Array.from(wrong), outcomesPerImage: 1 });

describe('a paired comparison of one outcome an image', () => {
  it('is the exact test of McNemar: both tails of the signs of the images that differ, enumerated', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 14 }), (pairs) => {
        const { p, difference } = comparePaired(single(pairs.map(([a]) => a)), single(pairs.map(([, b]) => b)), options);
        const signs = pairs.map(([a, b]) => a - b).filter((sign) => sign !== 0);
        const seen = Math.abs(signs.reduce<number>((sum, sign) => sum + sign, 0));
        let reaching = 0;
        for (let pattern = 0; pattern < 2 ** signs.length; pattern++) {
          const sum = signs.reduce<number>((total, _, i) => total + ((pattern >> i) & 1 ? 1 : -1), 0);
          if (Math.abs(sum) >= seen) reaching++;
        }
        expect(p).toBeCloseTo(reaching / 2 ** signs.length, 10);
        expect(difference).toBeCloseTo(pairs.reduce((sum, [a, b]) => sum + a - b, 0) / pairs.length, 12);
      }),
      { seed: 2 },
    );
  });
});

describe('a paired comparison of several outcomes an image', () => {
  const draws = 6;
  const errorsOf = (stream: RandomStream, n: number, share: number): PairedErrors => ({
    wrong: Uint32Array.from({ length: n }, () => Array.from({ length: draws }, () => Number(stream.nextUniform() < share)).reduce((a, b) => a + b, 0)),
    outcomesPerImage: draws,
  });

  it('gives each image one voice however many outcomes it has, and turns round with the models', () => {
    const first = { wrong: Uint32Array.of(6, 0, 3, 1), outcomesPerImage: 6 };
    const second = { wrong: Uint32Array.of(1, 0, 0, 1), outcomesPerImage: 2 };
    const there = comparePaired(first, second, options);
    const back = comparePaired(second, first, options);
    expect(there.difference).toBeCloseTo((0.5 + 0 + 0.5 + (1 / 6 - 0.5)) / 4, 12);
    expect(back.difference).toBeCloseTo(-there.difference, 12);
    expect(back.p).toBe(there.p);
  });

  it('says that equal models are equal, with an interval that has a width', () => {
    const errors = { wrong: Uint32Array.of(3, 0, 6, 2, 1), outcomesPerImage: 6 };
    const { difference, low, high, p } = comparePaired(errors, errors, options);
    expect([difference, p]).toEqual([0, 1]);
    expect(low).toBeLessThan(0);
    expect(high).toBeCloseTo(-low, 9);
  });

  // 200 pairs of equal models: the share of false findings at 0.05 lies below 0.105 with probability 0.9993 (binomial),
  // and 200 intervals at 95 % cover at least 180 times with probability 0.998.
  it('finds no difference where there is none, about as often as it says, and a difference where there is one', () => {
    let found = 0;
    let covered = 0;
    for (let trial = 0; trial < 200; trial++) {
      const stream = new RandomStream({ seed: 7, purpose: 'statistics', kind: 'choice', image: trial, draw: 0 });
      const { p, low, high } = comparePaired(errorsOf(stream, 60, 0.3), errorsOf(stream, 60, 0.3), { seed: trial, stream: 1 });
      if (p < 0.05) found++;
      if (low <= 0 && 0 <= high) covered++;
    }
    expect(found / 200).toBeLessThan(0.105);
    expect(covered).toBeGreaterThanOrEqual(180);
    const stream = new RandomStream({ seed: 8, purpose: 'statistics', kind: 'choice', image: 0, draw: 0 });
    const clear = comparePaired(errorsOf(stream, 200, 0.5), errorsOf(stream, 200, 0.3), options);
    expect(clear.p).toBeLessThan(0.001);
    expect(clear.low).toBeGreaterThan(0);
  });

  it('refuses images that are not paired', () => {
    expect(() => comparePaired(single([]), single([]), options)).toThrow(RangeError);
    expect(() => comparePaired(single([1]), single([1, 0]), options)).toThrow(RangeError);
  });
});
