import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonCorruptionNames, type CommonCorruptionName } from '../../../../src/robustness/commonCorruption';
import { commonCorruptionError, corruptionsOf, type CommonCorruptionErrorInput, type CommonCorruptionMean } from '../../../../src/robustness/metrics/commonCorruptionError';

const options = { seed: 3, stream: 1, resamples: 500 };
const means: readonly CommonCorruptionMean[] = ['all', 'benchmark', 'benchmarkNormalised', 'benchmarkRelative', 'withoutNoise'];

/** An input of 1000 images, with one outcome each, whose errors are the ones given. */
function withErrors(error: (name: CommonCorruptionName, i: number) => number): CommonCorruptionErrorInput {
  const wrong = commonCorruptionNames.map((name, i) => {
    const count = Math.round(1000 * error(name, i));
    return [name, Uint32Array.from({ length: 1000 }, (_, image) => Number((image * 7) % 1000 < count))] as const;
  });
  return { wrong: new Map(wrong), outcomesPerImage: 1 };
}

const valueOf = (input: CommonCorruptionErrorInput, mean: CommonCorruptionMean): number => commonCorruptionError(input, mean, options).value ?? NaN;

describe('mCE of the common corruptions, against tables computed by hand', () => {
  it('weighs its corruptions alike', () => {
    // Errors 1 %, 2 %, ... 19 % in the benchmark's order; the noises are 1, 2, 3 and 16.
    const input = withErrors((_, i) => (i + 1) / 100);
    expect(valueOf(input, 'all')).toBeCloseTo(0.1, 12);
    expect(valueOf(input, 'benchmark')).toBeCloseTo(0.08, 12);
    expect(valueOf(input, 'withoutNoise')).toBeCloseTo((190 - 22) / 1500, 12);
  });

  it('is 1 for AlexNet itself, and each corruption counts by its own reference', () => {
    const alexNet = [0.886, 0.894, 0.923, 0.82, 0.826, 0.786, 0.798, 0.867, 0.827, 0.819, 0.565, 0.853, 0.646, 0.718, 0.607];
    expect(valueOf(withErrors((_, i) => alexNet[i] ?? 0), 'benchmarkNormalised')).toBeCloseTo(1, 3);
    // One corruption with an error of 10 % alone: 0.1 / 0.564592 / 15.
    expect(valueOf(withErrors((name) => (name === 'brightness' ? 0.1 : 0)), 'benchmarkNormalised')).toBeCloseTo(0.011808, 6);
  });

  it('relative to the clean error, it is 1 for AlexNet and the increases are what counts', () => {
    const ofClean = (share: number): Uint32Array => Uint32Array.from({ length: 1000 }, (_, image) => Number((image * 7) % 1000 < Math.round(1000 * share)));
    const relative = (error: (name: CommonCorruptionName, i: number) => number, clean: number): number => valueOf({ ...withErrors(error), clean: ofClean(clean) }, 'benchmarkRelative');
    const alexNet = [0.886, 0.894, 0.923, 0.82, 0.826, 0.786, 0.798, 0.867, 0.827, 0.819, 0.565, 0.853, 0.646, 0.718, 0.607];
    expect(relative((_, i) => alexNet[i] ?? 0, 0.435)).toBeCloseTo(1, 2);
    // Brightness alone rises, from 20 % to 26.4592 %: 0.064592 / (0.564592 - 0.435) / 15, up to rounding to 1 of 1000.
    expect(relative((name) => (name === 'brightness' ? 0.265 : 0.2), 0.2)).toBeCloseTo(0.065 / 0.129592 / 15, 9);
    expect(relative(() => 0.1, 0.3)).toBeLessThan(0);
    // ResNet-50 in table 1 of Hendrycks and Dietterich (2019): the CE of its 15 corruptions, its clean error, its relative mCE of 105.0 %.
    const resNet50 = [0.8, 0.82, 0.83, 0.75, 0.89, 0.78, 0.8, 0.78, 0.75, 0.66, 0.57, 0.71, 0.85, 0.77, 0.77];
    expect(relative((_, i) => (resNet50[i] ?? 0) * (alexNet[i] ?? 0), 0.239)).toBeCloseTo(1.05, 1);
    expect(commonCorruptionError(withErrors(() => 0.5), 'benchmarkRelative', options)).toEqual({ value: null, reason: 'it needs the error on clean images' });
  });

  it('drops the four noises and keeps the Gaussian blur', () => {
    const kept = corruptionsOf('withoutNoise').map(({ name }) => name);
    expect(kept).toHaveLength(15);
    expect(kept).toContain('gaussian_blur');
    for (const noise of ['gaussian_noise', 'shot_noise', 'impulse_noise', 'speckle_noise'] as const) expect(kept).not.toContain(noise);
  });
});

describe('its interval', () => {
  it('holds the value, in a range that errors allow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 1000 }), fc.constantFrom(...means), (images, salt, mean) => {
        const wrong = commonCorruptionNames.map((name, i) => [name, Uint32Array.from({ length: images }, (_, k) => (salt * (k + 1) * (i + 3)) % 6)] as const);
        const clean = Uint32Array.from({ length: images }, (_, k) => (salt * (k + 2)) % 2);
        const estimate = commonCorruptionError({ wrong: new Map(wrong), outcomesPerImage: 5, clean }, mean, { ...options, resamples: 200 });
        if (estimate.value === null) throw new Error(estimate.reason);
        expect(estimate.low).toBeLessThanOrEqual(estimate.value + 1e-12);
        expect(estimate.high).toBeGreaterThanOrEqual(estimate.value - 1e-12);
        expect(estimate.low).toBeGreaterThanOrEqual(mean === 'benchmarkRelative' ? -3.2 : 0);
        expect(estimate.high).toBeLessThanOrEqual(mean === 'benchmarkRelative' ? 3.2 : mean === 'benchmarkNormalised' ? 1.4 : 1 + 1e-12);
      }),
      { seed: 8, numRuns: 100 },
    );
  });

  it('covers the true mean in about 95 of 100 experiments', () => {
    // Images with probabilities of their own, 60 an experiment. 200 experiments: fewer than 176 would have probability below 1e-4.
    let state = 12345;
    const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    let covered = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const difficulty = Float64Array.from({ length: 60 }, () => next());
      const wrong = commonCorruptionNames.map((name) => [name, Uint32Array.from(difficulty, (p) => [0, 0, 0, 0, 0].filter(() => next() < p).length)] as const);
      const estimate = commonCorruptionError({ wrong: new Map(wrong), outcomesPerImage: 5 }, 'all', { ...options, resamples: 300, stream: experiment });
      if (estimate.value !== null && estimate.low <= 0.5 && estimate.high >= 0.5) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(176);
  });

  it('is wide where no image is ever wrong', () => {
    const estimate = commonCorruptionError(withErrors(() => 0), 'benchmarkNormalised', options);
    expect(estimate).toMatchObject({ value: 0, low: 0 });
    expect(estimate.value === null ? NaN : estimate.high).toBeGreaterThan(0.003);
  });
});

it('is not defined without all of its corruptions, or without images', () => {
  const { wrong } = withErrors(() => 0.5);
  const fifteen = new Map([...wrong].filter(([name]) => name !== 'spatter'));
  expect(commonCorruptionError({ wrong: fifteen, outcomesPerImage: 1 }, 'all', options)).toEqual({ value: null, reason: 'it needs corruptions that were not evaluated: spatter' });
  expect(commonCorruptionError({ wrong: fifteen, outcomesPerImage: 1 }, 'benchmark', options).value).toBeCloseTo(0.5, 12);
  const none = new Map([...wrong.keys()].map((name) => [name, new Uint32Array(0)]));
  expect(commonCorruptionError({ wrong: none, outcomesPerImage: 5 }, 'all', options).value).toBeNull();
});
