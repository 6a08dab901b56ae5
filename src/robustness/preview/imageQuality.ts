import { ssim } from 'ssim.js';
import type { ImageShape, UnitSample } from '../corruption';
import { ln } from '../elementary';
import { paintImage } from './paint';

/**
 * Share of an image's values that a corruption takes out of [0, 1], so that they are clipped; before clipping it would be
 * epsilon times E|x_i| for values uniform on [0, 1]. An L0 corruption replaces values and clips none.
 *
 * @param image in [0, 1], as long as the sample's shape has elements
 */
export function clippedShare(image: Float32Array, sample: UnitSample, epsilon: number): number {
  if (sample.kind === 'replacement') return 0;
  const { values } = sample;
  const factor = epsilon * sample.scale;
  let clipped = 0;
  for (let i = 0; i < image.length; i++) {
    const x = (image[i] as number) + factor * (values[i] as number);
    if (x < 0 || x > 1) clipped++;
  }
  return clipped / image.length;
}

/** Peak signal-to-noise ratio in decibels for images in [0, 1]: 10 log10(1 / mean square difference); Infinity where they are equal. */
export function peakSignalToNoise(image: Float32Array, corrupted: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++) {
    const difference = (corrupted[i] as number) - (image[i] as number);
    sum += difference * difference;
  }
  return sum === 0 ? Infinity : (-10 * ln(sum / image.length)) / Math.LN10;
}

/** Side of the window in the definition; smaller images take the largest odd one that fits. */
const usualWindow = 11;

/**
 * Mean structural similarity of two images (Wang, Bovik, Sheikh and Simoncelli 2004): on their grey levels as a screen
 * shows them, with a Gaussian window of 11 x 11 and standard deviation 1.5, wherever the window fits. 1 for equal images.
 */
export function structuralSimilarity(image: Float32Array, corrupted: Float32Array, shape: ImageShape): number {
  const { height, width } = shape;
  const side = Math.min(usualWindow, height, width);
  const painted = (values: Float32Array) => {
    const data = new Uint8ClampedArray(4 * height * width);
    paintImage(values, shape, { data, width, x: 0, y: 0 });
    return { data, height, width };
  };
  return ssim(painted(image), painted(corrupted), { ssim: 'fast', rgb2grayVersion: 'original', windowSize: side % 2 === 1 ? side : side - 1, downsample: false }).mssim;
}
