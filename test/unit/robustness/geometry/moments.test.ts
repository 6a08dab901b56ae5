import { describe, expect, it } from 'vitest';
import { absoluteMoment, expectedL2Length, rmsUnit, type RadialNorm } from '../../../../src/robustness/geometry/moments';

/** E|x|, rms, rms * sqrt(d) and kurtosis of one coordinate in the unit ball at d = 3072, from an independent calculation. */
const constants: readonly (readonly [RadialNorm, number, number, number, number])[] = [
  [0.5, 1.58868e-7, 2.89958e-7, 1.60711e-5, 25.13],
  [1, 3.25415e-4, 4.60131e-4, 0.0255031, 5.992],
  [2, 0.0143921, 0.0180363, 0.999675, 2.998],
  [5, 0.13376, 0.157667, 8.73878, 2.07],
  [10, 0.272102, 0.316193, 17.5252, 1.884],
  [50, 0.455548, 0.526184, 29.1641, 1.804],
  [200, 0.491746, 0.567831, 31.4724, 1.8],
  ['inf', 0.5, 0.57735, 32, 1.8],
];

const relative = (actual: number, expected: number): number => Math.abs(actual / expected - 1);

describe('absolute moments of the unit ball', () => {
  it.each(constants)('of p = %s at d = 3072 are the known constants', (p, mean, rms, length, kurtosis) => {
    const second = absoluteMoment(p, 3072, 2, 'ball');
    expect(relative(absoluteMoment(p, 3072, 1, 'ball'), mean)).toBeLessThan(5e-6);
    expect(relative(rmsUnit(p, 3072), rms)).toBeLessThan(5e-6);
    expect(relative(rmsUnit(p, 3072) * Math.sqrt(3072), length)).toBeLessThan(5e-6);
    expect(relative(absoluteMoment(p, 3072, 4, 'ball') / second ** 2, kurtosis)).toBeLessThan(3e-4);
  });

  it.each([1, 2, 7, 99, 100, 101, 3072, 150_528])('agree with the rational forms of p = 1 and 2 at d = %i', (d) => {
    expect(relative(absoluteMoment(1, d, 2, 'ball'), 2 / ((d + 1) * (d + 2)))).toBeLessThan(1e-10);
    expect(relative(absoluteMoment(2, d, 2, 'ball'), 1 / (d + 2))).toBeLessThan(1e-10);
    expect(relative(absoluteMoment(2, d, 2, 'sphere'), 1 / d)).toBeLessThan(1e-10);
    expect(relative(absoluteMoment(1, d, 3, 'sphere'), 6 / (d * (d + 1) * (d + 2)))).toBeLessThan(1e-10);
  });

  it('have E sum |x_i|^p = 1 on every sphere', () => {
    for (const p of [0.1, 0.3, 0.7, 1, 3, 17, 200, 1000]) {
      for (const d of [1, 5, 784, 3072, 150_528, 3_000_000]) {
        expect(relative(d * absoluteMoment(p, d, p, 'sphere'), 1), `p ${p}, d ${d}`).toBeLessThan(1e-9);
      }
    }
  });

  it('are those of a uniform number where there is one dimension, whatever p', () => {
    for (const p of [0.1, 1, 2, 50, 1000, 'inf'] as const) expect(rmsUnit(p, 1)).toBeCloseTo(Math.sqrt(1 / 3), 12);
  });

  it('agree with a numerical integral over the marginal law of |x|^p in small dimensions', () => {
    // In d = 2 the section of the ball at x has half-length (1 - x^p)^(1/p), so that is x's density but for a factor.
    for (const p of [0.5, 1.5, 4]) {
      const steps = 200_000;
      let mass = 0;
      let second = 0;
      for (let k = 0; k < steps; k++) {
        const x = (k + 0.5) / steps;
        const density = (1 - x ** p) ** (1 / p);
        mass += density;
        second += density * x * x;
      }
      expect(relative(absoluteMoment(p, 2, 2, 'ball'), second / mass)).toBeLessThan(1e-6);
    }
  });
});

describe('the expected L2 length', () => {
  it('counts replaced elements for L0 and standard deviations for the Gaussian', () => {
    expect(expectedL2Length({ norm: 0, epsilon: 0.12, sampling: 'ball' }, 3072)).toBe(Math.sqrt(369 / 6));
    expect(expectedL2Length({ norm: 0, epsilon: 0.12, sampling: 'sphere' }, 3072)).toBe(Math.sqrt(369 / 3));
    expect(expectedL2Length({ norm: 'gaussian', epsilon: 0.5, sampling: 'ball' }, 100)).toBe(5);
    expect(expectedL2Length({ norm: 'inf', epsilon: 0.1, sampling: 'sphere' }, 100)).toBeCloseTo(1, 12);
    expect(expectedL2Length({ norm: 2, epsilon: 3, sampling: 'sphere' }, 3072)).toBeCloseTo(3, 9);
  });
});
