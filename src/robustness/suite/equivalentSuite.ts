import { rmsUnit } from '../geometry/moments';
import { cifarElements, cifarSets, type PaperSets } from './paperSuites';
import type { Curve, Strength, SuiteNorm } from './suiteCells';

/**
 * The epsilon for images of d elements that disturbs each element as much as a CIFAR epsilon does one of 3072:
 * the same expected L2 length per square root of d, hence
 *
 *   epsilon' = epsilon * rmsUnit(p, 3072) / rmsUnit(p, d).
 *
 * An L0 fraction and a Gaussian standard deviation are per element already and stay as they are; so does Linf. The
 * result is rounded to four significant digits, which moves a length by less than 0.05 %, so that a table stays readable.
 *
 * The paper's TinyImageNet suite does not follow this rule. Measured by it, the weakest TinyImageNet cell of a norm is
 * 0.5 (L0.5) to 2.0 times (Linf) the weakest CIFAR cell, and the strongest of every p > 0 is 1.88 to 2.03 times the
 * strongest CIFAR cell: an L2 length of about 20, where the rule gives 10. Its L0 fractions are 2 to 2.5 times the CIFAR
 * ones, its imperceptible cells 1 to 2 times. So 64 x 64 x 3 images are corrupted harder under the paper's suite than
 * 63 x 63 x 3 ones under the equivalent, and mCE_Lp compares models on one shape only.
 */
export function equivalentEpsilon(norm: SuiteNorm, epsilon: number, dimensions: number): number {
  if (norm === 0 || norm === 'inf' || norm === 'gaussian') return epsilon;
  const scaled = (epsilon * rmsUnit(norm, cifarElements)) / rmsUnit(norm, dimensions);
  return Number(scaled.toPrecision(4));
}

/** The paper's CIFAR sets carried over to images of another size. */
export function equivalentSets(dimensions: number): PaperSets {
  const ofCurve = (curve: Curve): Curve => ({
    ...curve,
    epsilons: curve.epsilons.map((epsilon) => equivalentEpsilon(curve.norm, epsilon, dimensions)),
  });
  const ofStrength = (strength: Strength): Strength => ({
    ...strength,
    epsilon: equivalentEpsilon(strength.norm, strength.epsilon, dimensions),
  });
  return {
    grid: cifarSets.grid.map(ofCurve),
    imperceptible: cifarSets.imperceptible.map(ofStrength),
    singleNorm: cifarSets.singleNorm.map(ofCurve),
  };
}
