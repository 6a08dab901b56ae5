import type { ImageShape } from '../corruption';
import { clippedZoom } from './clippedZoom';
import { clipped } from './levels';

/** The mean of the image and of its centre enlarged by `count` factors: 1, 1 + step, 1 + 2 step, ... */
export function zoomBlur(image: Float32Array, shape: ImageShape, count: number, step: number): Float32Array {
  const sums = Float64Array.from(image);
  // The increment of NumPy's arange, on whose last bits the size of a crop can depend.
  const increment = 1 + step - 1;
  for (let k = 0; k < count; k++) {
    const enlarged = clippedZoom(image, shape, 1 + k * increment);
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (enlarged[i] as number);
  }
  return Float32Array.from(sums, (sum) => clipped(sum / (count + 1)));
}
