import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import { drawUnitSample, realisedNorm, writeCorruption, type NoiseLaw } from '../corruption';
import { pow } from '../elementary';
import { absoluteMoment, type RadialNorm } from './moments';

/** Up to this relative variance of sum |x_i|^q the law of large numbers is a good guide. */
const reliableVariance = 0.02;

/** A length in another norm, and whether its closed form can be trusted to about a percent. */
export interface TypicalNorm {
  readonly value: number;
  readonly isReliable: boolean;
}

/**
 * Typical length, in the norm q, of a corruption uniform in the unit ball of another norm, before clipping: in high dimension
 * nearly all have almost this length. For finite q it is (E sum |x_i|^q)^(1/q); for q = inf the median of the largest of d
 * independent entries, each with |x_i|^p of law Beta(1/p, (d-1)/p + 1).
 *
 * Where the largest entries decide the sum (q large against p) the mean is far above the median; then it is not reliable,
 * and {@link medianNorm} finds the length by sampling.
 */
export function typicalNorm(inner: RadialNorm, q: RadialNorm, dimensions: number): TypicalNorm {
  if (q === 'inf') {
    const median = pow(0.5, 1 / dimensions);
    if (inner === 'inf') return { value: median, isReliable: true };
    const entry = betaQuantile(median, 1 / inner, (dimensions - 1) / inner + 1);
    return { value: pow(entry, 1 / inner), isReliable: dimensions >= 100 };
  }
  const mean = absoluteMoment(inner, dimensions, q, 'ball');
  const variance = absoluteMoment(inner, dimensions, 2 * q, 'ball') / (mean * mean) - 1;
  return { value: pow(dimensions * mean, 1 / q), isReliable: variance / dimensions < reliableVariance };
}

/**
 * Median length, in the norm q, of corruptions uniform in the unit ball of another norm, from samples.
 *
 * @param draws an odd number; the median's relative error is about the spread of the lengths over its square root
 */
export function medianNorm(inner: RadialNorm, q: RadialNorm, dimensions: number, { seed = 1, draws = 401 } = {}): number {
  const shape = { height: 1, width: dimensions, channels: 1 };
  const law: NoiseLaw = { norm: inner, sampling: 'ball', unit: 'element' };
  const measured = { law: { ...law, norm: q }, shape };
  const nothing = new Float32Array(dimensions);
  const values = new Float32Array(dimensions);
  const lengths = Float64Array.from({ length: draws }, (_, draw) => {
    const sample = drawUnitSample(law, shape, { seed, purpose: 'statistics', image: 0, draw }, { into: values });
    // At small p the entries of a unit vector are below the range of float32: measured with the largest at about 1.
    const scale = sample.kind === 'additive' ? sample.scale : 1;
    writeCorruption(sample, 1 / scale, values);
    return scale * realisedNorm(nothing, values, measured);
  });
  return lengths.sort()[Math.floor(draws / 2)] ?? NaN;
}
