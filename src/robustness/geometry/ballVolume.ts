import gammaln from '@stdlib/math-base-special-gammaln';
import { exp, ln } from '../elementary';
import type { RadialNorm } from './moments';

/**
 * Natural logarithm of the volume of the Lp ball of radius epsilon in d dimensions:
 * d ln(2 Gamma(1 + 1/p)) - ln Gamma(1 + d/p) + d ln epsilon; of the cube, d ln(2 epsilon). The volume itself leaves the range of
 * a double from a few hundred dimensions on. Source: Dirichlet 1839.
 *
 * @param norm p > 0, or `'inf'`
 */
export function logBallVolume(norm: RadialNorm, dimensions: number, epsilon: number): number {
  if (norm === 'inf') return dimensions * ln(2 * epsilon);
  return dimensions * (ln(2) + gammaln(1 + 1 / norm) + ln(epsilon)) - gammaln(1 + dimensions / norm);
}

/** The radius at which the ball of one norm has the volume of another norm's ball of radius `epsilon`. */
export function equalVolumeRadius(norm: RadialNorm, other: { readonly norm: RadialNorm; readonly epsilon: number }, dimensions: number): number {
  return exp((logBallVolume(other.norm, dimensions, other.epsilon) - logBallVolume(norm, dimensions, 1)) / dimensions);
}
