import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoiseLaw } from '../../../../src/protocol/norm';
import { normSchema } from '../../../../src/protocol/norm';
import { epsilonAt, epsilonRange, initialEpsilon, placeOf } from '../../../../webview-ui/preview/epsilonScale';
import { weakRange } from '../../../../webview-ui/preview/weakRange';
import { lastPlace, normAt, normFromText, placeOfNorm } from '../../../../webview-ui/preview/normScale';

const shape = { height: 28, width: 28, channels: 1 };
const law = fc.record({
  norm: fc.oneof(fc.constantFrom<NoiseLaw['norm'][]>(0, 'inf', 'gaussian'), fc.double({ min: 0.1, max: 1000, noNaN: true })),
  sampling: fc.constantFrom<NoiseLaw['sampling'][]>('ball', 'sphere'),
  unit: fc.constantFrom<NoiseLaw['unit'][]>('element', 'pixel'),
});
const scale = fc.constantFrom<('linear' | 'log')[]>('linear', 'log');

describe('the epsilon slider', () => {
  it('comes back to the place it was moved to, up to three digits', () => {
    fc.assert(
      fc.property(law, scale, fc.double({ min: 0.01, max: 1, noNaN: true }), (noise, kind, place) => {
        const range = epsilonRange(noise, shape);
        expect(Math.abs(placeOf(epsilonAt(place, range, kind), range, kind) - place)).toBeLessThan(0.01);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('gives more to the right, and an epsilon above 0 everywhere', () => {
    fc.assert(
      fc.property(law, scale, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 5 }), (noise, kind, places) => {
        const range = epsilonRange(noise, shape);
        const epsilons = places.toSorted((a, b) => a - b).map((place) => epsilonAt(place, range, kind));
        expect(epsilons).toEqual(epsilons.toSorted((a, b) => a - b));
        expect(epsilons[0]).toBeGreaterThan(0);
        expect(initialEpsilon(noise, shape)).toBeLessThanOrEqual(range.largest);
        expect(initialEpsilon(noise, shape)).toBeGreaterThan(range.smallest);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});

describe('the norm slider', () => {
  it('has another norm at every place, all of them norms, from 0 to infinity', () => {
    const norms = Array.from({ length: lastPlace + 1 }, (_, place) => normAt(place));
    expect(new Set(norms).size).toBe(norms.length);
    for (const [place, norm] of norms.entries()) {
      expect(normSchema.safeParse(norm).success).toBe(true);
      expect(placeOfNorm(norm)).toBe(place);
    }
    expect([norms[0], norms[1], norms.at(-2), norms.at(-1)]).toEqual([0, 0.1, 1000, 'inf']);
  });

  it.each([['2', 2], [' 0.5 ', 0.5], ['0', 0], ['inf', 'inf'], ['\u221e', 'inf'], ['Gaussian', 'gaussian'], ['1000', 1000], ['0.05', undefined], ['1001', undefined], ['-1', undefined], ['', undefined], ['1e1', undefined], ['two', undefined]])('reads %j as %s', (text, norm) => {
    expect(normFromText(text)).toBe(norm);
  });
});

describe('what is too weak to see', () => {
  const own = [{ height: 28, width: 28, channels: 1, norm: 2, epsilon: 0.7 }];

  it('is what was found by looking at images of this size, else the range of the paper', () => {
    expect(weakRange(2, shape, own)).toEqual({ upTo: 0.7, origin: 'own' });
    expect(weakRange('inf', shape, own)).toEqual({ upTo: 0.01, origin: 'equivalent' });
    expect(weakRange(2, { height: 32, width: 32, channels: 3 }, own)).toEqual({ upTo: 0.5, origin: 'paper' });
  });
});
