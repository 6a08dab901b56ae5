import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import gammaCdf from '@stdlib/stats-base-dists-gamma-cdf';
import { describe, expect, it } from 'vitest';
import { augmentationSchema, type AugmentationInput } from '../../../../src/protocol/augmentation';
import { TrainingAugmentation, type TrainingImages } from '../../../../src/robustness/augmentation';
import { nextBeta, nextDirichlet, nextLogGamma } from '../../../../src/robustness/augmentation/betaLaw';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { chiSquareTail, kolmogorovSmirnov } from '../statisticalTests';

const stream = (): RandomStream => new RandomStream({ seed: 4, purpose: 'augmentation', kind: 'mixing', image: 0, draw: 0 });

describe('laws of weights', () => {
  // Each wrong by chance with a probability below 1e-7.
  it.each([0.05, 0.2, 0.9, 1, 2, 30])('Gamma(%d)', (shape) => {
    const random = stream();
    const values = Array.from({ length: 5_000 }, () => Math.exp(nextLogGamma(shape, random)));
    expect(kolmogorovSmirnov(values, (x) => (x <= 0 ? 0 : gammaCdf(x, shape, 1)))).toBeLessThan(2.9);
  });

  it.each([
    [0.2, 0.2],
    [1, 1],
    [2, 5],
    [0.01, 0.01],
  ])('Beta(%d, %d)', (a, b) => {
    const random = stream();
    const values = Array.from({ length: 5_000 }, () => nextBeta(a, b, random));
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(kolmogorovSmirnov(values, (x) => betaCdf(Math.min(x, 1), a, b), 1e-12)).toBeLessThan(2.9);
  });

  it('a part of a Dirichlet vector follows Beta(alpha, (n - 1) alpha), and its sum is 1', () => {
    const random = stream();
    const vectors = Array.from({ length: 5_000 }, () => nextDirichlet(0.7, 4, random));
    for (const part of [0, 3]) expect(kolmogorovSmirnov(vectors.map((vector) => vector[part] ?? NaN), (x) => betaCdf(x, 0.7, 2.1))).toBeLessThan(2.9);
    for (const vector of vectors) expect(vector.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(nextDirichlet(0.001, 5, random).every((weight) => weight >= 0)).toBe(true);
  });
});

const side = 16;
/** Sixteen images of one grey each, of a class each. */
const greys: TrainingImages = {
  shape: { height: side, width: side, channels: 1 },
  classes: 16,
  indices: Array.from({ length: 16 }, (_, i) => i),
  pixels: (index) => new Float32Array(side * side).fill(index / 16),
  label: (index) => index,
};

/** Image 0 in many epochs, mixed. */
function mixed(mixing: AugmentationInput['mixing'], count: number): { image: Float32Array; label: Float32Array }[] {
  const augmentation = new TrainingAugmentation(augmentationSchema.parse({ flip: false, crop: false, mixing }), greys, 6);
  return Array.from({ length: count }, (_, epoch) => {
    const { images, labels } = augmentation.augmentBatch({ indices: [0], epoch });
    return { image: images, label: labels };
  });
}

const partnerOf = (label: Float32Array): number => Math.max(0, label.findLastIndex((weight) => weight > 0));

describe('Mixup', () => {
  const drawn = mixed({ name: 'mixup', alpha: 0.4 }, 4_000);

  it('mixes images and labels by one weight', () => {
    for (const { image, label } of drawn) {
      const partner = partnerOf(label);
      expect(image[0]).toBeCloseTo(((1 - (label[0] ?? NaN)) * partner) / 16, 6);
      expect(new Set(image).size).toBe(1);
    }
  });

  // Each wrong by chance with a probability below 1e-6.
  it('draws the weight from Beta(alpha, alpha) and the partner from all training images equally', () => {
    const others = drawn.filter(({ label }) => partnerOf(label) > 0);
    expect(kolmogorovSmirnov(others.map(({ label }) => label[0] ?? NaN), (x) => betaCdf(Math.min(1, x), 0.4, 0.4), 1e-6)).toBeLessThan(2.9);
    const counts = Array.from({ length: 15 }, (_, i) => others.filter(({ label }) => partnerOf(label) === i + 1).length);
    expect(chiSquareTail(counts, others.length / 15)).toBeGreaterThan(1e-6);
    // A weight of the partner that single precision takes for nothing looks like image 0 itself: some more than 1/16.
    expect(others.length).toBeGreaterThan(3_500);
  });

  it('mixes the asked share of images', () => {
    const share = mixed({ name: 'mixup', alpha: 5, probability: 0.3 }, 3_000).filter(({ label }) => partnerOf(label) > 0).length / 3_000;
    // Five standard errors: wrong by chance with a probability below 1e-6.
    expect(Math.abs(share - (0.3 * 15) / 16)).toBeLessThan(5 * Math.sqrt((0.28 * 0.72) / 3_000));
  });
});

describe('CutMix', () => {
  const drawn = mixed({ name: 'cutMix', probability: 1 }, 3_000).filter(({ label }) => partnerOf(label) > 0);

  it('puts a box of the partner into the image and weighs the labels by its area', () => {
    for (const { image, label } of drawn) {
      const partner = partnerOf(label);
      const inside = [...image.keys()].filter((i) => image[i] === partner / 16);
      expect(inside.length + image.filter((value) => value === 0).length).toBe(side * side);
      expect(label[partner]).toBeCloseTo(inside.length / (side * side), 6);
      const rows = inside.map((i) => Math.floor(i / side));
      const columns = inside.map((i) => i % side);
      expect(inside.length).toBe((Math.max(...rows) - Math.min(...rows) + 1) * (Math.max(...columns) - Math.min(...columns) + 1));
    }
  });

  // Wrong by chance with a probability below 1e-6 (5 standard errors).
  it('has a box of side sqrt(1 - weight), anywhere: its mean area is that of the definition', () => {
    // By counting all centres, over the weights' even quantiles.
    let expected = 0;
    let square = 0;
    let none = 0;
    const steps = 4_000;
    for (let k = 0; k < steps; k++) {
      const half = Math.floor(side * Math.sqrt(1 - (k + 0.5) / steps)) >> 1;
      for (let row = 0; row < side; row++) {
        for (let column = 0; column < side; column++) {
          const area = (Math.min(side, row + half) - Math.max(0, row - half)) * (Math.min(side, column + half) - Math.max(0, column - half));
          expected += area;
          square += area * area;
          if (area === 0) none++;
        }
      }
    }
    const cells = steps * side * side - none;
    const mean = expected / cells;
    const deviation = Math.sqrt(square / cells - mean * mean);
    const observed = drawn.reduce((sum, { image }) => sum + image.filter((value) => value > 0).length, 0) / drawn.length;
    expect(Math.abs(observed - mean)).toBeLessThan((5 * deviation) / Math.sqrt(drawn.length));
  });
});

describe('Mixup and CutMix together', () => {
  it('each take half of the images', () => {
    const drawn = mixed(['mixup', { name: 'cutMix', probability: 1 }], 2_000).filter(({ label }) => partnerOf(label) > 0);
    const boxes = drawn.filter(({ image }) => new Set(image).size === 2).length;
    // CutMix hides in neither: an empty box leaves no partner, a full one (1 in 250) has one value. Five standard errors.
    expect(boxes / drawn.length).toBeGreaterThan(0.4);
    expect(boxes / drawn.length).toBeLessThan(0.6);
  });
});

describe('random erasing', () => {
  const erased = (value: 'random' | 'black', probability: number): Float32Array[] => {
    const white = { ...greys, pixels: () => new Float32Array(side * side).fill(2 / 3) };
    const description = augmentationSchema.parse({ flip: false, crop: false, erasing: { probability, value, area: [0.1, 0.3], aspect: [0.5, 2] } });
    const augmentation = new TrainingAugmentation(description, white, 6);
    return Array.from({ length: 2_000 }, (_, epoch) => augmentation.augmentBatch({ indices: [0], epoch }).images);
  };
  const rectangleOf = (image: Float32Array): { rows: number; columns: number; top: number; left: number; changed: number } => {
    const changed = [...image.keys()].filter((i) => image[i] !== Math.fround(2 / 3));
    const rows = changed.map((i) => Math.floor(i / side));
    const columns = changed.map((i) => i % side);
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    return { rows: Math.max(...rows) - top + 1, columns: Math.max(...columns) - left + 1, top, left, changed: changed.length };
  };

  it('erases a rectangle of the asked area and sides', () => {
    for (const image of erased('black', 1)) {
      const { rows, columns, changed } = rectangleOf(image);
      expect(changed).toBe(rows * columns);
      // Sides are rounded to whole pixels.
      expect((rows + 0.5) * (columns + 0.5)).toBeGreaterThanOrEqual(0.1 * side * side);
      expect((rows - 0.5) * (columns - 0.5)).toBeLessThanOrEqual(0.3 * side * side);
      expect((rows + 0.5) / (columns - 0.5)).toBeGreaterThanOrEqual(0.5);
      expect((rows - 0.5) / (columns + 0.5)).toBeLessThanOrEqual(2);
      expect(image.every((value) => value === 0 || value === Math.fround(2 / 3))).toBe(true);
    }
  });

  // Each wrong by chance with a probability below 1e-6.
  it('erases the asked share, anywhere, with every grey level', () => {
    const images = erased('random', 0.4);
    const changed = images.filter((image) => image.some((value) => value !== Math.fround(2 / 3)));
    expect(Math.abs(changed.length - 800)).toBeLessThan(5 * Math.sqrt(2_000 * 0.4 * 0.6));
    const levels = new Array<number>(255).fill(0);
    let total = 0;
    for (const image of changed) {
      for (const value of image) {
        // The picture's own grey, 170, is left out of the count.
        const level = Math.round(value * 255);
        if (level === 170) continue;
        const place = level - (level > 170 ? 1 : 0);
        levels[place] = (levels[place] ?? 0) + 1;
        total++;
      }
    }
    expect(chiSquareTail(levels, total / 255)).toBeGreaterThan(1e-6);
    const tops = changed.map((image) => rectangleOf(image)).map(({ top, rows }) => (top + 0.5) / (side - rows + 1));
    const lefts = changed.map((image) => rectangleOf(image)).map(({ left, columns }) => (left + 0.5) / (side - columns + 1));
    for (const places of [tops, lefts]) expect(Math.abs(places.reduce((sum, place) => sum + place - 0.5, 0)) / Math.sqrt(places.length / 12)).toBeLessThan(5);
  });
});
