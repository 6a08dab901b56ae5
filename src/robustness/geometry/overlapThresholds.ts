import { pow } from '../elementary';
import { equalVolumeRadius } from './ballVolume';
import type { RadialNorm } from './moments';
import { medianNorm, typicalNorm } from './typicalNorm';

/** Radii of the ball of a norm p at which its place towards a given ball of another norm q changes, before clipping. */
export interface OverlapThresholds {
  /** Up to here the ball of p lies in that of q as a whole. */
  readonly contained: number;
  /** Here half of the samples of the ball of p lie in that of q (eps*): nearly all below it, nearly none above. */
  readonly half: number;
  /** Here both have the same volume. */
  readonly equalVolume: number;
  /** Here half of the samples of the ball of q lie in that of p (eps**). */
  readonly halfOfOther: number;
  /** From here on the ball of q lies in that of p as a whole. */
  readonly containing: number;
}

/**
 * The thresholds for the balls of p and of q in d dimensions, with eps* <= equal volume <= eps** but for small deviations at
 * small d, equal only for p = q: between eps* and eps** neither ball holds a notable share of the other. Where the
 * closed form of a typical length is not reliable, the median of samples stands in its place (always the same ones).
 */
export function overlapThresholds(norm: RadialNorm, other: { readonly norm: RadialNorm; readonly epsilon: number }, dimensions: number): OverlapThresholds {
  const { norm: q, epsilon } = other;
  return {
    contained: epsilon / largestRatio(q, norm, dimensions),
    half: epsilon / lengthOf(norm, q, dimensions),
    equalVolume: equalVolumeRadius(norm, other, dimensions),
    halfOfOther: epsilon * lengthOf(q, norm, dimensions),
    containing: epsilon * largestRatio(norm, q, dimensions),
  };
}

/**
 * The largest ||x||_p / ||x||_q in d dimensions: 1 for p >= q, reached by a single entry, else d^(1/p - 1/q), reached by entries of
 * equal size (Hölder). It holds below 1 as well.
 */
export function largestRatio(p: RadialNorm, q: RadialNorm, dimensions: number): number {
  const inverse = (norm: RadialNorm): number => (norm === 'inf' ? 0 : 1 / norm);
  return Math.max(1, pow(dimensions, inverse(p) - inverse(q)));
}

/**
 * The fraction of replaced elements at which half of the L0 corruptions of an image lie in the L2 ball of a radius:
 * radius^2 / (d m2), where m2 is the mean square of one replacement. L2 corruptions change every element, so that none lies
 * in an L0 ball below fraction 1.
 */
export function l0Threshold(image: Float32Array, radius: number, sampling: 'ball' | 'sphere'): number {
  return (radius * radius) / (image.length * meanSquaredReplacement(image, sampling));
}

/** Mean of (replacement - v)^2 over an image's elements v: replaced by 0 or 1 (sphere), or by uniform values (ball). */
export function meanSquaredReplacement(image: Float32Array, sampling: 'ball' | 'sphere'): number {
  let sum = 0;
  for (const value of image) sum += sampling === 'sphere' ? (value * value + (1 - value) * (1 - value)) / 2 : value * value - value + 1 / 3;
  return sum / image.length;
}

/** As {@link OverlapThresholds} where L0 may be one of the norms: what then has no closed form, or no sense, is undefined. */
export type ImageThresholds = Partial<OverlapThresholds>;

/**
 * The thresholds for the balls of p and q around an image, L0 included. A corruption of a norm p > 0 changes every element, so
 * that it lies in no L0 ball below fraction 1; an L0 corruption of a fraction f has a q-norm of about (f d m_q)^(1/q), where m_q is the
 * mean of |replacement - v|^q over the image's elements v.
 */
export function imageThresholds(norm: RadialNorm, other: { readonly norm: RadialNorm; readonly epsilon: number }, image: Float32Array, sampling: 'ball' | 'sphere'): ImageThresholds {
  const { norm: q, epsilon } = other;
  const d = image.length;
  if (norm !== 0 && q !== 0) return overlapThresholds(norm, other, d);
  if (norm === 0 && q === 0) return { contained: epsilon, half: epsilon, halfOfOther: epsilon, containing: epsilon };
  if (norm !== 0) return norm === 'inf' ? {} : { halfOfOther: pow(Math.round(epsilon * d) * meanReplacementPower(image, norm, sampling), 1 / norm) };
  if (q === 'inf') return { containing: 1 };
  const half = pow(epsilon, q) / (d * meanReplacementPower(image, q, sampling));
  return half <= 1 ? { half, containing: 1 } : { containing: 1 };
}

/**
 * The thresholds that hang on the balls alone, and so hold for samples of any law in them, such as those of the paper's first version:
 * where half of the samples lie hangs on how they are drawn.
 */
export function ofBallsAlone(thresholds: ImageThresholds): ImageThresholds {
  const ofSamples: ReadonlySet<string> = new Set<keyof ImageThresholds>(['half', 'halfOfOther']);
  return Object.fromEntries(Object.entries(thresholds).filter(([name]) => !ofSamples.has(name)));
}

/** Mean of |replacement - v|^q over an image's elements v, for q > 0: replaced by 0 or 1 (sphere), or by uniform values (ball). */
export function meanReplacementPower(image: Float32Array, q: number, sampling: 'ball' | 'sphere'): number {
  let sum = 0;
  for (const value of image) {
    const [below, above] = [Math.max(0, value), Math.max(0, 1 - value)];
    sum += sampling === 'sphere' ? (pow(below, q) + pow(above, q)) / 2 : (pow(below, q + 1) + pow(above, q + 1)) / (q + 1);
  }
  return sum / image.length;
}

function lengthOf(inner: RadialNorm, q: RadialNorm, dimensions: number): number {
  const typical = typicalNorm(inner, q, dimensions);
  return typical.isReliable ? typical.value : medianNorm(inner, q, dimensions);
}
