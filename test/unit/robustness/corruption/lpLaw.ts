import gammaln from '@stdlib/math-base-special-gammaln';
import betaCdf from '@stdlib/stats-base-dists-beta-cdf';
import { drawUnitSample, type NoiseLaw } from '../../../../src/robustness/corruption';

/** Closed forms of the uniform law in the unit Lp ball of d dimensions and on its sphere, as oracles. */

/** E |x_i|^q of one coordinate, for finite p. */
export function absoluteMoment(p: number, d: number, sampling: 'ball' | 'sphere', q: number): number {
  const onSphere = Math.exp(gammaln((q + 1) / p) + gammaln(d / p) - gammaln(1 / p) - gammaln((d + q) / p));
  return sampling === 'sphere' ? onSphere : (onSphere * d) / (d + q);
}

/** P(sum of |x_i|^p over a block of k coordinates <= size^p): a Beta law. */
export function blockCdf(p: number, d: number, sampling: 'ball' | 'sphere', k: number): (size: number) => number {
  const a = k / p;
  const b = (d - k) / p + (sampling === 'ball' ? 1 : 0);
  // Where size^p leaves the doubles, the first term of the law's series: size^(pa) / (a B(a, b)).
  const front = Math.exp(gammaln(a + b) - gammaln(a + 1) - gammaln(b));
  return (size) => {
    if (size >= 1) return 1;
    const power = size ** p;
    return power < 1e-290 ? front * size ** k : betaCdf(power, a, b);
  };
}

/** Calls back with each of `count` unit corruptions of a law in one row of d elements; the array is used again. */
export function forEachCorruption(law: NoiseLaw, d: number, count: number, use: (corruption: Float64Array) => void): void {
  const into = new Float32Array(d);
  const corruption = new Float64Array(d);
  for (let image = 0; image < count; image++) {
    const sample = drawUnitSample(law, { height: 1, width: d, channels: 1 }, { seed: 20230509, purpose: 'evaluation', image, draw: 0 }, { into });
    if (sample.kind !== 'additive') throw new Error('an additive law was meant');
    for (let i = 0; i < d; i++) corruption[i] = (sample.values[i] ?? NaN) * sample.scale;
    use(corruption);
  }
}

/** The Lp norm by its definition, scaled by the largest entry. */
export function naiveNorm(values: ArrayLike<number>, p: number): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? NaN));
  if (p === Infinity || largest === 0) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (Math.abs(values[i] ?? NaN) / largest) ** p;
  return largest * sum ** (1 / p);
}
