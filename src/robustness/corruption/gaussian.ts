import type { RandomStream } from '../randomStream';
import { fillGeneralisedGaussian } from './generalisedGaussian';
import { zigguratTable } from './zigguratTable';

/**
 * A vector of independent N(0, 1) elements: the density exp(-t^2) of p = 2, stretched by the square root of 2. Epsilon
 * is the standard deviation; ball and sphere are the same.
 *
 * @param values receives the vector before it is stretched
 * @returns what the values are to be multiplied by
 */
export function drawGaussian(values: Float32Array, stream: RandomStream): number {
  fillGeneralisedGaussian(values, zigguratTable(2), stream);
  return Math.sqrt(2);
}
