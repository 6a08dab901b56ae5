import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  empiricalDistribution,
  guaranteedBelow,
  histogramOf,
  labelSafety,
  minimumEpsilon,
  minimumSeparationRobustness,
  quantilesOf,
} from '../../../../src/robustness/classSeparation';

describe('the label-safety guard', () => {
  it('guarantees a label below half the separation, and no longer from there on', () => {
    // CIFAR-10's Linf separation is 54/255 (Yang et al. 2020).
    const separation = 54 / 255;
    expect(guaranteedBelow('inf', separation)).toBe(27 / 255);
    expect(labelSafety('inf', 0.1, separation)).toEqual({ kind: 'guaranteed', below: 27 / 255 });
    expect(labelSafety('inf', 27 / 255, separation)).toEqual({ kind: 'notGuaranteed', from: 27 / 255 });
    expect(labelSafety(2, 5, 4)).toEqual({ kind: 'notGuaranteed', from: 2 });
  });

  it('guarantees nothing where identical images have two labels', () => {
    expect(labelSafety(1, 1e-9, 0)).toEqual({ kind: 'notGuaranteed', from: 0 });
  });

  it.each([0, 0.5, 0.999, 'gaussian'] as const)('is undefined for norm %s, and says why', (norm) => {
    expect(guaranteedBelow(norm, 3)).toBeUndefined();
    expect(labelSafety(norm, 1, 3)).toMatchObject({ kind: 'undefined', reason: expect.stringMatching(/\w+/) as string });
  });

  it('is a property of balls: two corruptions below half the distance never meet', () => {
    // The converse of the guard: points that are equally near to two images are at least half their distance away.
    const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 6 }), fc.constantFrom(1, 1.7, 2, 9), (points, p) => {
        const length = (pick: (point: [number, number, number]) => number): number => points.reduce((sum, point) => sum + Math.abs(pick(point)) ** p, 0) ** (1 / p);
        const distance = length(([x, y]) => x - y);
        const toFirst = length(([x, , z]) => x - z);
        const toSecond = length(([, y, z]) => y - z);
        if (labelSafety(p, toFirst, distance).kind === 'guaranteed') expect(toSecond).toBeGreaterThan(toFirst * (1 - 1e-12));
      }),
      { seed: 3 },
    );
  });
});

describe('MSCR', () => {
  it('is the relative change of accuracy at half the smallest separation', () => {
    expect(minimumEpsilon([54 / 255, 56 / 255, 69 / 255])).toBe(27 / 255);
    expect(minimumEpsilon([])).toBeUndefined();
    expect(minimumSeparationRobustness({ clean: 0.95, atMinimumEpsilon: 0.614 })).toBeCloseTo(-0.3537, 4);
    expect(minimumSeparationRobustness({ clean: 0.8, atMinimumEpsilon: 0.82 })).toBeCloseTo(0.025, 12);
    expect(minimumSeparationRobustness({ clean: 0, atMinimumEpsilon: 0 })).toBeUndefined();
  });
});

describe('the distribution of distances', () => {
  it('has the quantiles of NumPy', () => {
    // numpy.quantile([3, 1, 4, 1, 5, 9, 2, 6], [0, .01, .25, .5, .99, 1])
    expect(quantilesOf(Float64Array.from([3, 1, 4, 1, 5, 9, 2, 6]), [0, 0.01, 0.25, 0.5, 0.99, 1])).toEqual([1, 1, 1.75, 3.5, expect.closeTo(8.79, 12), 9]);
    expect(quantilesOf(Float64Array.from([7]), [0, 0.3, 1])).toEqual([7, 7, 7]);
  });

  it('has a histogram that counts every value once, and a distribution function that agrees with it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 50 }), (list, bins) => {
        const values = Float64Array.from(list);
        const { to, counts } = histogramOf(values, bins);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(list.length);
        expect(to).toBe(Math.max(...list));
        const steps = empiricalDistribution(values);
        expect(steps.at(-1)).toEqual({ value: to, share: 1 });
        for (const { value, share } of steps) expect(list.filter((other) => other <= value).length / list.length).toBe(share);
        expect(steps).toHaveLength(new Set(list.map((value) => value + 0)).size);
      }),
      { seed: 4 },
    );
    expect(histogramOf(Float64Array.from([0, 0.49, 0.5, 1]), 2)).toEqual({ to: 1, counts: [2, 2] });
    expect(histogramOf(Float64Array.from([0, 0]), 3)).toEqual({ to: 0, counts: [2, 0, 0] });
  });
});
