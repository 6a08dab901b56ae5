import { describe, expect, it } from 'vitest';
import { absoluteMoment } from '../../../../src/robustness/geometry/moments';
import { clippedShare, evaluationSample, peakSignalToNoise, structuralSimilarity, writePreview } from '../../../../src/robustness/preview';
import type { ImageShape } from '../../../../src/robustness/corruption';

/** Smooth shapes with some noise, so that windows differ. */
function picture({ height, width, channels }: ImageShape): Float32Array {
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const value = 0.5 + 0.4 * Math.sin(pixel / 9) * Math.cos(Math.floor(pixel / width) / 3) + 0.1 * (((i * 7919) % 101) / 101 - 0.5);
    return Math.min(1, Math.max(0, value));
  });
}

function noisy(image: Float32Array, shape: ImageShape, epsilon: number): Float32Array {
  const out = new Float32Array(image.length);
  writePreview(image, shape, { kind: 'noise', law: { norm: 2, sampling: 'ball', unit: 'element' }, epsilon }, { seed: 4, image: 0, draw: 0 }, out);
  return out;
}

const luma = [0.29894, 0.58704, 0.11402];

/** Straight from the definition: windowed means, variances and covariance, the mean of the product over all windows. */
function naiveSimilarity(a: Float32Array, b: Float32Array, { height, width, channels }: ImageShape): number {
  const side = [11, 9, 7, 5, 3, 1].find((size) => size <= Math.min(height, width)) ?? 1;
  const half = (side - 1) / 2;
  const grey = (image: Float32Array, y: number, x: number): number => {
    const level = (c: number) => Math.floor((image[(y * width + x) * channels + (channels === 3 ? c : 0)] ?? NaN) * 255 + 0.5);
    return Math.floor(luma.reduce((sum, weight, c) => sum + weight * level(c), 0) + 0.5);
  };
  const offsets = Array.from({ length: side * side }, (_, i) => ({ dy: Math.floor(i / side) - half, dx: (i % side) - half }));
  const weights = offsets.map(({ dy, dx }) => Math.exp(-(dy * dy + dx * dx) / (2 * 1.5 * 1.5)));
  const whole = weights.reduce((sum, weight) => sum + weight);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const found: number[] = [];
  for (let y = half; y < height - half; y++) {
    for (let x = half; x < width - half; x++) {
      const mean = (f: (va: number, vb: number) => number) =>
        offsets.reduce((sum, { dy, dx }, i) => sum + ((weights[i] ?? 0) / whole) * f(grey(a, y + dy, x + dx), grey(b, y + dy, x + dx)), 0);
      const [ma, mb] = [mean((va) => va), mean((_, vb) => vb)];
      const variance = (f: (va: number, vb: number) => number) => mean(f);
      const va = variance((u) => (u - ma) ** 2);
      const vb = variance((_, v) => (v - mb) ** 2);
      const cov = variance((u, v) => (u - ma) * (v - mb));
      found.push(((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2)));
    }
  }
  return found.reduce((sum, value) => sum + value) / found.length;
}

describe('structural similarity', () => {
  it.each([
    { height: 32, width: 32, channels: 3 },
    { height: 28, width: 28, channels: 1 },
    { height: 13, width: 40, channels: 3 },
    { height: 8, width: 8, channels: 3 },
    { height: 2, width: 5, channels: 1 },
    { height: 1, width: 1, channels: 1 },
  ])('is the definition for $height x $width x $channels', (shape) => {
    const image = picture(shape);
    const corrupted = noisy(image, shape, 0.1 * Math.sqrt(image.length));
    expect(structuralSimilarity(image, corrupted, shape)).toBeCloseTo(naiveSimilarity(image, corrupted, shape), 9);
    expect(structuralSimilarity(image, image, shape)).toBeCloseTo(1, 12);
  });
});

describe('the peak signal-to-noise ratio', () => {
  it('is that of a known difference', () => {
    const image = new Float32Array(300).fill(0.25);
    expect(peakSignalToNoise(image, image.map((x) => x + 0.1))).toBeCloseTo(20, 5); // 10 log10(1 / 0.01)
    expect(peakSignalToNoise(image, image)).toBe(Infinity);
  });

  it('is the definition', () => {
    const shape = { height: 17, width: 5, channels: 3 };
    const image = picture(shape);
    const corrupted = noisy(image, shape, 2);
    const squares = image.map((x, i) => (x - (corrupted[i] ?? 0)) ** 2);
    expect(peakSignalToNoise(image, corrupted)).toBeCloseTo(10 * Math.log10(1 / (squares.reduce((a, b) => a + b) / squares.length)), 4);
  });
});

describe('the clipped share', () => {
  it('counts what leaves [0, 1] before clipping', () => {
    const shape = { height: 4, width: 1, channels: 1 };
    const sample = { kind: 'additive', law: { norm: 2, sampling: 'ball', unit: 'element' }, shape, values: Float32Array.of(1, -1, 1, -1), scale: 0.5 } as const;
    const image = Float32Array.of(1, 0, 0.2, 0.6);
    expect(clippedShare(image, sample, 1)).toBe(0.5); // 1.5, -0.5 | 0.7, 0.1
    expect(clippedShare(image, sample, 1.5)).toBe(0.75); // 0.6 - 0.75 is out, too
  });

  /*
   * For values uniform on [0, 1] it is exactly epsilon E|x_i| in the mean (epsilon |x_i| <= 1 everywhere). 40 images of
   * 3072 values: the count's spread is below that of a binomial, and five of its standard errors are passed once in
   * 1.7 million seeds.
   */
  it.each([{ norm: 1, epsilon: 100 }, { norm: 2, epsilon: 5 }, { norm: 'inf', epsilon: 0.1 }] as const)('of L$norm $epsilon is what the closed form says', ({ norm, epsilon }) => {
    const shape = { height: 32, width: 32, channels: 3 };
    const images = 40;
    let sum = 0;
    for (let image = 0; image < images; image++) {
      // Uniform: another law's addressed numbers, brought to [0, 1].
      const uniform = evaluationSample({ norm: 'inf', sampling: 'ball', unit: 'element' }, shape, { seed: 77, image, draw: 0 });
      if (uniform.kind !== 'additive') throw new Error('Linf adds');
      const clean = uniform.values.map((x) => (x + 1) / 2);
      const sample = evaluationSample({ norm, sampling: 'ball', unit: 'element' }, shape, { seed: 78, image, draw: 0 });
      sum += clippedShare(clean, sample, epsilon);
    }
    const expected = epsilon * absoluteMoment(norm, 3072, 1, 'ball');
    const error = Math.sqrt((expected * (1 - expected)) / (images * 3072));
    expect(Math.abs(sum / images - expected)).toBeLessThan(5 * error);
  });

  it('of L0 is nothing: values are replaced', () => {
    const shape = { height: 3, width: 3, channels: 1 };
    const sample = evaluationSample({ norm: 0, sampling: 'ball', unit: 'element' }, shape, { seed: 1, image: 0, draw: 0 });
    expect(clippedShare(new Float32Array(9).fill(1), sample, 1)).toBe(0);
  });
});
