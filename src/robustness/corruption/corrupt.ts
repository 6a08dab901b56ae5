import { replacedCount } from './l0';
import type { ReplacementSample, UnitSample } from './unitSample';
import { wordView } from './wordView';

/** Bits of the float32 number 1; those of numbers from 0 on grow with them. */
const one = 0x3f80_0000;

/**
 * Writes the corrupted image clip(x + delta, 0, 1), or for L0 the image with elements replaced. Clipping is the last
 * step; a model's own preprocessing comes after it.
 *
 * @param image its elements, in [0, 1]
 * @param epsilon from 0 to the largest the sample was drawn for
 * @param out receives the corrupted image from `offset` on; a batch of images, say
 */
export function corrupt(image: Float32Array, sample: UnitSample, epsilon: number, out: Float32Array, offset = 0): void {
  if (sample.kind === 'replacement') {
    replace(image, sample, epsilon, out, offset);
    return;
  }
  const { values } = sample;
  if (image.length !== values.length || out.length < offset + image.length) throw new RangeError('image, sample and output differ in size');
  const factor = epsilon * sample.scale;
  const target = out.subarray(offset, offset + image.length);
  for (let i = 0; i < values.length; i++) target[i] = (image[i] as number) + factor * (values[i] as number);
  clip(target);
}

/**
 * Clips to [0, 1] on the numbers' bits: whether an element is clipped is as random as the noise, and a branch that
 * cannot be foretold would cost four times all the arithmetic.
 */
function clip(values: Float32Array): void {
  const words = wordView(values);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    const notNegative = word & ~(word >> 31);
    const above = notNegative - one;
    words[i] = notNegative - (above & ~(above >> 31));
  }
}

function replace(image: Float32Array, sample: ReplacementSample, epsilon: number, out: Float32Array, offset: number): void {
  const { law, shape, positions, replacements } = sample;
  const count = replacedCount(law, shape, epsilon);
  if (count > positions.length) throw new RangeError(`epsilon ${epsilon} replaces more than the ${positions.length} positions drawn`);
  out.set(image, offset);
  const width = law.unit === 'pixel' ? shape.channels : 1;
  for (let i = 0; i < count; i++) {
    const start = offset + (positions[i] as number) * width;
    out.fill(replacements[i] as number, start, start + width);
  }
}
