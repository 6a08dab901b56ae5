import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NoiseLaw } from '../../../../src/robustness/corruption';
import { epsilonOfChange, evaluationSample, imperceptibleRange, typicalChange } from '../../../../src/robustness/preview';

const shape = { height: 32, width: 32, channels: 3 };
const norms = fc.oneof(fc.constantFrom<NoiseLaw['norm'][]>('inf', 'gaussian'), fc.double({ min: 0.1, max: 1000, noNaN: true }));

describe('corruptions of equal strength', () => {
  it('are found back from their epsilon', () => {
    fc.assert(
      fc.property(norms, fc.constantFrom('ball', 'sphere'), fc.double({ min: 0.001, max: 0.3, noNaN: true }), (norm, sampling, change) => {
        const law: NoiseLaw = { norm, sampling: norm === 'gaussian' ? 'ball' : sampling, unit: 'element' };
        expect(typicalChange(law, epsilonOfChange(law, change, shape), shape) / change).toBeCloseTo(1, 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('of L0 are shares, up to the rounding to whole elements', () => {
    const law: NoiseLaw = { norm: 0, sampling: 'ball', unit: 'element' };
    expect(epsilonOfChange(law, 0.1, shape)).toBeCloseTo(0.06, 12); // 6 x 0.01
    expect(epsilonOfChange({ ...law, sampling: 'sphere' }, 0.1, shape)).toBeCloseTo(0.03, 12);
    expect(epsilonOfChange(law, 1, shape)).toBe(1);
  });

  /* The mean square of 3072 values of one draw: its relative spread is below 0.1, so 0.5 is five of them. */
  it.each([0.5, 1, 2, 10, 'inf', 'gaussian'] as const)('change a value so much when they are drawn: %s', (norm) => {
    const law: NoiseLaw = { norm, sampling: 'ball', unit: 'element' };
    const sample = evaluationSample(law, shape, { seed: 5, image: 0, draw: 0 });
    if (sample.kind !== 'additive') throw new Error('it adds');
    const epsilon = epsilonOfChange(law, 0.05, shape);
    const mean = sample.values.reduce((sum, value) => sum + (epsilon * sample.scale * value) ** 2, 0) / sample.values.length;
    expect(Math.abs(mean / 0.05 ** 2 - 1)).toBeLessThan(0.5);
  });
});

describe('the imperceptible range', () => {
  it.each([
    { norm: 'inf', upTo: 0.01 },
    { norm: 0.5, upTo: 25_000 },
    { norm: 1, upTo: 25 },
    { norm: 2, upTo: 0.5 },
    { norm: 10, upTo: 0.03 },
    { norm: 50, upTo: 0.02 },
  ] as const)("is the paper's for L$norm on 32 x 32", ({ norm, upTo }) => {
    expect(imperceptibleRange(norm, shape)).toEqual({ upTo, origin: 'paper' });
  });

  it('is the equivalent for another size', () => {
    expect(imperceptibleRange(2, { height: 8, width: 8, channels: 3 })).toMatchObject({ origin: 'equivalent' });
  });

  it('lies between its neighbours for a p between two norms of the paper, by L2 length', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.001, max: 1.999, noNaN: true }), (p) => {
        const range = imperceptibleRange(p, shape);
        const length = typicalChange({ norm: p, sampling: 'ball', unit: 'element' }, range?.upTo ?? NaN, shape) * Math.sqrt(3072);
        expect(range?.origin).toBe('interpolated');
        // The paper's L2 lengths: 0.64 under L1, 0.50 under L2; three digits are kept.
        expect(length).toBeGreaterThan(0.49);
        expect(length).toBeLessThan(0.65);
      }),
      { seed: 1, numRuns: 50 },
    );
    expect(typicalChange({ norm: 0.2, sampling: 'ball', unit: 'element' }, imperceptibleRange(0.2, shape)?.upTo ?? NaN, shape) * Math.sqrt(3072)).toBeCloseTo(0.4, 1);
  });

  it('is none for L0 and Gaussian noise', () => {
    expect(imperceptibleRange(0, shape)).toBeUndefined();
    expect(imperceptibleRange('gaussian', shape)).toBeUndefined();
  });
});
