import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawUnitSample, replacedCount, type NoiseLaw, type ReplacementSample } from '../../../../src/robustness/corruption';
import { chiSquareTail } from '../statisticalTests';

const draw = (law: NoiseLaw, height: number, width: number, channels: number, image: number, maximumEpsilon = 1): ReplacementSample => {
  const sample = drawUnitSample(law, { height, width, channels }, { seed: 9, purpose: 'evaluation', image, draw: 0 }, { maximumEpsilon });
  if (sample.kind !== 'replacement') throw new Error('an L0 law was meant');
  return sample;
};

const units = ['element', 'pixel'] as const;
const samplings = ['ball', 'sphere'] as const;

describe('L0', () => {
  it('replaces the nearest whole number of elements or pixels', () => {
    const shape = { height: 32, width: 32, channels: 3 };
    expect(replacedCount({ norm: 0, sampling: 'ball', unit: 'element' }, shape, 0.12)).toBe(369);
    expect(replacedCount({ norm: 0, sampling: 'ball', unit: 'pixel' }, shape, 0.12)).toBe(123);
    expect(replacedCount({ norm: 0, sampling: 'ball', unit: 'element' }, shape, 1)).toBe(3072);
    expect(replacedCount({ norm: 0, sampling: 'ball', unit: 'element' }, shape, 1e-5)).toBe(0);
  });

  it('draws distinct positions, of which a smaller epsilon has the first', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.constantFrom(...samplings),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(1000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (unit, sampling, side, channels, image, epsilon) => {
          const law: NoiseLaw = { norm: 0, sampling, unit };
          const whole = draw(law, side, side, channels, image);
          const count = side * side * (unit === 'pixel' ? 1 : channels);
          expect(Array.from(whole.positions).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
          const some = draw(law, side, side, channels, image, epsilon);
          expect(some.positions).toEqual(whole.positions.slice(0, Math.round(epsilon * count)));
          expect(some.replacements).toEqual(whole.replacements.slice(0, some.positions.length));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each(units)('chooses every %s and every pair of neighbours equally often', (unit) => {
    const count = 12;
    const taken = 3;
    const single = new Float64Array(count);
    let neighbours = 0;
    const rounds = 6000;
    for (let image = 0; image < rounds; image++) {
      const { positions } = draw({ norm: 0, sampling: 'ball', unit }, 2, unit === 'pixel' ? 6 : 2, unit === 'pixel' ? 2 : 3, image, taken / count);
      if (positions.length !== taken) throw new Error(`${positions.length} positions`);
      const sorted = Array.from(positions).sort((a, b) => a - b);
      for (const [i, position] of sorted.entries()) {
        single[position] = (single[position] ?? 0) + 1;
        if (sorted[i + 1] === position + 1) neighbours++;
      }
    }
    // Without replacement the counts spread less than Pearson's statistic expects, by (count - taken) / (count - 1).
    const expected = (rounds * taken) / count;
    expect(chiSquareTail(single.map((k) => expected + (k - expected) * Math.sqrt((count - 1) / (count - taken))), expected)).toBeGreaterThan(1e-7);
    // A pair of neighbours is taken with probability 3 * 2 / (12 * 11); 11 pairs.
    const mean = (rounds * 11 * taken * (taken - 1)) / (count * (count - 1));
    expect(Math.abs(neighbours - mean) / Math.sqrt(mean)).toBeLessThan(5.5);
  });

  it('replaces by each grey value equally often in the ball, by 0 and 1 on the sphere, whatever the position', () => {
    const grey = new Float64Array(256);
    const extreme = new Float64Array(4);
    let wrong = 0;
    for (let image = 0; image < 25; image++) {
      const ball = draw({ norm: 0, sampling: 'ball', unit: 'element' }, 32, 32, 3, image);
      for (const value of ball.replacements) {
        const level = Math.round(value * 255);
        if (value !== Math.fround(level / 255)) wrong++;
        grey[level] = (grey[level] ?? 0) + 1;
      }
      const sphere = draw({ norm: 0, sampling: 'sphere', unit: 'element' }, 32, 32, 3, image);
      for (const [i, value] of sphere.replacements.entries()) {
        if (value !== 0 && value !== 1) wrong++;
        const place = 2 * value + ((sphere.positions[i] ?? 0) >= 1536 ? 1 : 0);
        extreme[place] = (extreme[place] ?? 0) + 1;
      }
    }
    expect(wrong).toBe(0);
    expect(chiSquareTail(grey, 300)).toBeGreaterThan(1e-7);
    expect(chiSquareTail(extreme, 19_200)).toBeGreaterThan(1e-7);
  });
});
