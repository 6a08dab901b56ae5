import type { RadialNorm } from '../geometry/moments';
import { elementCount, type Curve, type Shape, type Strength } from './suiteCells';

/**
 * The corruption sets of Siedel et al., "Investigating the Corruption Robustness of Image Classifiers with Random
 * Lp-norm Corruptions" (VISAPP 2024). Epsilons are radii in the un-normalised Lp norm over all channel elements of an
 * image in [0,1]; for L0, the fraction of elements that are replaced.
 */
export interface PaperSets {
  /** The nine norms with ten epsilons each that mCE_Lp averages over; as a training set, C1. */
  readonly grid: readonly Curve[];
  /** Six corruptions chosen by eye as too weak to see; iCE is measured on them. */
  readonly imperceptible: readonly Strength[];
  /** Two strengths a norm for training on one norm alone. */
  readonly singleNorm: readonly Curve[];
}

const ball = { sampling: 'ball', unit: 'element' } as const;
const curve = (norm: RadialNorm, ...epsilons: number[]): Curve => ({ norm, epsilons, ...ball });
const strength = (norm: RadialNorm, epsilon: number): Strength => ({ norm, epsilon, ...ball });
/** Training on L0 alone replaces by 0 or 1 (salt and pepper for each element); every other set by uniform values. */
const saltAndPepper = (...epsilons: number[]): Curve => ({ norm: 0, epsilons, sampling: 'sphere', unit: 'element' });

/** CIFAR-10 and CIFAR-100, 32 x 32 x 3, d = 3072. The largest of each norm has an L2 length of about 5. */
export const cifarSets: PaperSets = {
  grid: [
    curve(0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12),
    curve(0.5, 25_000, 50_000, 75_000, 100_000, 150_000, 200_000, 250_000, 300_000, 350_000, 400_000),
    curve(1, 12.5, 25, 37.5, 50, 75, 100, 125, 150, 175, 200),
    curve(2, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 5),
    curve(5, 0.03, 0.06, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6),
    curve(10, 0.02, 0.03, 0.05, 0.07, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3),
    curve(50, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15, 0.18),
    curve(200, 0.01, 0.02, 0.03, 0.04, 0.05, 0.07, 0.09, 0.11, 0.13, 0.15),
    curve('inf', 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15),
  ],
  imperceptible: [
    strength('inf', 0.01),
    strength(0.5, 25_000),
    strength(1, 25),
    strength(2, 0.5),
    strength(10, 0.03),
    strength(50, 0.02),
  ],
  singleNorm: [
    saltAndPepper(0.01, 0.03),
    curve(0.5, 75_000, 150_000),
    curve(1, 50, 100),
    curve(2, 1, 2.5),
    curve(50, 0.03, 0.08),
    curve('inf', 0.02, 0.04),
  ],
};

/** TinyImageNet, 64 x 64 x 3, d = 12288. The largest of each norm has an L2 length of about 20. */
export const tinyImageNetSets: PaperSets = {
  grid: [
    curve(0, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.25, 0.3),
    curve(0.5, 200_000, 400_000, 700_000, 1_200_000, 1_800_000, 2_500_000, 3_500_000, 5_000_000, 8_000_000, 12_000_000),
    curve(1, 37.5, 75, 125, 200, 300, 400, 600, 800, 1100, 1500),
    curve(2, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 20),
    curve(5, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5),
    curve(10, 0.02, 0.04, 0.06, 0.1, 0.14, 0.18, 0.25, 0.35, 0.5, 0.7),
    curve(50, 0.02, 0.03, 0.04, 0.07, 0.1, 0.13, 0.16, 0.2, 0.25, 0.35),
    curve(200, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.25, 0.3),
    curve('inf', 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3),
  ],
  imperceptible: [
    strength('inf', 0.01),
    strength(0.5, 700_000),
    strength(1, 125),
    strength(2, 2),
    strength(10, 0.06),
    strength(50, 0.04),
  ],
  singleNorm: [
    saltAndPepper(0.02, 0.05),
    curve(0.5, 1_200_000, 3_500_000),
    curve(1, 200, 500),
    curve(2, 2, 5),
    curve(50, 0.04, 0.1),
    curve('inf', 0.04, 0.08),
  ],
};

/** The paper's own sets for a shape it used, else undefined. */
export function paperSetsFor(shape: Shape): PaperSets | undefined {
  const side = shape.height;
  if (shape.channels !== 3 || shape.width !== side) return undefined;
  if (side === 32) return cifarSets;
  return side === 64 ? tinyImageNetSets : undefined;
}

/** Number of elements of the images that the CIFAR sets are made for. */
export const cifarElements = elementCount({ height: 32, width: 32, channels: 3 });
