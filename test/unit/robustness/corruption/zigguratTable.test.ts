import gammaln from '@stdlib/math-base-special-gammaln';
import gammaCdf from '@stdlib/stats-base-dists-gamma-cdf';
import { describe, expect, it } from 'vitest';
import { upperGamma, zigguratTable } from '../../../../src/robustness/corruption/zigguratTable';
import { fillGeneralisedGaussian } from '../../../../src/robustness/corruption/generalisedGaussian';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { chiSquareTail, kolmogorovSmirnov } from '../statisticalTests';

const norms = [0.1, 0.17, 0.3, 0.5, 0.99, 1, 1.01, 2, 3.7, 10, 50, 333, 1000];

describe.each(norms)('the ziggurat of exp(-t^%d)', (p) => {
  const table = zigguratTable(p);
  const width = Array.from(table.step, (step) => step * 2 ** 23);

  it('has 256 layers of one area, the lowest with the whole tail', () => {
    const tailArea = (1 - gammaCdf(table.tailPower, 1 / p, 1)) * Math.exp(gammaln(1 / p)) / p;
    const lowest = table.tail * Math.exp(-table.tailPower) + tailArea;
    expect((width[0] ?? 0) * Math.exp(-table.tailPower) / lowest).toBeCloseTo(1, 9);
    for (let layer = 1; layer < 256; layer++) {
      const area = (width[layer] ?? 0) * ((table.density[layer + 1] ?? 0) - (table.density[layer] ?? 0));
      expect(area / lowest).toBeCloseTo(1, 8);
    }
  });

  it('lies on the density and covers it', () => {
    for (let layer = 1; layer < 256; layer++) {
      const edge = width[layer] ?? 0;
      expect(Math.exp(-(edge ** p))).toBeCloseTo(table.density[layer] ?? 0, 11);
      expect(table.inner[layer - 1]).toBe(edge);
    }
    expect([table.density[0], table.density[256], table.inner[255]]).toEqual([0, 1, 0]);
  });

  it('is sampled exactly, the tail by itself too', () => {
    const values = new Float32Array(60_000);
    fillGeneralisedGaussian(values, table, new RandomStream({ seed: 3, purpose: 'statistics', kind: 'elements', image: 0, draw: 0 }));
    const powers = Array.from(values, (t) => Math.abs(t) ** p);
    const rounding = 2e-7 * Math.max(p, 1);
    // |t|^p follows Gamma(1/p, 1); where it leaves the doubles, P(|t| < x) is x / Gamma(1 + 1/p).
    expect(kolmogorovSmirnov(powers.slice(0, 10_000).filter((g) => g > 1e-280), (g) => conditional(g, 1e-280, p), rounding)).toBeLessThan(2.9);
    const tail = powers.filter((g) => g > table.tailPower * (1 + rounding));
    const beyond = 1 - gammaCdf(table.tailPower, 1 / p, 1);
    expect(Math.abs(tail.length - 60_000 * beyond) / Math.sqrt(60_000 * beyond)).toBeLessThan(5.5);
    expect(kolmogorovSmirnov(tail, (g) => 1 - Math.min(1, (1 - gammaCdf(g, 1 / p, 1)) / beyond), rounding)).toBeLessThan(2.9);
    const negative = values.filter((t) => t < 0).length;
    expect(chiSquareTail([negative, 60_000 - negative], 30_000)).toBeGreaterThan(1e-7);
  });
});

/** P(G <= g) given G > least, for G of Gamma(1/p, 1). */
function conditional(g: number, least: number, p: number): number {
  const below = gammaCdf(least, 1 / p, 1);
  return (gammaCdf(g, 1 / p, 1) - below) / (1 - below);
}

describe('the upper incomplete gamma function', () => {
  it.each([
    [0.001, 2.5],
    [0.5, 3],
    [1, 7],
    [2, 4],
    [10, 21],
    [10, 150],
  ])('agrees with the Gamma law at a = %d, x = %d', (a, x) => {
    // The recurrence Gamma(a + 1, x) = a Gamma(a, x) + x^a exp(-x), and the law where its complement keeps its digits.
    expect((upperGamma(a + 1, x + 1) - (x + 1) ** a * Math.exp(-x - 1)) / (a * upperGamma(a, x + 1))).toBeCloseTo(1, 9);
    if (x < 30) expect(upperGamma(a, x) / ((1 - gammaCdf(x, a, 1)) * Math.exp(gammaln(a)))).toBeCloseTo(1, 9);
  });
});
