import { bootstrapDistribution, recentredInterval, type BootstrapOptions } from '../statistics/bootstrap';
import { constantInterval } from '../statistics/interval';
import type { Estimate } from './estimate';

/** Number of equal-width bins of the confidence. */
export const calibrationBins = 100;

/**
 * The bin of a confidence in [0,1]: floor(100 * confidence) in float64, so bin b is [b/100, (b+1)/100), and 1 belongs
 * to the last one.
 */
export function calibrationBin(confidence: number): number {
  return Math.min(calibrationBins - 1, Math.floor(confidence * calibrationBins));
}

/**
 * Root mean square calibration error (Hendrycks et al. 2019): sqrt(sum over bins of n_b/n (acc_b - conf_b)^2), with the
 * accuracy and the mean confidence of the images in each of 100 equal-width bins of the confidence. A fraction in [0,1].
 *
 * Binning makes it larger the fewer the images are, so compare it at equal numbers. The interval is a bootstrap over
 * images, laid about the estimate: it covers the mean of the figure at this number of images, not its limit at many.
 *
 * @param confidence probability of the predicted class of each image
 * @param correct 1 where the predicted class is the label, else 0
 */
export function calibrationError(confidence: Float32Array, correct: Uint8Array, options: BootstrapOptions): Estimate {
  const n = confidence.length;
  if (n === 0) return { value: null, reason: 'no image is finished yet' };
  const bins = Uint8Array.from(confidence, calibrationBin);
  const excess = Float64Array.from(confidence, (value, image) => (correct[image] as number) - value);
  const counts = new Uint32Array(calibrationBins);
  const sums = new Float64Array(calibrationBins);
  const errorOf = (indices: Uint32Array): number => {
    counts.fill(0);
    sums.fill(0);
    for (let i = 0; i < n; i++) {
      const image = indices[i] as number;
      const bin = bins[image] as number;
      counts[bin] = (counts[bin] as number) + 1;
      sums[bin] = (sums[bin] as number) + (excess[image] as number);
    }
    let total = 0;
    for (let bin = 0; bin < calibrationBins; bin++) {
      const count = counts[bin] as number;
      const sum = sums[bin] as number;
      if (count > 0) total += (sum * sum) / count;
    }
    return Math.sqrt(total / n);
  };
  const value = errorOf(Uint32Array.from(confidence, (_, image) => image));
  const replicates = bootstrapDistribution(n, errorOf, options);
  if (replicates[0] === replicates.at(-1)) {
    // All images fall alike into one bin: the square of the figure is then the mean of n equal values in [0,1].
    const square = constantInterval(value * value, n, options.confidence);
    return { value, low: Math.sqrt(square.low), high: Math.sqrt(square.high) };
  }
  const interval = recentredInterval(replicates, value, options.confidence);
  return { value, low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
}
