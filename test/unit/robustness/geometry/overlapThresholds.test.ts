import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalVolumeRadius, logBallVolume } from '../../../../src/robustness/geometry/ballVolume';
import type { RadialNorm } from '../../../../src/robustness/geometry/moments';
import { l0Threshold, largestRatio, meanSquaredReplacement, overlapThresholds } from '../../../../src/robustness/geometry/overlapThresholds';
import { medianNorm, typicalNorm } from '../../../../src/robustness/geometry/typicalNorm';

const relative = (actual: number, expected: number): number => Math.abs(actual / expected - 1);

describe('the volume of an Lp ball', () => {
  it.each([
    ['an interval', 3, 1, 0.5, 1],
    ['a diamond', 1, 2, 2, 8],
    ['a disc', 2, 2, 3, Math.PI * 9],
    ['a ball', 2, 3, 1, (4 / 3) * Math.PI],
    ['an octahedron', 1, 3, 1, 4 / 3],
    ['an astroid-like star, p = 1/2', 0.5, 2, 1, 2 / 3],
    ['a cube', 'inf', 3, 2, 64],
  ] as const)('of %s is known', (_, norm, dimensions, epsilon, volume) => {
    expect(relative(Math.exp(logBallVolume(norm, dimensions, epsilon)), volume)).toBeLessThan(1e-12);
  });

  it('grows with p towards the cube, and obeys the recursion over two dimensions at p = 2', () => {
    const volumes = [0.5, 1, 2, 10, 200, 'inf'].map((norm) => logBallVolume(norm as RadialNorm, 3072, 1));
    expect(volumes).toEqual([...volumes].sort((a, b) => a - b));
    // V(d) = V(d - 2) * 2 pi / d.
    expect(logBallVolume(2, 3072, 1) - logBallVolume(2, 3070, 1)).toBeCloseTo(Math.log((2 * Math.PI) / 3072), 8);
  });
});

/** Calculated independently for d = 3072 around the L2 ball of radius 4: contained, eps*, equal volume, eps**, containing. */
const table: readonly (readonly [RadialNorm, number, number, number, number, number])[] = [
  [0.5, 4, 248_692, 381_011, 460_389, 681_070],
  [1, 4, 156.77, 168.55, 176.89, 221.7],
  [5, 0.3596, 0.4576, 0.4802, 0.521, 4],
  [10, 0.1611, 0.2282, 0.2514, 0.3154, 4],
  [50, 0.0847, 0.1371, 0.1604, 0.2659, 4],
  [200, 0.0751, 0.1271, 0.1507, 0.265, 4],
  ['inf', 0.0722, 0.125, 0.1489, 0.2662, 4],
];

describe('the thresholds between two balls', () => {
  it.each(table)('of p = %s and the L2 ball of radius 4 at d = 3072 are the known ones', (p, contained, half, equalVolume, halfOfOther, containing) => {
    const found = overlapThresholds(p, { norm: 2, epsilon: 4 }, 3072);
    expect(relative(found.contained, contained)).toBeLessThan(1e-3);
    expect(relative(found.half, half)).toBeLessThan(1.5e-3);
    expect(relative(found.equalVolume, equalVolume)).toBeLessThan(5e-4);
    // Medians of a few hundred samples, here and there, where large p leaves no closed form.
    expect(relative(found.halfOfOther, halfOfOther)).toBeLessThan(p === 'inf' || p >= 10 ? 6e-3 : 1.5e-3);
    expect(relative(found.containing, containing)).toBeLessThan(5e-5);
    expect(found.contained).toBeLessThan(found.half);
    expect(found.half).toBeLessThan(found.equalVolume);
    expect(found.equalVolume).toBeLessThan(found.halfOfOther);
    expect(found.halfOfOther).toBeLessThan(found.containing);
  });

  it('fall together for a norm and itself', () => {
    for (const p of [0.5, 2, 7] as const) {
      const { contained, half, equalVolume, halfOfOther, containing } = overlapThresholds(p, { norm: p, epsilon: 3 }, 3072);
      for (const threshold of [contained, equalVolume, containing]) expect(relative(threshold, 3)).toBeLessThan(1e-9);
      for (const threshold of [half, halfOfOther]) expect(relative(threshold, 3)).toBeLessThan(1e-3);
    }
  });

  it('of containment hold for every vector, and are reached', () => {
    const norm = fc.constantFrom<RadialNorm>(0.3, 0.5, 1, 1.5, 2, 7, 'inf');
    const length = (x: readonly number[], p: RadialNorm): number => (p === 'inf' ? Math.max(...x.map(Math.abs)) : x.reduce((sum, v) => sum + Math.abs(v) ** p, 0) ** (1 / p));
    fc.assert(
      fc.property(norm, norm, fc.array(fc.integer({ min: -500, max: 500 }), { minLength: 1, maxLength: 8 }), (p, q, x) => {
        expect(length(x, p)).toBeLessThanOrEqual(largestRatio(p, q, x.length) * length(x, q) * (1 + 1e-9));
      }),
      { seed: 6 },
    );
    for (const [p, q] of [[1, 2], [2, 1], ['inf', 2], [2, 'inf'], [0.5, 3]] as const) {
      const extremes = [[1, 0, 0, 0], [1, 1, 1, 1]].map((x) => length(x, p) / length(x, q));
      expect(largestRatio(p, q, 4)).toBeCloseTo(Math.max(...extremes), 12);
    }
  });

  it('have the volume they are said to have', () => {
    const radius = equalVolumeRadius(0.5, { norm: 7, epsilon: 0.3 }, 100);
    expect(logBallVolume(0.5, 100, radius)).toBeCloseTo(logBallVolume(7, 100, 0.3), 8);
  });
});

describe('the typical length in another norm', () => {
  it.each([
    [2, 1],
    [1, 2],
    [0.5, 2],
    [2, 5],
    ['inf', 2],
    [2, 'inf'],
    [1, 'inf'],
    ['inf', 'inf'],
  ] as const)('of L%s corruptions in L%s is the median of samples', (inner, q) => {
    const typical = typicalNorm(inner, q, 3072);
    expect(typical.isReliable).toBe(true);
    // The spread of the lengths is the widest for L0.5 (4 %), where it also parts mean and median (0.4 %), and for maxima.
    expect(relative(medianNorm(inner, q, 3072), typical.value)).toBeLessThan(q === 'inf' ? 0.02 : inner === 0.5 ? 0.012 : 0.005);
  });

  it('is said to be unreliable where a few entries decide it', () => {
    expect(typicalNorm(2, 10, 3072).isReliable).toBe(false);
    expect(typicalNorm(2, 50, 3072).isReliable).toBe(false);
    expect(typicalNorm(0.5, 2, 12).isReliable).toBe(false);
  });

  it('of an Linf corruption in one of large dimension is nearly its radius', () => {
    expect(typicalNorm('inf', 'inf', 3072).value).toBeCloseTo(1, 3);
    // With one entry the median of |x| is a half.
    expect(typicalNorm('inf', 'inf', 1).value).toBe(0.5);
  });
});

describe('the L0 threshold', () => {
  it('is that of replacements with the mean square of an image', () => {
    const uniform = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
    expect(meanSquaredReplacement(uniform, 'sphere')).toBeCloseTo(1 / 3, 3);
    expect(meanSquaredReplacement(uniform, 'ball')).toBeCloseTo(1 / 6, 3);
    expect(meanSquaredReplacement(Float32Array.from([0, 1]), 'sphere')).toBe(0.5);
    expect(l0Threshold(Float32Array.from({ length: 3072 }, () => 0), 4, 'sphere')).toBeCloseTo(32 / 3072, 12);
  });
});
