import type { ImageShape } from '../../protocol/computeMessages';
import type { Norm } from '../../protocol/norm';
import { expectedL2Length } from '../../robustness/geometry/moments';
import { maximumEpsilon } from '../../robustness/corruption';

export interface Strength {
  readonly norm: Norm;
  readonly epsilon: number;
  readonly sampling: 'ball' | 'sphere';
}

export const elementsOf = ({ height, width, channels }: ImageShape): number => height * width * channels;

/**
 * The largest epsilon that means something for images in [0,1] of d elements: the distance of the two images that are
 * farthest apart, d^(1/p) for p > 0, 1 for Linf, and 1 (all elements) for L0. Beyond it, nearly everything that a
 * corruption does is clipped away. A Gaussian's standard deviation has no such end: undefined.
 */
export function largestDistance(norm: Norm, dimensions: number): number | undefined {
  if (norm === 'gaussian') return undefined;
  return norm === 0 || norm === 'inf' ? 1 : dimensions ** (1 / norm);
}

/** {@link largestDistance} as a number to write: rounded down to four digits, so that it stays within. */
export function largestEpsilon(norm: Norm, dimensions: number): number | undefined {
  const largest = largestDistance(norm, dimensions);
  if (largest === undefined) return undefined;
  const rounded = Number(largest.toPrecision(4));
  if (rounded <= largest) return rounded;
  const step = 10 ** (Math.floor(Math.log10(largest)) - 3);
  return Number((rounded - step).toPrecision(4));
}

/** Whether the samplers take an epsilon at all, and up to which one. */
export function samplersMaximum(norm: Norm): number {
  return maximumEpsilon(norm);
}

/** Typical L2 length of a corruption before clipping; see `expectedL2Length`. */
export function typicalLength(strength: Strength, shape: ImageShape): number {
  return expectedL2Length(strength, elementsOf(shape));
}
