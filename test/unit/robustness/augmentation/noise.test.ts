import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import { describe, expect, it } from 'vitest';
import { augmentationSchema, type AugmentationInput } from '../../../../src/protocol/augmentation';
import { pooledStrengths, TrainingAugmentation, type LpNoise, type Strength, type TrainingImages } from '../../../../src/robustness/augmentation';
import { corrupt, drawUnitSample } from '../../../../src/robustness/corruption';
import { chiSquareTail, kolmogorovSmirnov, standardScore } from '../statisticalTests';
import { small } from './trainingSet';

const size = 192;
const grey = new Float32Array(size).fill(0.5);
const images: TrainingImages = { shape: small, classes: 2, indices: [0], pixels: () => grey, label: () => 0 };

/** What becomes of grey images under the indices 0 to count - 1. */
function outcomes(noise: AugmentationInput['noise'], count: number, { epoch = 0, position = 0, indices = Array.from({ length: count }, (_, i) => i) } = {}): Float32Array[] {
  const description = augmentationSchema.parse({ flip: false, crop: false, noise });
  const { images: values } = new TrainingAugmentation(description, images, 8).augmentBatch({ indices, epoch, position });
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** The corruption of a strength that lives at an address, on grey. */
function corrupted({ law, epsilon }: Strength, image: number, draw = 0, from: Float32Array = grey): Float32Array {
  const out = new Float32Array(size);
  corrupt(from, drawUnitSample(law, small, { seed: 8, purpose: 'training', image, draw }), epsilon, out);
  return out;
}

const isSame = (one: Float32Array, other: Float32Array): boolean => one.every((value, i) => value === other[i]);

describe('random Lp corruptions in training', () => {
  const pool = pooledStrengths(['c2'], small);
  const drawn = outcomes('c2', 3_000);

  it('are those that live at the address (seed, training, image, epoch), of one strength of the set', () => {
    for (const [epoch, results] of [
      [0, drawn.slice(0, 100)],
      [7, outcomes('c2', 100, { epoch: 7 })],
    ] as const) {
      results.forEach((image, index) => {
        expect(pool.filter((strength) => isSame(corrupted(strength, index, epoch), image))).toHaveLength(1);
      });
    }
  });

  // Wrong by chance with a probability below 1e-6.
  it('have each strength of the set equally often', () => {
    const counts = pool.map((strength) => drawn.filter((image, index) => isSame(corrupted(strength, index), image)).length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3_000);
    expect(chiSquareTail(counts, 100)).toBeGreaterThan(1e-6);
  });

  it('pool several sets and curves', () => {
    const linf: Strength = { law: { norm: 'inf', sampling: 'sphere', unit: 'element' }, epsilon: 0.25 };
    const both = outcomes({ name: 'lp', corruptions: ['single-l2', { ...linf.law, epsilons: [0.25] }] }, 60);
    const strengths = [...pooledStrengths(['single-l2'], small), linf];
    const found = both.map((image, index) => strengths.findIndex((strength) => isSame(corrupted(strength, index), image)));
    expect(new Set(found)).toEqual(new Set([0, 1, 2]));
  });

  // Wrong by chance with a probability below 1e-7.
  it('scale epsilon uniformly or by a Beta law, freshly for each image', () => {
    const law = { norm: 'inf', sampling: 'sphere', unit: 'element' } as const;
    const factorsUnder = (scale: 'uniform' | { beta: [number, number] }): number[] =>
      outcomes({ name: 'lp', corruptions: [{ ...law, epsilons: [0.4] }], scale }, 2_000).map((image) => Math.abs((image[0] ?? NaN) - 0.5) / 0.4);
    expect(kolmogorovSmirnov(factorsUnder('uniform'), (x) => Math.min(1, Math.max(0, x)), 1e-5)).toBeLessThan(2.9);
    expect(kolmogorovSmirnov(factorsUnder({ beta: [2, 5] }), (x) => betaCdf(x, 2, 5), 1e-5)).toBeLessThan(2.9);
  });

  // Wrong by chance with a probability below 1e-6: 5 standard errors.
  it('leave the asked share of images clean', () => {
    const clean = outcomes({ name: 'lp', corruptions: ['c2'], cleanShare: 0.25 }, 3_000).filter((image) => isSame(image, grey)).length;
    expect(Math.abs(clean - 750)).toBeLessThan(5 * Math.sqrt(3_000 * 0.25 * 0.75));
  });

  it('applied two at once are two different strengths one after the other, clipped between', () => {
    const corruptions: LpNoise['corruptions'] = [
      { norm: 'inf', epsilons: [0.7], sampling: 'sphere', unit: 'element' },
      { norm: 2, epsilons: [9], sampling: 'ball', unit: 'element' },
    ];
    const two = outcomes({ name: 'lp', corruptions: [{ norm: 'inf', epsilons: [0.7], sampling: 'sphere' }, { norm: 2, epsilons: [9] }], concurrent: 2 }, 40);
    const [first, second] = pooledStrengths(corruptions, small);
    if (first === undefined || second === undefined) throw new Error('two strengths');
    const turn = 2 ** 32;
    const orders = two.map((image, index) =>
      isSame(corrupted(second, index, turn, corrupted(first, index)), image) ? 'first' : isSame(corrupted(first, index, turn, corrupted(second, index)), image) ? 'second' : 'neither',
    );
    expect(new Set(orders)).toEqual(new Set(['first', 'second']));
  });

  it('are one for a group of neighbours where they share, whichever images these are', () => {
    const shared = outcomes({ name: 'lp', corruptions: ['c2'], sharedBy: 4 }, 12);
    shared.forEach((image, i) => expect(isSame(image, shared[i - (i % 4)] ?? grey)).toBe(true));
    expect(isSame(shared[0] ?? grey, shared[4] ?? grey)).toBe(false);
    const moved = outcomes({ name: 'lp', corruptions: ['c2'], sharedBy: 4 }, 4, { position: 6, indices: [50, 60, 70, 80] });
    expect([0, 1, 2, 3].map((i) => isSame(moved[i] ?? grey, shared[6 + i] ?? grey))).toEqual([true, true, true, true]);
  });

  it('stay within a patch, whose centre is anywhere', () => {
    const patched = outcomes({ name: 'lp', corruptions: [{ norm: 'inf', epsilons: [0.3] }], patch: { side: 3 } }, 400);
    const whole = outcomes({ name: 'lp', corruptions: [{ norm: 'inf', epsilons: [0.3] }] }, 400);
    const corners = new Set<string>();
    patched.forEach((image, index) => {
      const changed = [...image.keys()].filter((i) => image[i] !== 0.5);
      const rows = changed.map((i) => Math.floor(i / 24));
      const columns = changed.map((i) => Math.floor((i % 24) / 3));
      const [top, bottom, left, right] = [Math.min(...rows), Math.max(...rows), Math.min(...columns), Math.max(...columns)];
      expect(changed.length).toBe((bottom - top + 1) * (right - left + 1) * 3);
      expect(bottom - top).toBeLessThanOrEqual(2);
      expect(right - left).toBeLessThanOrEqual(2);
      changed.forEach((i) => expect(image[i]).toBe(whole[index]?.[i]));
      corners.add(`${top} ${bottom} ${left} ${right}`);
    });
    // 64 centres, 400 draws: one is missing with probability 64 exp(-400 / 64) = 0.1; five with less than 1e-7.
    expect(corners.size).toBeGreaterThan(59);
  });
});

describe('Patch Gaussian', () => {
  // Wrong by chance with a probability below 1e-6: 5 standard errors.
  it('adds normal noise of a deviation uniform below the largest', () => {
    const squares = outcomes({ name: 'patchGaussian', deviation: 0.05, patch: { side: 100 } }, 500).map(
      (image) => image.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / size,
    );
    // E u^2 = 1/3.
    expect(Math.abs(standardScore(squares, 0.05 ** 2 / 3))).toBeLessThan(5);
  });
});

describe('NoisyMix noise', () => {
  // Wrong by chance with a probability below 1e-6: 5 standard errors.
  it('multiplies by 1 + c b u and adds a b z, b from Beta(2, 5)', () => {
    const meanSquare = (additive: number, multiplicative: number): number[] =>
      outcomes({ name: 'noisyMix', additive, multiplicative }, 1_000).map((image) => image.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / size);
    // E b^2 = 2 * 3 / (7 * 8); E u^2 = 1 / 3.
    const square = 6 / 56;
    expect(Math.abs(standardScore(meanSquare(0.1, 0), 0.01 * square))).toBeLessThan(5);
    expect(Math.abs(standardScore(meanSquare(0, 0.4), (0.16 * 0.25 * square) / 3))).toBeLessThan(5);
  });

  // Wrong by chance with a probability below 1e-7.
  it('is normal where it is added', () => {
    const [first] = outcomes({ name: 'noisyMix', additive: 0.2, multiplicative: 0 }, 1);
    const values = Array.from(first ?? [], (value) => value - 0.5);
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / size);
    expect(deviation).toBeGreaterThan(0);
    expect(kolmogorovSmirnov(values, (x) => normalCdf(x, 0, deviation), 1e-5)).toBeLessThan(2.9);
  });
});
