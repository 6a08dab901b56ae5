import { describe, expect, it } from 'vitest';
import { augmentationSchema, type AugmentationInput } from '../../../../src/protocol/augmentation';
import { TrainingAugmentation, type TrainingImages } from '../../../../src/robustness/augmentation';
import { applyOperation } from '../../../../src/robustness/augmentation/operations/applyOperation';
import { operationsOf, operationTable, strengthsOf, type PolicyName } from '../../../../src/robustness/augmentation/operations/operationTable';
import { naturalImage } from '../commonCorruption/naturalImage';
import { chiSquareTail, kolmogorovSmirnov } from '../statisticalTests';

const side = 12;
const shape = { height: side, width: side, channels: 3 };
const photograph = corner(naturalImage(32).image);
/** One photograph under many indices: each index draws anew. */
const images: TrainingImages = { shape, classes: 2, indices: [0, 1], pixels: () => photograph, label: () => 0 };

/** The images that a policy makes of the photograph under the indices 0 to count - 1. */
function outcomes(policy: AugmentationInput['policy'], count: number): Float32Array[] {
  const description = augmentationSchema.parse({ flip: false, crop: false, policy });
  const { images: values } = new TrainingAugmentation(description, images, 21).augmentBatch({ indices: Array.from({ length: count }, (_, i) => i), epoch: 0 });
  const size = photograph.length;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** Every result that one operation of a policy can have, with its probability: several operations may agree. */
function resultsOf(policy: PolicyName, bins: readonly number[], interpolation: 'nearest' | 'bilinear' = 'nearest'): Map<string, number> {
  const results = new Map<string, number>();
  const operations = operationsOf(policy);
  for (const operation of operations) {
    const strengths = strengthsOf(policy, operation, shape);
    const sizes = strengths === undefined ? [0] : bins.map((bin) => strengths[bin] ?? NaN);
    const signs = operationTable[operation].isSigned ? [1, -1] : [1];
    for (const strength of sizes.flatMap((size) => signs.map((sign) => sign * size))) {
      const out = new Uint8Array(photograph.length);
      applyOperation(operation, strength, photograph, shape, interpolation, out);
      const key = out.join();
      results.set(key, (results.get(key) ?? 0) + 1 / (operations.length * sizes.length * signs.length));
    }
  }
  return results;
}

const keyOf = (image: Float32Array): string => Array.from(image, (value) => Math.round(value * 255)).join();

/** Pearson's statistic of unequal cells, brought to the tail of equal ones by way of expected counts; small cells pooled. */
function goodnessOfFit(results: Map<string, number>, drawn: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const key of drawn) counts.set(key, (counts.get(key) ?? 0) + 1);
  const cells = [...results].map(([key, probability]) => ({ expected: probability * drawn.length, count: counts.get(key) ?? 0 }));
  // Scaled so that each cell's term is (count - expected)^2 / expected.
  const scaled = cells.map(({ expected, count }) => 1 + (count - expected) / Math.sqrt(expected));
  return chiSquareTail(scaled, 1);
}

const allBins = Array.from({ length: 31 }, (_, bin) => bin);

describe('TrivialAugment', () => {
  // Wrong by chance with a probability below 1e-6.
  it('draws each operation, strength and sign equally often, one for an image', () => {
    const results = resultsOf('trivialAugment', allBins);
    const drawn = outcomes('trivialAugment', 20_000).map(keyOf);
    expect(drawn.filter((key) => !results.has(key))).toEqual([]);
    expect(results.size).toBeGreaterThan(400);
    expect(goodnessOfFit(results, drawn)).toBeGreaterThan(1e-6);
  });
});

describe('RandAugment', () => {
  // Wrong by chance with a probability below 1e-6.
  it('draws each operation and sign equally often, at its one strength', () => {
    const results = resultsOf('randAugment', [12]);
    const drawn = outcomes({ name: 'randAugment', operations: 1, magnitude: 12 }, 4_000).map(keyOf);
    expect(drawn.filter((key) => !results.has(key))).toEqual([]);
    expect(results.size).toBe(22);
    expect(goodnessOfFit(results, drawn)).toBeGreaterThan(1e-6);
  });

  it('applies two operations one after the other', () => {
    const [first] = outcomes({ name: 'randAugment', operations: 2, magnitude: 12 }, 1);
    const pairs = new Set(
      [...resultsOf('randAugment', [12]).keys()].flatMap((key) => {
        const middle = Uint8Array.from(key.split(','), Number);
        return operationsOf('randAugment').flatMap((operation) =>
          [1, -1].map((sign) => {
            const out = new Uint8Array(middle.length);
            applyOperation(operation, sign * (strengthsOf('randAugment', operation, shape)?.[12] ?? 0), middle, shape, 'nearest', out);
            return out.join();
          }),
        );
      }),
    );
    expect(pairs.has(keyOf(first ?? new Float32Array()))).toBe(true);
  });
});

describe('AugMix', () => {
  const policy = { name: 'augMix', width: 1, depth: 1, severity: 3 } as const;
  const results = [...resultsOf('augMix', [0, 1, 2], 'bilinear')].map(([key, probability]) => ({ change: changeOf(key.split(',').map(Number)), probability }));
  const changing = results.filter(({ change }) => change.some((value) => value !== 0));
  const stillness = results.reduce((sum, { change, probability }) => sum + (change.every((value) => value === 0) ? probability : 0), 0);
  const drawn = outcomes(policy, 3_000).map((image) => {
    const change = changeOf(Array.from(image, (value) => value * 255));
    if (change.every((value) => Math.abs(value) < 1e-3)) return 'still';
    // With one chain of one operation, image - photograph is a multiple of operation(photograph) - photograph.
    const matches = changing
      .map((result) => ({ result, share: dot(change, result.change) / dot(result.change, result.change) }))
      .filter(({ result, share }) => change.every((value, i) => Math.abs(value - share * (result.change[i] ?? NaN)) < 1e-3));
    return matches[0] ?? 'unknown';
  });

  it('is a mean of the image and its chain', () => {
    expect(drawn.filter((match) => match === 'unknown')).toEqual([]);
  });

  // Wrong by chance with a probability below 1e-7.
  it('weighs the chain uniformly at alpha 1', () => {
    const shares = drawn.flatMap((match) => (typeof match === 'string' ? [] : [match.share]));
    expect(shares.length).toBeGreaterThan(1000);
    expect(kolmogorovSmirnov(shares, (x) => Math.min(1, Math.max(0, x)), 1e-4)).toBeLessThan(2.9);
  });

  // Wrong by chance with a probability below 1e-6: 5 standard errors.
  it('draws operations and the weakest strengths equally often', () => {
    const still = drawn.filter((match) => match === 'still').length;
    // A weight of the chain below 1e-5 counts as still.
    expect(Math.abs(still - stillness * 3_000)).toBeLessThan(5 * Math.sqrt(3_000 * stillness * (1 - stillness)) + 1);
    for (const result of changing.filter(({ probability }) => probability > 0.05)) {
      const count = drawn.filter((match) => typeof match !== 'string' && match.result === result).length;
      expect(Math.abs(count - result.probability * 3_000)).toBeLessThan(5 * Math.sqrt(3_000 * result.probability * (1 - result.probability)));
    }
  });

  it('leaves out what overlaps with the common corruptions where asked', () => {
    const flat = { ...images, pixels: () => new Uint8Array(photograph.length).fill(100) };
    const largest = (allOperations: boolean): number => {
      const description = augmentationSchema.parse({ flip: false, crop: false, policy: { ...policy, severity: 10, allOperations } });
      const made = new TrainingAugmentation(description, flat, 2).augmentBatch({ indices: Array.from({ length: 300 }, (_, i) => i), epoch: 0 });
      return made.images.reduce((most, value) => Math.max(most, value * 255), 0);
    };
    // Of an even grey of 100, solarisation makes at most 155; brightness goes on to 190.
    expect(largest(false)).toBeLessThan(155.001);
    expect(largest(true)).toBeGreaterThan(160);
  });
});

function changeOf(levels: readonly number[]): number[] {
  return levels.map((level, i) => level - (photograph[i] ?? NaN));
}

const dot = (one: readonly number[], other: readonly number[]): number => one.reduce((sum, value, i) => sum + value * (other[i] ?? NaN), 0);

/** The upper left corner of a 32 x 32 picture, as bytes. */
function corner(picture: Float32Array): Uint8Array {
  const rows = Array.from({ length: side }, (_, y) => picture.subarray((10 + y) * 96 + 30, (10 + y) * 96 + 30 + side * 3));
  return Uint8Array.from(rows.flatMap((row) => Array.from(row, (value) => Math.round(value * 255))));
}
