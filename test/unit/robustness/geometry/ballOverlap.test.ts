import { describe, expect, it } from 'vitest';
import { BallOverlap, type Ball } from '../../../../src/robustness/geometry/ballOverlap';
import { l0Threshold, overlapThresholds } from '../../../../src/robustness/geometry/overlapThresholds';

const shape = { height: 32, width: 32, channels: 3 };
const grey = new Float32Array(3072).fill(0.5);
const photo = Float32Array.from({ length: 3072 }, (_, i) => 0.5 + 0.5 * Math.sin(i / 97) * Math.cos(i / 11));

function share(image: Float32Array, inner: Ball, outer: Ball, draws = 200, sampling: 'ball' | 'sphere' = 'ball'): number {
  return new BallOverlap(image, shape, { ...inner, sampling }, outer).countInside({ seed: 3, image: 1, firstDraw: 0, draws }) / draws;
}

describe('the overlap of two balls around an image', () => {
  it.each([0.5, 1, 2, 5, 50, 'inf'] as const)('of L%s with itself is whole, from the ball and from its sphere', (norm) => {
    const epsilon = norm === 0.5 ? 50_000 : norm === 1 ? 100 : norm === 2 ? 2 : 0.1;
    for (const image of [grey, photo]) {
      expect(share(image, { norm, epsilon }, { norm, epsilon })).toBe(1);
      expect(share(image, { norm, epsilon }, { norm, epsilon }, 50, 'sphere')).toBe(1);
    }
  });

  // At 0.97 and 1.03 of eps* the lengths, whose spread is below one percent, are all on one side; grey is never clipped.
  it.each([1, 5, 10, 'inf'] as const)('of L%s with the L2 ball falls from all to nothing around its threshold', (norm) => {
    const { half } = overlapThresholds(norm, { norm: 2, epsilon: 4 }, 3072);
    expect(share(grey, { norm, epsilon: 0.93 * half }, { norm: 2, epsilon: 4 })).toBe(1);
    expect(share(grey, { norm, epsilon: 1.07 * half }, { norm: 2, epsilon: 4 })).toBe(0);
    // A binomial of 400 draws at one half: outside [0.3, 0.7] with probability below 1e-15; eps* itself is good to 0.1 %.
    const middle = share(grey, { norm, epsilon: half }, { norm: 2, epsilon: 4 }, 400);
    expect(middle).toBeGreaterThan(0.3);
    expect(middle).toBeLessThan(0.7);
  });

  it('grows by clipping, which only makes a corruption smaller', () => {
    const { half } = overlapThresholds(10, { norm: 2, epsilon: 4 }, 3072);
    const blackAndWhite = Float32Array.from(photo, (value) => Math.round(value));
    expect(share(blackAndWhite, { norm: 10, epsilon: 1.3 * half }, { norm: 2, epsilon: 4 })).toBe(1);
    expect(share(grey, { norm: 10, epsilon: 1.3 * half }, { norm: 2, epsilon: 4 })).toBe(0);
  });

  it('counts changed elements where the outer norm is L0', () => {
    expect(share(grey, { norm: 2, epsilon: 1 }, { norm: 0, epsilon: 0.99 }, 20)).toBe(0);
    expect(share(grey, { norm: 2, epsilon: 1 }, { norm: 0, epsilon: 1 }, 20)).toBe(1);
    expect(share(photo, { norm: 0, epsilon: 0.1 }, { norm: 0, epsilon: 0.1 }, 20, 'sphere')).toBe(1);
    expect(share(photo, { norm: 0, epsilon: 0.1 }, { norm: 0, epsilon: 0.05 }, 20)).toBe(0);
  });

  it.each(['ball', 'sphere'] as const)('of L0 (%s) with the L2 ball has its threshold at the mean square of a replacement', (sampling) => {
    const half = l0Threshold(photo, 4, sampling);
    expect(share(photo, { norm: 0, epsilon: 0.7 * half }, { norm: 2, epsilon: 4 }, 100, sampling)).toBeGreaterThan(0.95);
    expect(share(photo, { norm: 0, epsilon: 1.4 * half }, { norm: 2, epsilon: 4 }, 100, sampling)).toBeLessThan(0.05);
  });

  it('is the same however its draws are divided', () => {
    const { half } = overlapThresholds(1, { norm: 2, epsilon: 4 }, 3072);
    const overlap = new BallOverlap(photo, shape, { norm: 1, epsilon: half, sampling: 'ball' }, { norm: 2, epsilon: 4 });
    const count = (firstDraw: number, draws: number): number => overlap.countInside({ seed: 3, image: 1, firstDraw, draws });
    expect(count(0, 37) + count(37, 63)).toBe(count(0, 100));
  });
});
