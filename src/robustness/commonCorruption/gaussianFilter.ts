import type { ImageShape } from '../corruption';
import { exp } from '../elementary';
import { placeWithin, type Border } from './border';

interface Taps {
  /** First place read, and the weights from there on, for each place written. */
  readonly starts: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Gaussian filter of each channel, with a kernel cut off at `truncate` standard deviations and normalised.
 *
 * @param image height x width x channels
 * @param sigma standard deviation in pixels; 0 leaves the image as it is
 */
export function gaussianFilter(
  image: Float32Array | Float64Array,
  { height, width, channels }: ImageShape,
  sigma: number,
  { truncate = 4, border = 'nearest' }: { readonly truncate?: number; readonly border?: Border } = {},
): Float64Array {
  const across = tapsFor(width, sigma, truncate, border);
  const down = height === width ? across : tapsFor(height, sigma, truncate, border);
  const rowLength = width * channels;
  const rows = new Float64Array(height * rowLength);
  for (let x = 0; x < width; x++) {
    const weights = across.weights[x] as Float64Array;
    const start = (across.starts[x] as number) * channels;
    for (let y = 0; y < height; y++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        let from = y * rowLength + start + channel;
        for (let k = 0; k < weights.length; k++, from += channels) sum += (weights[k] as number) * (image[from] as number);
        rows[y * rowLength + x * channels + channel] = sum;
      }
    }
  }
  const out = new Float64Array(rows.length);
  for (let y = 0; y < height; y++) {
    const weights = down.weights[y] as Float64Array;
    const target = y * rowLength;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] as number;
      const from = ((down.starts[y] as number) + k) * rowLength;
      for (let i = 0; i < rowLength; i++) out[target + i] = (out[target + i] as number) + weight * (rows[from + i] as number);
    }
  }
  return out;
}

/** The kernel of every place; what reaches beyond the border is folded back in, so that wide kernels cost no more. */
function tapsFor(length: number, sigma: number, truncate: number, border: Border): Taps {
  const kernel = gaussianKernel(sigma, truncate);
  const radius = (kernel.length - 1) / 2;
  const starts = new Int32Array(length);
  const weights: Float64Array[] = [];
  for (let place = 0; place < length; place++) {
    const first = radius >= length ? 0 : Math.max(0, place - radius);
    const last = radius >= length ? length - 1 : Math.min(length - 1, place + radius);
    const own = new Float64Array(last - first + 1);
    for (let k = 0; k < kernel.length; k++) {
      const at = placeWithin(place + k - radius, length, border) - first;
      own[at] = (own[at] as number) + (kernel[k] as number);
    }
    starts[place] = first;
    weights.push(own);
  }
  return { starts, weights };
}

/** Normalised weights at whole distances up to round(truncate * sigma). */
function gaussianKernel(sigma: number, truncate: number): Float64Array {
  const radius = sigma > 0 ? Math.floor(truncate * sigma + 0.5) : 0;
  const kernel = new Float64Array(2 * radius + 1).fill(1);
  let total = 0;
  for (let k = 0; k < kernel.length; k++) {
    const distance = k - radius;
    const weight = distance === 0 ? 1 : exp((-0.5 * distance * distance) / (sigma * sigma));
    kernel[k] = weight;
    total += weight;
  }
  return kernel.map((weight) => weight / total);
}
