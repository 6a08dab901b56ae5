import exactExp from '@stdlib/math-base-special-exp';
import exactLn from '@stdlib/math-base-special-ln';
import exactPow from '@stdlib/math-base-special-pow';
import { describe, expect, it } from 'vitest';
import { exp, ln, pow } from '../../../../src/robustness/elementary';
import { RandomStream } from '../../../../src/robustness/randomStream';

const smallestNormal = 2.2250738585072014e-308;

/** Distance in units of the last place of the expected number. */
function lastPlaces(actual: number, expected: number): number {
  const exponent = Math.floor(Math.log2(Math.max(Math.abs(expected), smallestNormal)));
  return Math.abs(actual - expected) / 2 ** (exponent - 52);
}

function* uniforms(count: number): Generator<number> {
  const stream = new RandomStream({ seed: 11, purpose: 'statistics', kind: 'resampling', image: 0, draw: 0 });
  for (let i = 0; i < count; i++) yield stream.nextUniform();
}

describe('elementary functions, against @stdlib', () => {
  it('ln is within 1.5 last places over all magnitudes and close to 1', () => {
    let worst = 0;
    for (const u of uniforms(100_000)) {
      for (const x of [u, 1 + (u - 0.5) * 1e-3, 2 ** ((u - 0.5) * 2100)]) {
        if (x > 0 && x < Infinity) worst = Math.max(worst, lastPlaces(ln(x), exactLn(x)));
      }
    }
    expect(worst).toBeLessThan(1.5);
  });

  it('exp is within two last places over its range, subnormal results included', () => {
    let worst = 0;
    for (const u of uniforms(100_000)) {
      for (const x of [u, (u - 0.5) * 2, -745 + u * 1454]) worst = Math.max(worst, lastPlaces(exp(x), exactExp(x)));
    }
    expect(worst).toBeLessThanOrEqual(2);
  });

  it('pow keeps the error it states', () => {
    for (const u of uniforms(50_000)) {
      const x = 2 ** (40 * u - 20);
      const y = 30 * ((u * 7919) % 1);
      const expected = exactPow(x, y);
      const allowed = (2 * Math.abs(y * exactLn(x)) + 2) * 2 ** -53;
      expect(Math.abs(pow(x, y) / expected - 1)).toBeLessThanOrEqual(allowed);
    }
  });

  it('meets the ends', () => {
    expect([ln(0), ln(-1), ln(Infinity), ln(1), ln(NaN)]).toEqual([-Infinity, NaN, Infinity, 0, NaN]);
    expect([exp(0), exp(-Infinity), exp(-746), exp(710), exp(Infinity), exp(NaN)]).toEqual([1, 0, 0, Infinity, Infinity, NaN]);
    expect([exp(-745.1), ln(5e-324)]).toEqual([5e-324, exactLn(5e-324)]);
    expect([pow(0, 2), pow(0, 0), pow(3, 0), pow(0.25, 0.5), pow(0, -1)]).toEqual([0, 1, 1, 0.5, Infinity]);
  });
});
