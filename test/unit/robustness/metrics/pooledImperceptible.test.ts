import { describe, expect, it } from 'vitest';
import { imperceptibleCorruptionError } from '../../../../src/robustness/metrics/imperceptibleCorruptionError';

const options = { seed: 1, stream: 0, resamples: 400 };
const counts = (...values: number[]): Uint32Array => Uint32Array.from(values);

describe('iCE of several models together', () => {
  it('relates the sum of their errors to the sum of their clean errors', () => {
    // Two models, three cells: clean 1 + 2 wrong, corrupted 12 wrong of 24.
    const { value } = imperceptibleCorruptionError({ cleanWrong: counts(1, 2, 0, 0), models: 2, wrong: counts(4, 6, 2, 0), outcomesPerImage: 6 }, options);
    expect(value).toBeCloseTo((12 / 3 - 3) / 3, 12);
  });

  it('is that of one model where both err alike, with its interval', () => {
    const cleanWrong = Uint8Array.from({ length: 60 }, (_, i) => Number(i % 4 === 0));
    const wrong = Uint32Array.from(cleanWrong, (clean, i) => 3 * clean + (i % 7 === 0 && clean === 0 ? 2 : 0));
    const one = imperceptibleCorruptionError({ cleanWrong, wrong, outcomesPerImage: 3 }, options);
    const two = imperceptibleCorruptionError({ cleanWrong: Uint32Array.from(cleanWrong, (clean) => 2 * clean), models: 2, wrong: wrong.map((count) => 2 * count), outcomesPerImage: 6 }, options);
    expect(two).toEqual(one);
  });

  it('has a finite interval where nothing changes and where few are wrong', () => {
    const few = Uint32Array.from({ length: 50 }, (_, i) => (i < 2 ? 2 : 0));
    for (const wrong of [few.map((count) => 3 * count), few.map((count) => 3 * count + (count > 0 ? 0 : 1))]) {
      const estimate = imperceptibleCorruptionError({ cleanWrong: few, models: 2, wrong, outcomesPerImage: 6 }, options);
      if (estimate.value === null) throw new Error(estimate.reason);
      expect(estimate.low).toBeLessThanOrEqual(estimate.value);
      expect(estimate.high).toBeGreaterThanOrEqual(estimate.value);
      expect(Number.isFinite(estimate.high)).toBe(true);
    }
  });
});
