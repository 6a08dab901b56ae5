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
  const nameOf = (label: number): string => classNames[label] ?? String(label);
  const byClass = classNames.map((): FoundImage[] => []);
  for (const image of images) byClass[image.label]?.push(image);
  return {
    ...law,
    ...summaryOf(images, epsilons, nameOf),
    largestEpsilon: Math.max(...epsilons),
    classes: byClass.map((own, label) => ({ name: nameOf(label), ...summaryOf(own, epsilons, nameOf) })),
    epsilons: images.map(({ epsilon }) => (Number.isNaN(epsilon) ? 'wrong' : epsilon === Infinity ? 'censored' : epsilon)),
  };
}

type Summary = Pick<CriticalEpsilonCurve, 'n' | 'wrong' | 'censored' | 'median' | 'distribution' | 'mostFragile'>;

function summaryOf(images: readonly FoundImage[], epsilons: readonly number[], nameOf: (label: number) => string): Summary {
  const fragile = images.filter(({ epsilon }) => epsilon < Infinity).toSorted((a, b) => a.epsilon - b.epsilon || a.image - b.image);
  const critical = images.map(({ epsilon }) => epsilon).filter((epsilon) => !Number.isNaN(epsilon));
  return {
    n: critical.length,
    wrong: images.length - critical.length,
    censored: critical.filter((epsilon) => epsilon === Infinity).length,
    median: medianCriticalEpsilon(critical) ?? null,
    distribution: epsilons.map((epsilon) => ({ epsilon, ...flippedShare(critical, epsilon) })),
    mostFragile: fragile.slice(0, mostFragileShown).map(({ image, epsilon, label, predicted }) => ({ image, epsilon, label: nameOf(label), predicted: nameOf(predicted) })),
  };
}
