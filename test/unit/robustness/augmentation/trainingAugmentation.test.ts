import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { augmentationSchema, corruptionSets, type AugmentationInput } from '../../../../src/protocol/augmentation';
import { pooledStrengths, TrainingAugmentation, type AugmentationDescription } from '../../../../src/robustness/augmentation';
import { cifar, small, trainingSet } from './trainingSet';

/** What the protocol checks is what the augmentation takes: a mistake here is one of types. */
const described = (input: AugmentationInput): AugmentationDescription => augmentationSchema.parse(input);

const everything: AugmentationInput = {
  policy: 'augMix',
  erasing: { probability: 0.7 },
  mixing: ['mixup', { name: 'cutMix', probability: 1 }],
  noise: [
    { name: 'lp', corruptions: ['c1', { norm: 'gaussian', epsilons: [0.1] }], concurrent: 2, scale: { beta: [2, 5] }, cleanShare: 0.2, patch: { area: [0.2, 0.7] } },
    'patchGaussian',
    'noisyMix',
  ],
};
const parts: Record<string, AugmentationInput> = {
  'crop and flip': {},
  C1: { noise: 'c1' },
  C2: { noise: 'c2' },
  C3: { noise: 'c3' },
  'one norm': { noise: { name: 'lp', corruptions: [{ norm: 0.5, epsilons: [1000, 2000] }], scale: 'uniform' } },
  Mixup: { mixing: 'mixup' },
  CutMix: { mixing: 'cutMix' },
  erasing: { erasing: {} },
  'Patch Gaussian': { noise: 'patchGaussian' },
  NoisyMix: { noise: 'noisyMix' },
  TrivialAugment: { policy: 'trivialAugment' },
  RandAugment: { policy: { name: 'randAugment', operations: 3, magnitude: 20 } },
  AugMix: { policy: 'augMix' },
  'AugMix of the strongest': { policy: { name: 'augMix', severity: 10, width: 5, depth: 4, alpha: 0.1, allOperations: false } },
  'TrivialAugment and C2': { policy: 'trivialAugment', noise: 'c2' },
  everything,
  'three views': { ...everything, views: 3 },
};

describe.each(Object.entries(parts))('training augmentation: %s', (_, input) => {
  const images = trainingSet(small, 40);
  const description = described(input);

  it('makes images in [0, 1], labels whose weights sum to 1, and the shapes it promises', () => {
    const augmentation = new TrainingAugmentation(description, images, 3);
    const { images: values, labels } = augmentation.augmentBatch({ indices: images.indices, epoch: 2 });
    expect(values.length).toBe((input.views ?? 1) * 40 * 192);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(labels.length).toBe(400);
    for (let i = 0; i < 40; i++) {
      const row = labels.subarray(i * 10, (i + 1) * 10);
      expect(row.every((weight) => weight >= 0)).toBe(true);
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
    }
  });

  it('makes the same of an image in any batch, any order, by any augmentation of its seed', () => {
    const whole = new TrainingAugmentation(description, images, 3).augmentBatch({ indices: images.indices, epoch: 5 });
    const other = new TrainingAugmentation(description, images, 3);
    const views = input.views ?? 1;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 39 }), { minLength: 1, maxLength: 7 }), (indices) => {
        const batch = other.augmentBatch({ indices, epoch: 5 });
        for (let view = 0; view < views; view++) {
          indices.forEach((index, i) => {
            const expected = whole.images.subarray((view * 40 + index) * 192, (view * 40 + index + 1) * 192);
            expect(batch.images.subarray((view * indices.length + i) * 192, (view * indices.length + i + 1) * 192)).toEqual(expected);
          });
        }
        indices.forEach((index, i) => {
          expect(batch.labels.subarray(i * 10, i * 10 + 10)).toEqual(whole.labels.subarray(index * 10, index * 10 + 10));
        });
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('makes another of it in another epoch and under another seed', () => {
    const make = (seed: number, epoch: number): Float32Array => new TrainingAugmentation(description, images, seed).augmentBatch({ indices: images.indices, epoch }).images;
    expect(make(3, 0)).toEqual(make(3, 0));
    expect(make(3, 0)).not.toEqual(make(3, 1));
    expect(make(3, 0)).not.toEqual(make(4, 0));
  });

  it('asks for the images that it says it needs and for no others, and leaves them as they were', () => {
    const asked = new Set<number>();
    const before = Array.from(images.indices, (index) => images.pixels(index).slice());
    const watched = {
      ...images,
      pixels: (index: number) => {
        asked.add(index);
        return images.pixels(index);
      },
    };
    const augmentation = new TrainingAugmentation(description, watched, 3);
    augmentation.augmentBatch({ indices: [1, 2, 3], epoch: 4 });
    expect([...asked].sort()).toEqual([...new Set(augmentation.imagesNeeded({ indices: [1, 2, 3], epoch: 4 }))].sort());
    before.forEach((pixels, index) => expect(images.pixels(index)).toEqual(pixels));
  });

  it('fills arrays that it is handed, however they were', () => {
    const augmentation = new TrainingAugmentation(description, images, 3);
    const fresh = augmentation.augmentBatch({ indices: [5, 6], epoch: 1 });
    const used = { images: new Float32Array(fresh.images.length).fill(7), labels: new Float32Array(fresh.labels.length).fill(7) };
    expect(augmentation.augmentBatch({ indices: [5, 6], epoch: 1 }, used)).toBe(used);
    expect(used).toEqual(fresh);
  });
});

describe('crop and flip', () => {
  it('is the image padded by zeros, mirrored or not, and cut out: as a slow reading of the definition finds it', () => {
    const images = trainingSet({ height: 6, width: 5, channels: 2 }, 60);
    const { images: values } = new TrainingAugmentation(described({ crop: { padding: 2 } }), images, 1).augmentBatch({ indices: images.indices, epoch: 0 });
    const seen = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const result = values.subarray(index * 60, (index + 1) * 60);
      const matches: string[] = [];
      for (const isFlipped of [false, true]) {
        for (let down = 0; down <= 4; down++) {
          for (let right = 0; right <= 4; right++) {
            if (isSame(result, naiveCut(images.pixels(index), isFlipped, down, right))) matches.push(`${isFlipped} ${down} ${right}`);
          }
        }
      }
      expect(matches).toHaveLength(1);
      seen.add(matches[0] ?? '');
    }
    // 60 draws of 50 cuts: fewer than 25 different ones have a probability below 1e-5.
    expect(seen.size).toBeGreaterThan(25);
  });

  it('takes numbers as it takes bytes', () => {
    const make = (as: 'bytes' | 'numbers'): Float32Array =>
      new TrainingAugmentation(described({ policy: 'trivialAugment', noise: 'c2' }), trainingSet(small, 10, as), 1).augmentBatch({ indices: [0, 1, 2, 3], epoch: 0 }).images;
    expect(make('numbers')).toEqual(make('bytes'));
  });

  it('leaves an image whole where both are off', () => {
    const images = trainingSet(small, 3);
    const { images: values, labels } = new TrainingAugmentation(described({ crop: false, flip: false }), images, 1).augmentBatch({ indices: [2], epoch: 0 });
    expect(values).toEqual(Float32Array.from(images.pixels(2), (level) => level / 255));
    expect([...labels]).toEqual([0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('cuts alike whatever else is switched on: its random numbers are its own', () => {
    const images = trainingSet(small, 30);
    const plain = new TrainingAugmentation(described({}), images, 1).augmentBatch({ indices: images.indices, epoch: 0 });
    const firstView = new TrainingAugmentation(described({ noise: 'c1', erasing: {}, views: 3 }), images, 1).augmentBatch({ indices: images.indices, epoch: 0 });
    expect(firstView.images.subarray(0, plain.images.length)).toEqual(plain.images);
  });
});

describe('sets of corruptions', () => {
  it('have as many strengths as the protocol says', () => {
    for (const [name, size] of Object.entries(corruptionSets)) {
      for (const shape of [cifar, { height: 64, width: 64, channels: 3 }, { height: 28, width: 28, channels: 1 }]) {
        expect(pooledStrengths([name as keyof typeof corruptionSets], shape)).toHaveLength(size);
      }
    }
  });
});

function naiveCut(pixels: Uint8Array | Float32Array, isFlipped: boolean, down: number, right: number): number[] {
  const padded = Array.from({ length: 10 }, (_, y) =>
    Array.from({ length: 9 }, (__, x) => {
      const [row, column] = [y - 2, isFlipped ? 4 - (x - 2) : x - 2];
      const isInside = row >= 0 && row < 6 && column >= 0 && column < 5;
      return [0, 1].map((c) => (isInside ? Math.fround((pixels[(row * 5 + column) * 2 + c] ?? NaN) / 255) : 0));
    }),
  );
  return padded.slice(down, down + 6).flatMap((row) => row.slice(right, right + 5).flat());
}

const isSame = (one: ArrayLike<number>, other: ArrayLike<number>): boolean => Array.from(one).every((value, i) => value === other[i]);
