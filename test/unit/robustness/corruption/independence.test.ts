import { describe, expect, it } from 'vitest';
import { drawUnitSample, type NoiseAddress, type NoiseLaw } from '../../../../src/robustness/corruption';
import { correlationScore, standardScore } from '../statisticalTests';

const shape = { height: 32, width: 32, channels: 3 };
const law: NoiseLaw = { norm: 2, sampling: 'ball', unit: 'element' };
const address: NoiseAddress = { seed: 1, purpose: 'evaluation', image: 0, draw: 0 };

function values(of: NoiseLaw, at: NoiseAddress): Float32Array {
  const sample = drawUnitSample(of, shape, at);
  if (sample.kind !== 'additive') throw new Error('an additive law was meant');
  return sample.values;
}

/*
 * Corruptions of neighbouring addresses are uncorrelated, in value and in size. A score passes 5.5 by chance with
 * probability 4e-8; there are some 500.
 */
describe('corruptions of different addresses', () => {
  it.each<[string, (k: number) => NoiseAddress]>([
    ['seeds', (k) => ({ ...address, seed: k })],
    ['seeds far apart', (k) => ({ ...address, seed: k * 2 ** 32 })],
    ['images', (k) => ({ ...address, image: k })],
    ['draws', (k) => ({ ...address, draw: k })],
    ['seeds and images that make up for each other', (k) => ({ ...address, seed: 100 - k, image: k })],
  ])('of neighbouring %s are uncorrelated', (_, at) => {
    const vectors = Array.from({ length: 41 }, (__, k) => values(law, at(k)));
    const scores: number[] = [];
    for (const [k, vector] of vectors.slice(1).entries()) {
      const before = vectors[k] ?? vector;
      scores.push(correlationScore(vector, before), correlationScore(vector.map(Math.abs), before.map(Math.abs)));
      scores.push(correlationScore(vector.subarray(1), before.subarray(0, -1)));
    }
    for (const score of scores) expect(Math.abs(score)).toBeLessThan(5.5);
    expect(Math.abs(standardScore(scores, 0))).toBeLessThan(5.5);
  });

  it('of other purposes, norms and samplings are uncorrelated', () => {
    const vectors = [
      values(law, address),
      values(law, { ...address, purpose: 'training' }),
      values(law, { ...address, purpose: 'augmentation' }),
      values({ ...law, sampling: 'sphere' }, address),
      values({ ...law, unit: 'pixel' }, address),
      ...[0.5, 1, 2.5, 'inf', 'gaussian'].map((norm) => values({ ...law, norm: norm as NoiseLaw['norm'] }, address)),
    ];
    for (const [i, one] of vectors.entries()) {
      for (const other of vectors.slice(i + 1)) expect(Math.abs(correlationScore(one, other))).toBeLessThan(5.5);
    }
  });

  it('leave no element of the image brighter or stronger than another', () => {
    const images = 300;
    const sum = new Float64Array(3072);
    const squares = new Float64Array(3072);
    for (let image = 0; image < images; image++) {
      const sample = drawUnitSample({ ...law, norm: 'inf' }, shape, { ...address, image });
      if (sample.kind !== 'additive') throw new Error('an additive law was meant');
      for (const [i, x] of sample.values.entries()) {
        sum[i] = (sum[i] ?? 0) + x;
        squares[i] = (squares[i] ?? 0) + x * x;
      }
    }
    // A sum of 300 uniform numbers is normal far enough out; 6144 scores beyond 6 with probability 1e-5.
    for (const total of sum) expect(Math.abs(total) / Math.sqrt(images / 3)).toBeLessThan(6);
    for (const total of squares) expect(Math.abs(total - images / 3) / Math.sqrt((images * 4) / 45)).toBeLessThan(6);
  });
});
