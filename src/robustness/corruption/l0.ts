import { randomOrder, type RandomStream } from '../randomStream';
import type { ImageShape, NoiseLaw } from './noiseLaw';
import type { ReplacementSample } from './unitSample';

/** How many places an L0 corruption can replace: the elements of an image, or its pixels. */
export const replaceableUnits = (law: NoiseLaw, shape: ImageShape): number =>
  shape.height * shape.width * (law.unit === 'pixel' ? 1 : shape.channels);

/** How many of them an epsilon replaces: the nearest whole number, halves upwards. */
export const replacedCount = (law: NoiseLaw, shape: ImageShape, epsilon: number): number =>
  Math.round(epsilon * replaceableUnits(law, shape));

/**
 * An L0 corruption: distinct positions in a random order, without replacement, each with a value that replaces what was
 * there (it is not added): one of the 256 grey values in the ball, 0 or 1 on the sphere ("salt and pepper").
 */
export function drawReplacements(
  law: NoiseLaw,
  shape: ImageShape,
  positionStream: RandomStream,
  replacementStream: RandomStream,
  maximumEpsilon: number,
): ReplacementSample {
  const positions = randomOrder(positionStream, replaceableUnits(law, shape), replacedCount(law, shape, maximumEpsilon));
  const replacements = new Float32Array(positions.length);
  const words = new Int32Array(replacements.buffer);
  replacementStream.fillWords(words);
  for (let i = 0; i < replacements.length; i++) {
    const word = words[i] as number;
    replacements[i] = law.sampling === 'sphere' ? word >>> 31 : (word >>> 24) / 255;
  }
  return { kind: 'replacement', law, shape, positions, replacements };
}
