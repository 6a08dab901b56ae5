import type { Rank, ShapeMap, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';

/** The same uniform numbers in [low, high) in every process (mulberry32). */
export function seeded(length: number, seed: number, low = -1, high = 1): Float32Array {
  let state = Math.imul(seed, 0x9e3779b1);
  return Float32Array.from({ length }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return low + ((high - low) * ((bits ^ (bits >>> 14)) >>> 0)) / 2 ** 32;
  });
}

export function tensorOf<R extends Rank = Rank.R4>(tf: TensorFlow, shape: readonly number[], seed: number, low = -1, high = 1): Tensor<R> {
  const length = shape.reduce((product, size) => product * size, 1);
  return tf.tensor<R>(seeded(length, seed, low, high), [...shape] as unknown as ShapeMap[R]);
}
