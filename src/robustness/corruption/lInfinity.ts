import type { RandomStream } from '../randomStream';

const chunkLength = 1024;
const words = new Int32Array(chunkLength);

/**
 * A vector uniform in the unit cube (-1, 1)^d: independent elements, each one of 2^24 midpoints; or, as its `sphere`,
 * one of the cube's 2^d corners, which is not uniform on the cube's surface.
 *
 * @param values receives the vector
 */
export function drawLInfinity(values: Float32Array, sampling: 'ball' | 'sphere', stream: RandomStream): void {
  for (let start = 0; start < values.length; start += chunkLength) {
    const length = Math.min(chunkLength, values.length - start);
    stream.fillWords(words, length);
    if (sampling === 'sphere') for (let i = 0; i < length; i++) values[start + i] = 1 - 2 * ((words[i] as number) >>> 31);
    else for (let i = 0; i < length; i++) values[start + i] = (((words[i] as number) >> 8) + 0.5) / 0x80_0000;
  }
}
