import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corrupt, drawUnitSample, maximumEpsilon, realisedNorm, writeCorruption, type ImageShape, type NoiseLaw } from '../../../../src/robustness/corruption';
import { powerSum } from '../../../../src/robustness/corruption/powerSum';
import { RandomStream } from '../../../../src/robustness/randomStream';
import { naiveNorm } from './lpLaw';

const anyNorm = fc.oneof(fc.constantFrom<NoiseLaw['norm']>(0, 0.1, 0.5, 1, 2, 50, 1000, 'inf', 'gaussian'), fc.double({ min: 0.1, max: 1000, noNaN: true }));
const anyLaw: fc.Arbitrary<NoiseLaw> = fc.record({ norm: anyNorm, sampling: fc.constantFrom('ball', 'sphere'), unit: fc.constantFrom('element', 'pixel') });
const anyShape: fc.Arbitrary<ImageShape> = fc.record({
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(1, 3, 4),
});
const anyAddress = fc.record({
  seed: fc.maxSafeNat(),
  purpose: fc.constantFrom('evaluation', 'training'),
  image: fc.nat(),
  draw: fc.nat(),
});

function imageOf({ height, width, channels }: ImageShape, seed: number): Float32Array {
  const stream = new RandomStream({ seed, purpose: 'statistics', kind: 'choice', image: 0, draw: 0 });
  // Half of the elements at an end of [0, 1], where clipping and equal replacements happen.
  return Float32Array.from({ length: height * width * channels }, () => Math.min(1, Math.max(0, 2 * stream.nextUniform() - 0.5)));
}

/** An epsilon that makes the corruption's entries about as large as an image's. */
function usefulEpsilon({ norm }: NoiseLaw, shape: ImageShape, strength: number): number {
  if (norm === 0) return strength;
  const d = shape.height * shape.width * shape.channels;
  return typeof norm === 'number' ? 2 * strength * d ** (1 / norm) : 2 * strength;
}

/** The size of a corruption by its definition, in epsilon's unit. */
function naiveSize(law: NoiseLaw, shape: ImageShape, image: Float32Array, corrupted: Float32Array): number {
  const difference = Array.from(image, (x, i) => (corrupted[i] ?? NaN) - x);
  const d = image.length;
  if (law.norm === 'inf') return naiveNorm(difference, Infinity);
  if (law.norm === 'gaussian') return naiveNorm(difference, 2) / Math.sqrt(d);
  if (law.norm !== 0) return naiveNorm(difference, law.norm);
  if (law.unit === 'element') return difference.filter((x) => x !== 0).length / d;
  const pixels = Array.from({ length: shape.height * shape.width }, (_, i) => difference.slice(i * shape.channels, (i + 1) * shape.channels));
  return pixels.filter((pixel) => pixel.some((x) => x !== 0)).length / pixels.length;
}

describe('a corrupted image', () => {
  it('is clip(x + delta, 0, 1) or the image with elements replaced, and no larger than epsilon', () => {
    fc.assert(
      fc.property(anyLaw, anyShape, anyAddress, fc.double({ min: 0.001, max: 1, noNaN: true }), (law, shape, address, strength) => {
        const image = imageOf(shape, address.seed);
        const epsilon = usefulEpsilon(law, shape, strength);
        const sample = drawUnitSample(law, shape, address);
        const batch = new Float32Array(image.length + 7).fill(-1);
        corrupt(image, sample, epsilon, batch, 5);
        const corrupted = batch.slice(5, 5 + image.length);
        const raw = new Float32Array(image.length);
        writeCorruption(sample, epsilon, raw);
        let worst = 0;
        for (const [i, x] of image.entries()) {
          const delta = raw[i] ?? NaN;
          const expected = sample.kind === 'additive' ? Math.min(1, Math.max(0, x + delta)) : Number.isNaN(delta) ? x : delta;
          const tolerance = sample.kind === 'additive' ? 2 ** -23 * Math.max(1, Math.min(2, Math.abs(delta))) : 0;
          worst = Math.max(worst, Math.abs((corrupted[i] ?? NaN) - expected) - tolerance);
        }
        expect(worst).toBeLessThanOrEqual(0);
        expect([...batch.slice(0, 5), ...batch.slice(5 + image.length)]).toEqual(Array(7).fill(-1));
        const size = realisedNorm(image, batch, sample, 5);
        const expected = naiveSize(law, shape, image, corrupted);
        expect(Math.abs(size - expected)).toBeLessThanOrEqual(2e-7 * expected);
        if (law.norm === 'gaussian') return;
        if (law.norm === 0) {
          const units = shape.height * shape.width * (law.unit === 'pixel' ? 1 : shape.channels);
          expect(size).toBeLessThanOrEqual(Math.round(epsilon * units) / units);
        } else if (law.norm === 'inf' || law.norm >= 0.5) {
          // x + delta is rounded to float32: an error of 2^-25 in each element at most, and their norm's.
          const p = law.norm === 'inf' ? Infinity : law.norm;
          const roundings = 2 ** -25 * image.length ** (1 / p);
          expect(size).toBeLessThanOrEqual((epsilon + roundings) * Math.max(1, 2 ** (1 / p - 1)) * (1 + 1e-6));
        }
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it('grows with epsilon along one direction: one unit sample serves all radii', () => {
    const shape = { height: 4, width: 4, channels: 3 };
    const law: NoiseLaw = { norm: 2, sampling: 'ball', unit: 'element' };
    const sample = drawUnitSample(law, shape, { seed: 1, purpose: 'evaluation', image: 0, draw: 0 });
    const one = new Float32Array(48);
    const four = new Float32Array(48);
    writeCorruption(sample, 1, one);
    writeCorruption(sample, 4, four);
    expect(four).toEqual(one.map((x) => 4 * x));
  });

  it('loses nothing at p = 0.1, where a unit vector is below the smallest float32 number', () => {
    const shape = { height: 224, width: 224, channels: 3 };
    const law: NoiseLaw = { norm: 0.1, sampling: 'sphere', unit: 'element' };
    const sample = drawUnitSample(law, shape, { seed: 1, purpose: 'evaluation', image: 0, draw: 0 });
    if (sample.kind !== 'additive') throw new Error('an additive law was meant');
    expect(sample.scale).toBeLessThan(1e-38);
    expect(sample.values.filter((x) => x !== 0).length).toBe(sample.values.length);
    expect(naiveNorm(sample.values, 0.1) * sample.scale).toBeCloseTo(1, 6);
    // Strong enough to move the largest element by half.
    const largest = naiveNorm(sample.values, Infinity);
    const out = new Float32Array(sample.values.length);
    corrupt(new Float32Array(out.length).fill(0.5), sample, 0.4 / (sample.scale * largest), out);
    expect(naiveNorm(out.map((x) => x - 0.5), Infinity)).toBeCloseTo(0.4, 6);
  });

  it('stays finite at the ends of epsilon', () => {
    fc.assert(
      fc.property(anyLaw, anyShape, anyAddress, (law, shape, address) => {
        const image = imageOf(shape, 1);
        const out = new Float32Array(image.length);
        const sample = drawUnitSample(law, shape, address);
        for (const epsilon of [Number.MIN_VALUE, maximumEpsilon(law.norm)]) {
          corrupt(image, sample, epsilon, out);
          expect(out.every((x) => x >= 0 && x <= 1)).toBe(true);
          expect(realisedNorm(image, out, sample)).toBeLessThan(Infinity);
        }
      }),
      { seed: 3, numRuns: 120 },
    );
  });

  it('is the same bytes in any order, with or without an array to write into', () => {
    const shape = { height: 5, width: 7, channels: 3 };
    const laws: NoiseLaw[] = [0, 0.5, 2, 1000, 'inf', 'gaussian'].map((norm) => ({ norm: norm as NoiseLaw['norm'], sampling: 'ball', unit: 'element' }));
    const addresses = laws.flatMap((law) => Array.from({ length: 10 }, (_, image) => ({ law, image })));
    const bytes = ({ law, image }: { law: NoiseLaw; image: number }, into?: Float32Array): string => {
      const out = new Float32Array(105);
      const sample = drawUnitSample(law, shape, { seed: 4, purpose: 'evaluation', image, draw: 1 }, into === undefined ? {} : { into });
      writeCorruption(sample, 0.5, out);
      return new Uint32Array(out.buffer).join();
    };
    const forwards = addresses.map((address) => bytes(address));
    const shared = new Float32Array(105 + 3).subarray(3);
    const backwards = addresses.toReversed().map((address) => bytes(address, shared)).reverse();
    expect(backwards).toEqual(forwards);
    expect(new Set(forwards).size).toBe(forwards.length);
  });

  it('refuses a sample of another size or drawn for a smaller epsilon', () => {
    const shape = { height: 2, width: 2, channels: 1 };
    const address = { seed: 1, purpose: 'evaluation', image: 0, draw: 0 } as const;
    const few = drawUnitSample({ norm: 0, sampling: 'ball', unit: 'element' }, shape, address, { maximumEpsilon: 0.25 });
    expect(() => corrupt(new Float32Array(4), few, 0.5, new Float32Array(4))).toThrow(RangeError);
    const additive = drawUnitSample({ norm: 2, sampling: 'ball', unit: 'element' }, shape, address);
    expect(() => corrupt(new Float32Array(3), additive, 1, new Float32Array(4))).toThrow(RangeError);
    expect(() => corrupt(new Float32Array(4), additive, 1, new Float32Array(4), 1)).toThrow(RangeError);
    expect(() => drawUnitSample({ norm: 2, sampling: 'ball', unit: 'element' }, shape, address, { into: new Float32Array(5) })).toThrow(RangeError);
    expect(() => drawUnitSample({ norm: 0.05, sampling: 'ball', unit: 'element' }, shape, address)).toThrow(RangeError);
  });
});

describe('the sum of powers', () => {
  it('agrees with its definition for every p', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 1000, noNaN: true }), fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 40 }), (p, rest) => {
        const values = Float32Array.from([...rest.filter((x) => x === 0 || Math.abs(x) > 1.2e-38), -1]);
        const expected = values.reduce((sum, x) => sum + Math.abs(x) ** p, 0);
        expect(Math.abs(powerSum(values, p) / expected - 1)).toBeLessThan((p <= 50 ? 1e-13 : 2e-9) * Math.max(p, 1));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('is clipped exactly, however far, near or small the sum is', () => {
    const shape: ImageShape = { height: 1, width: 1, channels: 1 };
    const law: NoiseLaw = { norm: 2, sampling: 'ball', unit: 'element' };
    const edge = [0, -0, 1e-45, -1e-45, 1e-38, 0.5, 1, 1 + 2 ** -23, 1 - 2 ** -24, 2, -1, 3e38, -3e38].map(Math.fround);
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...edge), fc.float({ noNaN: true, noDefaultInfinity: true })), fc.float({ min: 0, max: 1, noNaN: true }), (value, x) => {
        const sample = { kind: 'additive', law, shape, values: Float32Array.of(value), scale: 1 } as const;
        const out = new Float32Array(1);
        corrupt(Float32Array.of(x), sample, 1, out);
        expect(out[0]).toBe(Math.fround(Math.min(1, Math.max(0, x + value))) + 0);
      }),
      { numRuns: 2000 },
    );
  });
});
