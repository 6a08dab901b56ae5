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
