import { pow } from '../elementary';
import type { RandomStream } from '../randomStream';
import { fillGeneralisedGaussian } from './generalisedGaussian';
import { lpNorm } from './powerSum';
import { zigguratTable } from './zigguratTable';

/**
 * A vector uniform in the unit Lp ball, or on its sphere, in any dimension d >= 1 (Calafiore, Dabbene & Tempo 1998):
 * d independent generalised Gaussian numbers divided by their Lp norm, times an independent r = U^(1/d) in the ball.
 * On the sphere this is the cone measure (Barthe et al. 2005), which is the surface measure for p = 1, 2 and infinity.
 *
 * @param values receives the vector's direction: its numbers before they are divided by their norm
 * @param p from 0.1 to 1000
 * @param density of the numbers; any other than p gives another law, whose vectors have the same norms
 * @returns what the values are to be multiplied by
 */
export function drawLpBall(values: Float32Array, p: number, sampling: 'ball' | 'sphere', stream: RandomStream, density = p): number {
  fillGeneralisedGaussian(values, zigguratTable(density), stream);
  const norm = lpNorm(values, p);
  const radius = sampling === 'sphere' ? 1 : pow(stream.nextUniform(), 1 / values.length);
  return radius / norm;
}
