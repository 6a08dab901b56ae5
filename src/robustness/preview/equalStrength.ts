import { dimensionOf, maximumEpsilon, type ImageShape, type NoiseLaw } from '../corruption';
import { expectedL2Length, rmsUnit, absoluteMoment } from '../geometry/moments';

/**
 * Root mean square change of a value under a corruption, before clipping: its expected L2 length over the square root of
 * the number of values.
 */
export function typicalChange({ norm, sampling }: NoiseLaw, epsilon: number, shape: ImageShape): number {
  const d = dimensionOf(shape);
  return expectedL2Length({ norm, sampling, epsilon }, d) / Math.sqrt(d);
}

/**
 * The epsilon of a law under which values change by as much in the root mean square; the inverse of {@link typicalChange},
 * within what can be sampled. For L0 a share of the values, at most 1.
 */
export function epsilonOfChange({ norm, sampling }: NoiseLaw, change: number, shape: ImageShape): number {
  const d = dimensionOf(shape);
  if (norm === 0) return Math.min(1, Math.max(1 / d, (sampling === 'ball' ? 6 : 3) * change * change));
  if (norm === 'gaussian') return change;
  const unit = sampling === 'ball' ? rmsUnit(norm, d) : Math.sqrt(absoluteMoment(norm, d, 2, 'sphere'));
  return Math.min(maximumEpsilon(norm), change / unit);
}
