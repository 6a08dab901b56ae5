import type { SuiteName } from '../suite/suite';
import type { Curve } from '../suite/suiteCells';

/**
 * What is done to a training image, in the order in which it is done (Siedel et al. 2024, section 4.1 of their
 * set-up): flip, crop, policy, erasing, mixing, noise. The noise comes last, so that it is never mixed and covers the
 * padding of a crop. The protocol's `augmentationSchema` checks one that a user wrote and fills in what is left out.
 */
export interface AugmentationDescription {
  /** Mirror left and right with probability 1/2. */
  readonly flip: boolean;
  /** Pad by zeros and cut the old size out at a random place. Padding in pixels; absent: an eighth of the shorter side. */
  readonly crop: false | { readonly padding?: number | undefined };
  readonly policy?: Policy | undefined;
  readonly erasing?: Erasing | undefined;
  /** Of several, each image takes one, all equally likely. */
  readonly mixing: readonly Mixing[];
  /** One after another, each clipped to [0, 1]. */
  readonly noise: readonly Noise[];
  /** 3: the image without policy, erasing and noise, and two that have them, for the Jensen-Shannon loss. */
  readonly views: 1 | 3;
}

/** Operations on bytes, drawn for each image. See operations/operationTable for their ranges. */
export type Policy = TrivialAugment | RandAugment | AugMix;

/** One operation of random strength (Müller and Hutter 2021, the wide space). */
export interface TrivialAugment {
  readonly name: 'trivialAugment';
}

/** Several operations of one strength (Cubuk et al. 2020). */
export interface RandAugment {
  readonly name: 'randAugment';
  readonly operations: number;
  /** Strength, a whole number from 0 to 30. */
  readonly magnitude: number;
}

/** A random mean of the image and chains of operations (Hendrycks et al. 2020). */
export interface AugMix {
  readonly name: 'augMix';
  /** Strength, a whole number from 1 to 10. */
  readonly severity: number;
  /** Number of chains. */
  readonly width: number;
  /** Operations of a chain; absent: one, two or three, equally likely. */
  readonly depth?: number | undefined;
  /** Parameter of the Beta and Dirichlet laws of the weights. */
  readonly alpha: number;
  /** Whether brightness, colour, contrast and sharpness, which overlap with the common corruptions, are among the operations. */
  readonly allOperations: boolean;
}

/** A rectangle of noise or of black (Zhong et al. 2020). */
export interface Erasing {
  readonly probability: number;
  /** Share of the image's area, from and to. */
  readonly area: readonly [number, number];
  /** Height over width, from and to. */
  readonly aspect: readonly [number, number];
  readonly value: 'random' | 'black';
}

/** The mean of two images and of their labels (Zhang et al. 2018); a box of another image (Yun et al. 2019). */
export interface Mixing {
  readonly name: 'mixup' | 'cutMix';
  /** The weight of the image follows Beta(alpha, alpha). */
  readonly alpha: number;
  readonly probability: number;
}

export type Noise = LpNoise | PatchGaussian | NoisyMix;

/** How a random factor scales an epsilon: not at all, uniform on (0, 1), or by a Beta law. */
export type StrengthScale = 'fixed' | 'uniform' | { readonly beta: readonly [number, number] };

/** A square that noise is confined to, its centre anywhere in the image: its side in pixels, or its area as a share of the image, from and to. */
export type Patch = { readonly side: number } | { readonly area: readonly [number, number] };

/** Random Lp corruptions: each image draws one of all the strengths, and noise of its own. */
export interface LpNoise {
  readonly name: 'lp';
  /** Named sets (c1, c2, c3, single-l2, ...) and curves of one norm; their strengths are pooled. */
  readonly corruptions: readonly (SuiteName | Curve)[];
  /** How many of the strengths an image draws, without replacement, and applies one after another. */
  readonly concurrent: number;
  readonly scale: StrengthScale;
  /** Probability that an image is left as it is. */
  readonly cleanShare: number;
  /** How many neighbours in the epoch's order share one corruption, strength and noise. 1: each image has its own. */
  readonly sharedBy: number;
  readonly patch?: Patch | undefined;
}

/** A square patch of Gaussian noise, of a deviation uniform on 0 to the largest (Lopes et al. 2019). */
export interface PatchGaussian {
  readonly name: 'patchGaussian';
  readonly deviation: number;
  readonly patch: Patch;
}

/** x (1 + multiplicative b u) + additive b' z with b, b' from Beta(2, 5), u uniform on (-1, 1), z normal (Erichson et al. 2022). */
export interface NoisyMix {
  readonly name: 'noisyMix';
  readonly additive: number;
  readonly multiplicative: number;
}
