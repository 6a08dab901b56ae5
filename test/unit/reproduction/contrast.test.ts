import { describe, expect, it } from 'vitest';
import { contrast, figureOf, seedSpread, studentQuantile, type Scores } from '../../../scripts/reproduction/contrast';
import { RandomStream } from '../../../src/robustness/randomStream';
import { drawGaussianValues } from '../../../src/robustness/training/gaussianValues';

describe("Student's quantile", () => {
  it('is that of the printed tables', () => {
    expect(studentQuantile(0.95, 1)).toBeCloseTo(12.7062, 3);
    expect(studentQuantile(0.95, 4)).toBeCloseTo(2.7764, 4);
    expect(studentQuantile(0.99, 10)).toBeCloseTo(3.1693, 4);
    expect(studentQuantile(0.95, 1e6)).toBeCloseTo(1.96, 3);
  });
});

describe('The spread between seeds', () => {
  it('is pooled over the strategies with several', () => {
    const models = (...figures: number[]): Scores => figures.map((figure) => Float64Array.of(figure, figure));
    // Squares about the means: 2 + 0.5; freedom 2 + 1.
    expect(seedSpread([models(1, 2, 3), models(5), models(0, 1)])).toEqual({ deviation: Math.sqrt(2.5 / 3), freedom: 3 });
    expect(() => seedSpread([models(1), models(2)])).toThrow(RangeError);
  });
});

describe('A contrast', () => {
  it('pairs the images, and means over seeds', () => {
    const one = [Float64Array.of(0, 0.5, 1), Float64Array.of(0, 0.5, 0)];
    const other = [Float64Array.of(1, 0.5, 1)];
    const { value, low, high } = contrast(one, other, { deviation: 0, freedom: 4 }, 0.95);
    expect(value).toBeCloseTo(-0.5, 12);
    expect(figureOf(one) - figureOf(other)).toBeCloseTo(value, 12);
    // Differences -1, 0, -0.5: standard deviation 0.5, over the root of three.
    expect(high - value).toBeCloseTo((1.959964 * 0.5) / Math.sqrt(3), 6);
    expect(value - low).toBeCloseTo(high - value, 12);
    expect(() => contrast(one, [Float64Array.of(1)], { deviation: 0, freedom: 4 }, 0.95)).toThrow(RangeError);
  });

  it('covers the difference of strategies over images and luck at least as often as it says', () => {
    // 600 repetitions of 3 seeds against 1, with the deviation found from two strategies of 3 seeds. With true coverage 0.95 fewer
    // than 554 hits have a probability of 0.001 (normal approximation); fixed seed.
    const [images, luck, noise, truth, repetitions] = [60, 0.3, 0.8, 1.5, 600];
    const values = new Float32Array(repetitions * (images + 6 * (1 + images)));
    drawGaussianValues(values, new RandomStream({ seed: 7, purpose: 'evaluation', kind: 'elements', image: 0, draw: 0 }), 1);
    const normal = values.values();
    const nextNormal = (): number => normal.next().value ?? Number.NaN;
    let hits = 0;
    for (let repetition = 0; repetition < repetitions; repetition += 1) {
      const picture = Float64Array.from({ length: images }, () => nextNormal());
      const model = (centre: number): Float64Array => {
        const own = centre + luck * nextNormal();
        return picture.map((hardness) => hardness + own + noise * nextNormal());
      };
      const [a, b] = [[model(truth), model(truth), model(truth)], [model(0), model(0), model(0)]];
      const { low, high } = contrast(a, b.slice(0, 1), seedSpread([a, b]), 0.95);
      if (low <= truth && truth <= high) hits += 1;
    }
    expect(hits).toBeGreaterThan(554);
    expect(hits).toBeLessThan(repetitions);
  });
});
