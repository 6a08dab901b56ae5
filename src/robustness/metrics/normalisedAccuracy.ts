/**
 * Accuracies divided by the best of all models under the same corruption: the values of the transfer map of Siedel et
 * al. (2024) before they are averaged, over test epsilons, train strengths and data sets with equal weights and in any
 * order. The best depends on which models are in the comparison, so maps of other models are not comparable.
 *
 * @param accuracies by model, then by corruption; fractions or percentages alike
 * @returns numbers in [0, 1] in the same order; null where no model gets anything right
 */
export function normalisedAccuracies(accuracies: readonly (readonly number[])[]): (number | null)[][] {
  const best = (accuracies[0] ?? []).map((_, corruption) => Math.max(...accuracies.map((ofModel) => ofModel[corruption] ?? NaN)));
  return accuracies.map((ofModel) =>
    ofModel.map((accuracy, corruption) => {
      const most = best[corruption] as number;
      return most === 0 ? null : accuracy / most;
    }),
  );
}
