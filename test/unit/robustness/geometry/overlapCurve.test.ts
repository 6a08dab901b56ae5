import { describe, expect, it } from 'vitest';
import { BallOverlap, type Ball } from '../../../../src/robustness/geometry/ballOverlap';
import type { RadialNorm } from '../../../../src/robustness/geometry/moments';
import { OverlapCurve } from '../../../../src/robustness/geometry/overlapCurve';
import { imageThresholds, l0Threshold, meanReplacementPower, meanSquaredReplacement, overlapThresholds } from '../../../../src/robustness/geometry/overlapThresholds';

const shape = { height: 8, width: 8, channels: 3 };
const image = Float32Array.from({ length: 192 }, (_, i) => ((i * 37) % 101) / 100);
const draws = 60;
const seed = 3;

const pairs: readonly (readonly [RadialNorm, Ball])[] = [
  [1, { norm: 2, epsilon: 1 }],
  ['inf', { norm: 2, epsilon: 1 }],
  [0.5, { norm: 10, epsilon: 0.3 }],
  [2, { norm: 'inf', epsilon: 0.2 }],
  [0, { norm: 2, epsilon: 2 }],
  [2, { norm: 0, epsilon: 0.5 }],
];

describe('the overlap at every radius', () => {
  it.each(pairs)('of L%s and %o counts what the experiment counts at one radius', (norm, other) => {
    const curve = new OverlapCurve(image, shape, norm, other);
    const leaving = Array.from({ length: draws }, (_, draw) => curve.leavingRadius(seed, 5, draw)).sort((a, b) => a - b);
    const entering = Array.from({ length: draws }, (_, draw) => curve.enteringRadius(seed, 5, draw)).sort((a, b) => a - b);
    const at = (radii: readonly number[]): number[] => [0.1, 0.5, 0.9].map((share) => radii[Math.floor(share * draws)] ?? NaN).filter((radius) => radius > 0 && radius < 1e6);
    const range = { seed, image: 5, firstDraw: 0, draws };
    for (const radius of at(leaving)) {
      // A little below, where no sample leaves in between.
      const epsilon = radius * (1 - 1e-5);
      const inside = new BallOverlap(image, shape, { norm, epsilon, sampling: 'ball' }, other).countInside(range);
      expect(Math.abs(inside - leaving.filter((each) => each > epsilon).length)).toBeLessThanOrEqual(norm === 0 ? 1 : 0);
    }
    for (const radius of at(entering)) {
      const epsilon = Math.min(radius * (1 + 1e-5), norm === 0 ? 1 : Infinity);
      const inside = new BallOverlap(image, shape, { ...other, sampling: 'ball' }, { norm, epsilon }).countInside(range);
      expect(inside).toBe(entering.filter((each) => each <= epsilon).length);
    }
    expect(leaving.some((radius) => radius > 0)).toBe(true);
  });

  it('never ends where clipping keeps every sample inside', () => {
    // No difference of two images in [0, 1] is larger than 1.
    const curve = new OverlapCurve(image, shape, 2, { norm: 'inf', epsilon: 1 });
    expect(curve.leavingRadius(seed, 0, 0)).toBe(Infinity);
  });

  it('has its middle near the closed form, L0 included', () => {
    // Grey images of 1,200 values: nothing is clipped at these radii, and the lengths of the samples differ by a few percent.
    const grey = new Float32Array(1200).fill(0.5);
    const greyShape = { height: 20, width: 20, channels: 3 };
    for (const [norm, other] of [[1, { norm: 2, epsilon: 1 }], ['inf', { norm: 2, epsilon: 1 }], [0, { norm: 2, epsilon: 2 }], [0, { norm: 1, epsilon: 40 }]] as const) {
      const curve = new OverlapCurve(grey, greyShape, norm, other);
      const radii = Array.from({ length: 81 }, (_, draw) => curve.leavingRadius(seed, 0, draw)).sort((a, b) => a - b);
      const { half = NaN } = imageThresholds(norm, other, grey, 'ball');
      expect((radii[40] ?? NaN) / half).toBeGreaterThan(0.93);
      expect((radii[40] ?? NaN) / half).toBeLessThan(1.07);
    }
  });
});

describe('thresholds around an image', () => {
  it('are those of the balls where both norms are above 0, and the square form for L0 in L2', () => {
    expect(imageThresholds(1, { norm: 2, epsilon: 4 }, image, 'ball')).toEqual(overlapThresholds(1, { norm: 2, epsilon: 4 }, 192));
    for (const sampling of ['ball', 'sphere'] as const) {
      expect(meanReplacementPower(image, 2, sampling)).toBeCloseTo(meanSquaredReplacement(image, sampling), 6);
      expect(imageThresholds(0, { norm: 2, epsilon: 1.5 }, image, sampling).half).toBeCloseTo(l0Threshold(image, 1.5, sampling), 6);
    }
    // E|u - 1/2| of a uniform u is 1/4; with 0 or 1 it is always 1/2.
    expect(meanReplacementPower(new Float32Array(4).fill(0.5), 1, 'ball')).toBeCloseTo(0.25, 9);
    expect(meanReplacementPower(new Float32Array(4).fill(0.5), 1, 'sphere')).toBeCloseTo(0.5, 9);
  });

  it("of the paper's first version has its middle elsewhere, by the ratio of the lengths", () => {
    const grey = new Float32Array(3072).fill(0.5);
    const middle = (laplaceBug: boolean): number => {
      const curve = new OverlapCurve(grey, { height: 32, width: 32, channels: 3 }, 10, { norm: 2, epsilon: 1 }, { laplaceBug });
      return Array.from({ length: 81 }, (_, draw) => curve.leavingRadius(seed, 0, draw)).sort((a, b) => a - b)[40] ?? NaN;
    };
    // Unit corruptions of L10 are 17.5 long, those of the first version 8.51 (mean; their median lies a few percent off).
    expect(middle(true) / middle(false)).toBeGreaterThan((0.9 * 17.5) / 8.51);
    expect(middle(true) / middle(false)).toBeLessThan((1.1 * 17.5) / 8.51);
  });
});
