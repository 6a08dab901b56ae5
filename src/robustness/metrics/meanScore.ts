import { bcaInterval, bootstrapDistribution, type BootstrapOptions } from '../statistics/bootstrap';
import { constantInterval } from '../statistics/interval';

/**
 * The mean of one score an image, with its BCa bootstrap interval over images: for figures that weigh the errors of
 * cells which share their images.
 *
 * @param scores at least one
 * @param range the smallest and the largest that a score can be
 */
export function meanScore(scores: Float64Array, [least, most]: readonly [number, number], options: BootstrapOptions): { value: number; low: number; high: number } {
  const n = scores.length;
  const value = scores.reduce((sum, score) => sum + score, 0) / n;
  if (scores.every((score) => score === scores[0])) {
    const width = most - least;
    const share = constantInterval(Math.min(1, Math.max(0, (value - least) / width)), n, options.confidence);
    return { value, low: least + share.low * width, high: least + share.high * width };
  }
  const replicates = bootstrapDistribution(
    n,
    (indices) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += scores[indices[i] as number] as number;
      return sum / n;
    },
    options,
  );
  return { value, ...bcaInterval(replicates, value, scores.map((score) => score - value), options.confidence) };
}
