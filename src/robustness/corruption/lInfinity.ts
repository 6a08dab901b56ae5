import type { RandomStream } from '../randomStream';
import { wordView } from './wordView';

/**
 * A vector uniform in the unit cube (-1, 1)^d: independent elements, each one of 2^24 midpoints; or, as its `sphere`,
 * one of the cube's 2^d corners, which is not uniform on the cube's surface.
 *
 * @param values receives the vector
 */
export function drawLInfinity(values: Float32Array, sampling: 'ball' | 'sphere', stream: RandomStream): void {
  const words = wordView(values);
  stream.fillWords(words);
  if (sampling === 'sphere') {
    for (let i = 0; i < values.length; i++) values[i] = 1 - 2 * ((words[i] as number) >>> 31);
    return;
  }
  for (let i = 0; i < values.length; i++) values[i] = (((words[i] as number) >> 8) + 0.5) / 0x80_0000;
}
