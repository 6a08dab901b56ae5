import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import { gaussianFilter } from './gaussianFilter';
import { clipped, truncatedLevel } from './levels';

/**
 * Glass: blurred, then each pixel but those at the border takes the colour of one nearby, then blurred again.
 *
 * The benchmark's program means to exchange the two pixels; as it is written, one is copied to the other. So it is here.
 */
export function glassBlur(
  image: Float32Array,
  shape: ImageShape,
  sigma: number,
  largestShift: number,
  iterations: number,
  stream: RandomStream,
): Float32Array {
  const { height, width, channels } = shape;
  const pixels = gaussianFilter(image, shape, sigma).map((value) => truncatedLevel(clipped(value)) / 255);
  for (let iteration = 0; iteration < iterations; iteration++) {
    for (let y = height - largestShift; y > largestShift; y--) {
      for (let x = width - largestShift; x > largestShift; x--) {
        const dx = stream.nextIndex(2 * largestShift) - largestShift;
        const dy = stream.nextIndex(2 * largestShift) - largestShift;
        const from = ((y + dy) * width + x + dx) * channels;
        pixels.copyWithin((y * width + x) * channels, from, from + channels);
      }
    }
  }
  return Float32Array.from(gaussianFilter(pixels, shape, sigma), clipped);
}
