import type { ImageShape } from '../corruption';
import { exp } from '../elementary';
import { cosine, sine } from '../elementary/sinCos';
import type { RandomStream } from '../randomStream';
import { placeWithin } from './border';

/** An angle in degrees, uniform between two. */
export const angleBetween = (low: number, high: number, stream: RandomStream): number => low + (high - low) * stream.nextUniform();

/**
 * One-sided motion blur along an angle, as ImageMagick does it: the weights of half a Gaussian over 2 radius + 1 whole
 * pixels that follow the direction, the border repeated. The result has bytes, cut off from its numbers of 16 bits.
 *
 * @param degrees 0 looks to the right, 90 downwards
 */
export function motionBlur(
  image: Float32Array | Float64Array,
  { height, width, channels }: ImageShape,
  radius: number,
  sigma: number,
  degrees: number,
): Float32Array {
  const length = 2 * radius + 1;
  const weights = Float64Array.from({ length }, (_, i) => exp(-(i * i) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const radians = (degrees * Math.PI) / 180;
  const sums = new Float64Array(image.length);
  for (let i = 0; i < length; i++) {
    const weight = (weights[i] as number) / total;
    const right = Math.ceil(i * cosine(radians) - 0.5);
    const down = Math.ceil(i * sine(radians) - 0.5);
    for (let y = 0; y < height; y++) {
      const row = placeWithin(y + down, height, 'nearest') * width;
      for (let x = 0; x < width; x++) {
        const from = (row + placeWithin(x + right, width, 'nearest')) * channels;
        const to = (y * width + x) * channels;
        for (let c = 0; c < channels; c++) sums[to + c] = (sums[to + c] as number) + weight * (image[from + c] as number);
      }
    }
  }
  return Float32Array.from(sums, (value) => Math.floor(Math.floor(value * 65535 + 0.5) / 257) / 255);
}
