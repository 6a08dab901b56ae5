import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import { clipped } from './levels';
import { plasmaFractal, powerOfTwoFor } from './plasma';

/** Adds a plasma fractal times `amount`, and rescales so that the brightest value stays in reach. */
export function fog(image: Float32Array, { height, width, channels }: ImageShape, amount: number, decay: number, stream: RandomStream): Float32Array {
  const size = powerOfTwoFor(Math.max(height, width));
  const haze = plasmaFractal(size, decay, stream);
  let most = 0;
  for (const value of image) if (value > most) most = value;
  const factor = most / (most + amount);
  return image.map((value, i) => {
    const pixel = Math.floor(i / channels);
    const thickness = haze[Math.floor(pixel / width) * size + (pixel % width)] as number;
    return clipped((value + amount * thickness) * factor);
  });
}
