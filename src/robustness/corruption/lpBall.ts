import { pow } from '../elementary';
import type { RandomStream } from '../randomStream';
import { fillGeneralisedGaussian } from './generalisedGaussian';
import { scaleByLargestEntry } from './largestEntry';
import { powerSum } from './powerSum';
import { zigguratTable } from './zigguratTable';

/**
 * A vector uniform in the unit Lp ball, or on its sphere, in any dimension d >= 1 (Calafiore, Dabbene & Tempo 1998):
 * d independent generalised Gaussian numbers divided by their Lp norm, times r = U^(1/d) in the ball. The norm's law
 * needs no division by an independent radius to be exact (compare Barthe et al. 2005), and the direction is
 * independent of it. On the sphere this is the cone measure, which is the surface measure for p = 1, 2 and infinity.
 *
 * @param values receives the vector divided by its largest |entry|
 * @param p from 0.1 to 1000
 * @returns what the values are to be multiplied by
 */
export function drawLpBall(values: Float32Array, p: number, sampling: 'ball' | 'sphere', stream: RandomStream): number {
  fillGeneralisedGaussian(values, zigguratTable(p), stream);
  scaleByLargestEntry(values);
  const norm = pow(powerSum(values, p), 1 / p);
  const radius = sampling === 'sphere' ? 1 : pow(stream.nextUniform(), 1 / values.length);
  return radius / norm;
}
