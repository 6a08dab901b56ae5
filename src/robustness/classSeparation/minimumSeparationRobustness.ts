import type { Estimate } from '../metrics/estimate';
import { imperceptibleCorruptionError } from '../metrics/imperceptibleCorruptionError';
import type { BootstrapOptions } from '../statistics/bootstrap';

/**
 * The minimum separation corruption robustness, MSCR: (accuracy at eps_min - clean accuracy) / clean accuracy, with eps_min
 * half of the smallest class separation (train-train, train-test, test-test) in the norm of the corruption. The relative loss
 * of accuracy under corruptions that class separation proves harmless; a classifier that gains has a positive one.
 * Source: Siedel et al. 2022 (arXiv 2206.13405).
 *
 * @param accuracies fractions in [0,1]
 * @returns undefined where the clean accuracy is 0
 */
export function minimumSeparationRobustness(accuracies: { readonly clean: number; readonly atMinimumEpsilon: number }): number | undefined {
  const { clean, atMinimumEpsilon } = accuracies;
  return clean > 0 ? (atMinimumEpsilon - clean) / clean : undefined;
}

/** eps_min of MSCR: half of the smallest of the separations that are known. @returns undefined where none is */
export function minimumEpsilon(separations: readonly number[]): number | undefined {
  return separations.length === 0 ? undefined : Math.min(...separations) / 2;
}

/** Whether each image was right, 1 or 0: without corruption, and under one corruption of size eps_min. */
export interface MinimumSeparationOutcomes {
  readonly cleanRight: Uint8Array;
  readonly right: Uint8Array;
}

/**
 * MSCR with its interval, a BCa bootstrap over images. It is the same ratio of right images that iCE is of wrong ones, and is found
 * as that one is.
 */
export function estimateMinimumSeparationRobustness({ cleanRight, right }: MinimumSeparationOutcomes, options: BootstrapOptions): Estimate {
  if (cleanRight.length === 0) return { value: null, reason: 'no image was evaluated' };
  if (!cleanRight.includes(1)) return { value: null, reason: 'the clean accuracy is 0, so there is nothing to relate a change to' };
  return imperceptibleCorruptionError({ cleanWrong: cleanRight, wrong: Uint32Array.from(right), outcomesPerImage: 1 }, options);
}
