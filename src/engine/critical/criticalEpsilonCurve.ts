import type { CriticalEpsilonCurve } from '../../protocol/criticalEpsilon';
import type { NoiseLaw } from '../../protocol/norm';
import { flippedShare, medianCriticalEpsilon } from '../../robustness/metrics/criticalEpsilonDistribution';

/** What was found for one image: NaN where it was wrong without corruption, Infinity where it never flipped. */
export interface FoundImage {
  readonly image: number;
  readonly label: number;
  readonly epsilon: number;
  readonly predicted: number;
}

const mostFragileShown = 20;

/** The distribution of the critical epsilons of one law, over all images that were right to begin with and per class. */
export function criticalEpsilonCurve(law: NoiseLaw, epsilons: readonly number[], images: readonly FoundImage[], classNames: readonly string[]): CriticalEpsilonCurve {
  const right = images.filter(({ epsilon }) => !Number.isNaN(epsilon));
  const critical = right.map(({ epsilon }) => epsilon);
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  const fragile = right.filter(({ epsilon }) => epsilon < Infinity).toSorted((a, b) => a.epsilon - b.epsilon || a.image - b.image);
  return {
    ...law,
    n: right.length,
    wrong: images.length - right.length,
    censored: critical.filter((epsilon) => epsilon === Infinity).length,
    largestEpsilon: Math.max(...epsilons),
    median: medianCriticalEpsilon(critical) ?? null,
    distribution: epsilons.map((epsilon) => ({ epsilon, ...flippedShare(critical, epsilon) })),
    classes: classNames.map((name, label) => {
      const own = right.filter((image) => image.label === label).map(({ epsilon }) => epsilon);
      return { name, n: own.length, censored: own.filter((epsilon) => epsilon === Infinity).length, median: medianCriticalEpsilon(own) ?? null };
    }),
    mostFragile: fragile.slice(0, mostFragileShown).map(({ image, epsilon, label, predicted }) => ({ image, epsilon, label: nameOf(label), predicted: nameOf(predicted) })),
    epsilons: images.map(({ epsilon }) => (Number.isNaN(epsilon) ? 'wrong' : epsilon === Infinity ? 'censored' : epsilon)),
  };
}
