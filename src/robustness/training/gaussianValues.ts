import { drawGaussian } from '../corruption/gaussian';
import type { RandomStream } from '../randomStream';

/** Fills an array with independent draws from N(0, deviation^2). */
export function drawGaussianValues(values: Float32Array, stream: RandomStream, deviation: number): void {
  const factor = deviation * drawGaussian(values, stream);
  for (let i = 0; i < values.length; i++) values[i] = factor * (values[i] as number);
}
