import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationBin, calibrationError } from '../../../../src/robustness/metrics/calibration';
import type { Estimate } from '../../../../src/robustness/metrics/estimate';
import { imperceptibleCorruptionError } from '../../../../src/robustness/metrics/imperceptibleCorruptionError';
import { meanCorruptionError } from '../../../../src/robustness/metrics/meanCorruptionError';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { clopperPearson } from '../../../../src/robustness/statistics/binomialInterval';

const options = { seed: 5, stream: 0, resamples: 300 };
const streamOf = (draw: number): RandomStream => new RandomStream({ seed: 13, purpose: 'statistics', kind: 'choice', image: 0, draw });

function defined(estimate: Estimate): { value: number; low: number; high: number } {
  if (estimate.value === null) throw new Error(`not defined: ${estimate.reason}`);
  expect(estimate.low).toBeLessThanOrEqual(estimate.value);
  expect(estimate.high).toBeGreaterThanOrEqual(estimate.value);
  return estimate;
}

/** Wrong outcomes by image and cell. */
const wrongTable = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 8 }))
  .chain(([n, cells]) => fc.array(fc.array(fc.boolean(), { minLength: cells, maxLength: cells }), { minLength: n, maxLength: n }));
const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;
const counts = (table: readonly (readonly boolean[])[]): Uint32Array => Uint32Array.from(table, (row) => row.filter(Boolean).length);

describe('mCE_Lp', () => {
  it("is the mean of the cells' errors", () => {
    fc.assert(
      fc.property(wrongTable, (table) => {
        const cells = table[0]?.length ?? 0;
        let mean = 0;
        for (let cell = 0; cell < cells; cell++) mean += share(table.map((row) => row[cell] ?? false)) / cells;
        const estimate = defined(meanCorruptionError({ wrong: counts(table), outcomesPerImage: cells }, options));
        expect(estimate.value).toBeCloseTo(mean, 12);
        expect(estimate.low).toBeGreaterThanOrEqual(0);
        expect(estimate.high).toBeLessThanOrEqual(1);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('has an interval over images, not over outcomes: images that are wrong in all cells count once', () => {
    const wrong = Uint32Array.from({ length: 400 }, (_, i) => (i < 80 ? 90 : 0));
    const { low, high } = defined(meanCorruptionError({ wrong, outcomesPerImage: 90 }, { ...options, resamples: 2000 }));
    const exact = clopperPearson(80, 400);
    expect(Math.abs(low - exact.low)).toBeLessThan(0.006);
    expect(Math.abs(high - exact.high)).toBeLessThan(0.006);
  });

  it('keeps a width where every image is right in every cell', () => {
    expect(defined(meanCorruptionError({ wrong: new Uint32Array(100), outcomesPerImage: 9 }, options)).high).toBeCloseTo(clopperPearson(0, 100).high, 9);
  });

  it('is not defined without a cell or an image', () => {
    expect(meanCorruptionError({ wrong: new Uint32Array(5), outcomesPerImage: 0 }, options)).toMatchObject({ value: null, reason: expect.stringContaining('no corruption') as unknown });
    expect(meanCorruptionError({ wrong: new Uint32Array(0), outcomesPerImage: 5 }, options).value).toBeNull();
  });
});

describe('iCE', () => {
  it('is the relative increase of the mean error, by a naive loop', () => {
    fc.assert(
      fc.property(wrongTable, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (table, flags) => {
        const clean = flags.slice(0, table.length);
        const cells = table[0]?.length ?? 0;
        const input = { cleanWrong: Uint8Array.from(clean, Number), wrong: counts(table), outcomesPerImage: cells };
        const estimate = imperceptibleCorruptionError(input, options);
        if (!clean.includes(true)) {
          expect(estimate).toEqual({ value: null, reason: 'the clean error is 0, so there is nothing to relate an increase to' });
          return;
        }
        const error = share(clean);
        const corrupted = table.map(share).reduce((sum, value) => sum + value, 0) / table.length;
        const { value, low, high } = defined(estimate);
        expect(value).toBeCloseTo((corrupted - error) / error, 10);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(Number.isFinite(high)).toBe(true);
      }),
      { seed: 4, numRuns: 300 },
    );
  });

  it('has a finite, very wide interval where hardly any clean image is wrong', () => {
    const cleanWrong = Uint8Array.from({ length: 1000 }, (_, i) => (i < 2 ? 1 : 0));
    const wrong = Uint32Array.from({ length: 1000 }, (_, i) => (i < 2 ? 6 : i < 5 ? 1 : 0));
    const { value, low, high } = defined(imperceptibleCorruptionError({ cleanWrong, wrong, outcomesPerImage: 6 }, { ...options, resamples: 2000 }));
    expect(value).toBeCloseTo(0.25, 12);
    expect(low).toBeLessThan(-0.5);
    expect(high).toBeGreaterThan(5);
  });

  it('keeps a width where no outcome differs from its clean one', () => {
    const cleanWrong = Uint8Array.from({ length: 1000 }, (_, i) => (i < 100 ? 1 : 0));
    const { value, low, high } = defined(imperceptibleCorruptionError({ cleanWrong, wrong: Uint32Array.from(cleanWrong, (x) => 6 * x), outcomesPerImage: 6 }, options));
    expect(value).toBe(0);
    expect(high).toBeGreaterThan(0.03);
    expect(low).toBeLessThan(-0.03);
    expect(high).toBeLessThan(0.1);
  });

  it('is not defined without an imperceptible cell', () => {
    expect(imperceptibleCorruptionError({ cleanWrong: Uint8Array.of(1), wrong: Uint32Array.of(0), outcomesPerImage: 0 }, options).value).toBeNull();
  });

  // Rare errors make coverage uneven: at least 90 % is asked of 500 runs, which 94 % would miss with a probability of 2e-4.
  it.each([0.01, 0.04, 0.15])('has an interval that covers the true ratio at clean error %s', (cleanError) => {
    const stream = streamOf(1);
    const n = 400;
    const runs = 500;
    const added = 0.01;
    const truth = ((1 - cleanError) * added - cleanError * 0.1) / cleanError;
    let covered = 0;
    let undefinedRuns = 0;
    for (let run = 0; run < runs; run++) {
      const cleanWrong = Uint8Array.from({ length: n }, () => (stream.nextUniform() < cleanError ? 1 : 0));
      // A wrong image stays wrong in 90 % of the six cells, a right one becomes wrong in 1 % of them.
      const wrong = Uint32Array.from(cleanWrong, (isWrong) => {
        let count = 0;
        for (let cell = 0; cell < 6; cell++) if (stream.nextUniform() < (isWrong === 1 ? 0.9 : added)) count++;
        return count;
      });
      const estimate = imperceptibleCorruptionError({ cleanWrong, wrong, outcomesPerImage: 6 }, { seed: run, stream: 1, resamples: 400 });
      if (estimate.value === null) undefinedRuns++;
      else if (estimate.low <= truth && truth <= estimate.high) covered++;
    }
    expect(covered / (runs - undefinedRuns)).toBeGreaterThan(0.9);
  });
});

describe('the calibration error', () => {
  it('puts confidences into bins closed below, and 1 into the last', () => {
    expect([0, 0.0099, 0.01, 0.5, 0.99, 0.995, 1].map(calibrationBin)).toEqual([0, 0, 1, 50, 99, 99, 99]);
  });

  it('is the root mean square gap between accuracy and confidence over the bins, by a naive loop', () => {
    const outcomes = fc.array(fc.tuple(fc.float({ min: 0, max: 1, noNaN: true }), fc.boolean()), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(outcomes, (pairs) => {
        let sum = 0;
        for (let bin = 0; bin < 100; bin++) {
          const members = pairs.filter(([confidence]) => confidence * 100 >= bin && (confidence * 100 < bin + 1 || bin === 99));
          if (members.length === 0) continue;
          const accuracy = members.filter(([, correct]) => correct).length / members.length;
          const confidence = members.reduce((total, [value]) => total + value, 0) / members.length;
          sum += (members.length / pairs.length) * (accuracy - confidence) ** 2;
        }
        const estimate = defined(calibrationError(Float32Array.from(pairs, ([value]) => value), Uint8Array.from(pairs, ([, correct]) => Number(correct)), options));
        expect(estimate.value).toBeCloseTo(Math.sqrt(sum), 10);
        expect(estimate.high).toBeLessThanOrEqual(1);
      }),
      { seed: 6, numRuns: 200 },
    );
  });

  it('keeps a width where all images fall alike into one bin, and has no value without one', () => {
    const { value, low, high } = defined(calibrationError(new Float32Array(100).fill(1), new Uint8Array(100).fill(1), options));
    expect([value, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(0.1);
    expect(calibrationError(new Float32Array(0), new Uint8Array(0), options).value).toBeNull();
  });

  // 500 runs of an interval that covers 93 % or more fall below 88 % with a probability of 2e-5.
  it('has an interval that covers its mean at this number of images, of a model whose confidence is 0.1 too high', () => {
    const stream = streamOf(2);
    const n = 300;
    const sample = (): [Float32Array, Uint8Array] => {
      const confidence = Float32Array.from({ length: n }, () => 0.5 + 0.5 * stream.nextUniform());
      return [confidence, Uint8Array.from(confidence, (value) => (stream.nextUniform() < value - 0.1 ? 1 : 0))];
    };
    const single = { seed: 1, stream: 2, resamples: 2 };
    let mean = 0;
    for (let run = 0; run < 4000; run++) mean += (calibrationError(...sample(), single).value ?? Number.NaN) / 4000;
    let covered = 0;
    for (let run = 0; run < 500; run++) {
      const { low, high } = defined(calibrationError(...sample(), { seed: run, stream: 2, resamples: 400 }));
      if (low <= mean && mean <= high) covered++;
    }
    expect(covered / 500).toBeGreaterThan(0.88);
  });
});
