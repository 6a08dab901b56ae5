import gammaln from '@stdlib/math-base-special-gammaln';
import log1p from '@stdlib/math-base-special-log1p';
import { exp, ln } from '../elementary';

/** A norm with a radius: p > 0, or `'inf'`. */
export type RadialNorm = number | 'inf';

/**
 * E|x_i|^q of one coordinate of a corruption of radius 1 in d dimensions, before clipping.
 *
 * On the sphere (the cone measure; for Linf the corners of the cube) it is
 * Gamma((q+1)/p) Gamma(d/p) / (Gamma(1/p) Gamma((d+q)/p)); uniform in the ball it is d/(d+q) times that, since the
 * radius r has density d r^(d-1). Formed from log-gamma, so that it neither under- nor overflows for p from 0.1 to
 * 1000 in any dimension. Source: Calafiore, Dabbene and Tempo 1998, with the Beta law of |x_i|^p.
 *
 * @param q order of the moment, above 0.
 */
export function absoluteMoment(norm: RadialNorm, dimensions: number, q: number, sampling: 'ball' | 'sphere'): number {
  if (norm === 'inf') return sampling === 'sphere' ? 1 : 1 / (q + 1);
  const onSphere = exp(
    gammaln((q + 1) / norm) - gammaln(1 / norm) - logGammaRise(dimensions / norm, q / norm),
  );
  return sampling === 'sphere' ? onSphere : (onSphere * dimensions) / (dimensions + q);
}

/** Root mean square of one coordinate of a corruption uniform in the unit ball: its L2 length is epsilon * rms * sqrt(d). */
export function rmsUnit(norm: RadialNorm, dimensions: number): number {
  return Math.sqrt(absoluteMoment(norm, dimensions, 2, 'ball'));
}

/**
 * Typical L2 length, sqrt(E||delta||_2^2), of a corruption of one cell before clipping; images in [0,1].
 *
 * For L0, epsilon is the fraction of replaced elements, and the image's values count as uniform in [0,1]: each
 * replacement then has a mean square of 1/6 (uniform values, the ball) or 1/3 (0 or 1, the sphere). For the Gaussian,
 * epsilon is the standard deviation.
 */
export function expectedL2Length(
  cell: { readonly norm: RadialNorm | 'gaussian'; readonly epsilon: number; readonly sampling: 'ball' | 'sphere' },
  dimensions: number,
): number {
  const { norm, epsilon, sampling } = cell;
  if (norm === 0) return Math.sqrt(Math.round(epsilon * dimensions) / (sampling === 'ball' ? 6 : 3));
  if (norm === 'gaussian') return epsilon * Math.sqrt(dimensions);
  return epsilon * Math.sqrt(dimensions * absoluteMoment(norm, dimensions, 2, sampling));
}

/**
 * ln Gamma(a + h) - ln Gamma(a). For large a the two logarithms are huge and nearly equal (ten digits would cancel at
 * a million dimensions and p = 0.1), so there Stirling's series is subtracted term by term.
 */
function logGammaRise(a: number, h: number): number {
  if (a < 100) return gammaln(a + h) - gammaln(a);
  const b = a + h;
  // (b - 1/2) ln b - (a - 1/2) ln a - h, with ln b = ln a + ln(1 + h/a).
  const rise = h * (ln(a) - 1) + (b - 0.5) * log1p(h / a);
  return rise + stirlingTail(b) - stirlingTail(a);
}

/** What Stirling's series adds to (a - 1/2) ln a - a + ln(2 pi)/2; the next term is below 1e-13 from a = 100 on. */
function stirlingTail(a: number): number {
  return (1 / 12 - 1 / (360 * a * a)) / a;
}
