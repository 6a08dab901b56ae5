import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { describe, expect, it } from 'vitest';
import { commonCorruption, severities, type CommonCorruptionName, type Severity } from '../../../../src/robustness/commonCorruption';
import { frostTexture } from '../../../../src/robustness/commonCorruption/frost';
import { poissonDistribution } from '../../../../src/robustness/commonCorruption/noises';
import type { ImageShape } from '../../../../src/robustness/corruption';
import { RandomStream, type RandomPurpose } from '../../../../src/robustness/randomStream';
import { kolmogorovSmirnov, standardScore } from '../statisticalTests';

/*
 * Every statement below is about a fixed seed; under the law that it states, a fresh seed would break it with a
 * probability below 1e-6 (|score| < 5, or Kolmogorov-Smirnov below 2.9), times the about 100 statements.
 */

const shapes: Record<32 | 64 | 224, ImageShape> = {
  32: { height: 32, width: 32, channels: 3 },
  64: { height: 64, width: 64, channels: 3 },
  // The parameters of 224 at a smaller cost.
  224: { height: 120, width: 120, channels: 1 },
};
type Size = keyof typeof shapes;
const sizes: readonly Size[] = [32, 64, 224];

/** A uniform image of one value, corrupted. */
function noisy(size: Size, name: CommonCorruptionName, severity: Severity, value: number, image = 0): Float32Array {
  const shape = shapes[size];
  const plain = new Float32Array(shape.height * shape.width * shape.channels).fill(value);
  return commonCorruption(plain, shape, { name, severity }, { seed: 71, purpose: 'evaluation', image, draw: 2 });
}

/** The published parameters once more, apart from the software's table. */
const deviations: Record<Size, number[]> = { 32: [0.04, 0.06, 0.08, 0.09, 0.1], 64: [0.04, 0.08, 0.12, 0.15, 0.18], 224: [0.08, 0.12, 0.18, 0.26, 0.38] };
const speckles: Record<Size, number[]> = { 32: [0.06, 0.1, 0.12, 0.16, 0.2], 64: [0.15, 0.2, 0.25, 0.3, 0.35], 224: [0.15, 0.2, 0.35, 0.45, 0.6] };
const photons: Record<Size, number[]> = { 32: [500, 250, 100, 75, 50], 64: [250, 100, 50, 30, 15], 224: [60, 25, 12, 5, 3] };
const shares: Record<Size, number[]> = { 32: [0.01, 0.02, 0.03, 0.05, 0.07], 64: [0.01, 0.02, 0.05, 0.08, 0.14], 224: [0.03, 0.06, 0.09, 0.17, 0.27] };

const cases = sizes.flatMap((size) => severities.map((severity) => [size, severity] as const));

describe.each(cases)('the noises at %d pixels, severity %d', (size, severity) => {
  it('gaussian_noise adds N(0, c^2), clipped', () => {
    const c = deviations[size][severity - 1] ?? NaN;
    const noise = Array.from(noisy(size, 'gaussian_noise', severity, 0.5)).filter((x) => x > 0 && x < 1);
    // Clipping at 0 and 1 cuts the law off at 0.5 / c standard deviations.
    const reach = 0.5 / c;
    const inside = normalCdf(reach, 0, 1) - normalCdf(-reach, 0, 1);
    const law = (x: number): number => (normalCdf((x - 0.5) / c, 0, 1) - normalCdf(-reach, 0, 1)) / inside;
    expect(kolmogorovSmirnov(noise, law, 1e-6)).toBeLessThan(2.9);
  });

  it('speckle_noise adds N(0, c^2) times the value', () => {
    const c = speckles[size][severity - 1] ?? NaN;
    const values = Array.from(noisy(size, 'speckle_noise', severity, 0.25)).filter((x) => x > 0);
    const least = normalCdf(-1 / c, 0, 1);
    expect(kolmogorovSmirnov(values.filter((x) => x < 1), (x) => (normalCdf((x / 0.25 - 1) / c, 0, 1) - least) / (1 - least), 1e-6)).toBeLessThan(2.9);
  });

  it('shot_noise has the mean and variance of a Poisson count over c', () => {
    const c = photons[size][severity - 1] ?? NaN;
    const value = 0.25;
    const counts = Array.from(noisy(size, 'shot_noise', severity, value), (x) => x * c);
    for (const count of counts) expect(Math.abs(count - Math.round(count))).toBeLessThan(1e-4);
    if (c < 5) return; // There clipping at 1 cuts some counts off.
    expect(Math.abs(standardScore(counts, value * c))).toBeLessThan(5);
    expect(Math.abs(standardScore(counts.map((count) => (count - value * c) ** 2), value * c))).toBeLessThan(5);
    // Further up, no photon at all is too rare to be seen.
    if (c <= 25) expect(Math.abs(standardScore(counts.map((count) => Number(count < 0.5)), Math.exp(-value * c)))).toBeLessThan(5);
  });

  it('impulse_noise replaces a share c, half by 0 and half by 1', () => {
    const c = shares[size][severity - 1] ?? NaN;
    const values = noisy(size, 'impulse_noise', severity, 0.5);
    const salt = values.filter((x) => x === 1).length;
    const pepper = values.filter((x) => x === 0).length;
    expect(salt + pepper + values.filter((x) => x === 0.5).length).toBe(values.length);
    for (const [count, trials, share] of [[salt + pepper, values.length, c], [salt, salt + pepper, 0.5]] as const) {
      const cumulated = binomialCdf(count, trials, share);
      expect(cumulated).toBeGreaterThan(1e-7);
      expect(cumulated).toBeLessThan(1 - 1e-7);
    }
  });
});

it('the Poisson distribution is the sum of its probabilities', () => {
  for (const rate of [0, 0.004, 1.5, 60, 500]) {
    const distribution = poissonDistribution(rate);
    let logFactorial = 0;
    let total = 0;
    for (const [k, cumulated] of distribution.entries()) {
      if (k > 0) logFactorial += Math.log(k);
      total += rate === 0 ? Number(k === 0) : Math.exp(k * Math.log(rate) - rate - logFactorial);
      expect(Math.abs(cumulated - total)).toBeLessThan(1e-11);
    }
    expect(distribution.at(-1)).toBe(1);
  }
});

describe('streams', () => {
  const flat = (name: CommonCorruptionName, place: { seed?: number; purpose?: RandomPurpose; image?: number; draw?: number }): Float32Array => {
    const image = Float32Array.from({ length: 3072 }, (_, i) => ((i * 37) % 256) / 255);
    return commonCorruption(image, shapes[32], { name, severity: 3 }, { seed: 1, purpose: 'evaluation', image: 0, draw: 0, ...place });
  };
  const random: readonly CommonCorruptionName[] = ['gaussian_noise', 'shot_noise', 'impulse_noise', 'speckle_noise', 'glass_blur', 'motion_blur', 'snow', 'frost', 'fog', 'elastic_transform', 'spatter'];

  it.each(random)('%s depends on every part of the address and on nothing else', (name) => {
    const one = flat(name, {});
    expect(flat(name, {})).toEqual(one);
    for (const other of [{ seed: 2 }, { purpose: 'training' }, { image: 1 }, { draw: 1 }] as const) expect(flat(name, other)).not.toEqual(one);
  });

  it('different corruptions do not share their numbers', () => {
    const difference = (name: CommonCorruptionName): Float32Array => noisy(64, name, 1, 0.5).map((x) => x - 0.5);
    const [a, b] = [difference('gaussian_noise'), difference('speckle_noise')];
    const products = Array.from(a, (x, i) => x * (b[i] ?? NaN));
    expect(Math.abs(standardScore(products, 0))).toBeLessThan(5);
  });

  it('the severities of an image share them, so that noise grows in place', () => {
    const [weak, strong] = [noisy(64, 'gaussian_noise', 1, 0.5), noisy(64, 'gaussian_noise', 2, 0.5)];
    for (let i = 0; i < 100; i++) expect(((strong[i] ?? NaN) - 0.5) / 0.08).toBeCloseTo(((weak[i] ?? NaN) - 0.5) / 0.04, 4);
  });
});

describe('frost', () => {
  const texture = (image: number, size: 32 | 224): Float32Array => {
    const open = (part: number): RandomStream => new RandomStream({ seed: 9, purpose: 'evaluation', kind: 'common', common: { corruption: 9, part }, image, draw: 0 });
    return frostTexture({ height: size, width: size, channels: 3 }, size, open(0), open(1));
  };

  it('has five looks, each about as often as the benchmark has its photograph', () => {
    // The mean red tells the looks apart; the second and third are the same photograph.
    const counts = [0, 0, 0, 0];
    const images = 400;
    for (let image = 0; image < images; image++) {
      const values = texture(image, 32);
      let red = 0;
      for (let i = 0; i < values.length; i += 3) red += values[i] ?? NaN;
      red /= values.length / 3;
      const look = [0.303, 0.777, 0.564, 0.398].map((known) => Math.abs(red - known));
      counts[look.indexOf(Math.min(...look))] = (counts[look.indexOf(Math.min(...look))] ?? 0) + 1;
    }
    // The first and the last look overlap a little: they are counted together.
    const observed = [(counts[0] ?? 0) + (counts[3] ?? 0), counts[1] ?? 0, counts[2] ?? 0];
    for (const [i, share] of [0.4, 0.4, 0.2].entries()) {
      expect(Math.abs((observed[i] ?? NaN) - share * images) / Math.sqrt(images * share * (1 - share))).toBeLessThan(5);
    }
  });

  it('is w1 x + w2 texture', () => {
    const image = new Float32Array(3072).fill(0.3);
    const out = commonCorruption(image, shapes[32], { name: 'frost', severity: 5 }, { seed: 9, purpose: 'evaluation', image: 4, draw: 0 });
    const expected = texture(4, 32).map((frost) => Math.min(1, 0.75 * Math.fround(0.3) + 0.45 * frost));
    for (const [i, value] of out.entries()) expect(value).toBeCloseTo(expected[i] ?? NaN, 6);
  });
});
