import { RequestType } from 'vscode-jsonrpc';
import type { EvaluationBlock } from './computeMessages';
import type { PlainError } from './errors';
import type { NoiseLaw } from './norm';

/** A block of images under one law, as it is evaluated, and how often each bracket is halved. */
export interface CriticalEpsilonBlock extends Omit<EvaluationBlock, 'law'> {
  readonly law: NoiseLaw;
  readonly halvings: number;
}

/** One entry an image. */
export interface CriticalEpsilons {
  /** The upper end of the bracket, at which the prediction is wrong; Infinity where it is right at every epsilon, NaN where it is wrong without corruption. */
  readonly epsilons: Float64Array;
  /** The lower end of the bracket, at which it is right. */
  readonly below: Float64Array;
  /** What is predicted at the upper end, else at the largest epsilon. */
  readonly predicted: Int32Array;
}

/** Engine to compute process, after the data: where the prediction of each image first flips. Cancelled between two predictions. */
export const findCriticalEpsilonsRequest = new RequestType<CriticalEpsilonBlock, CriticalEpsilons, PlainError>('block/criticalEpsilons');

/** The critical epsilons of one law over the images. Numbers of images are whole. */
export interface CriticalEpsilonCurve extends NoiseLaw {
  /** Images that were right without corruption: of these is the distribution. */
  readonly n: number;
  /** Images that were wrong to begin with, kept apart. */
  readonly wrong: number;
  /** Images of n that never flipped up to the largest epsilon. */
  readonly censored: number;
  readonly largestEpsilon: number;
  /** Smallest epsilon by which half of the n images have flipped; null where it is beyond the largest. */
  readonly median: number | null;
  /** Share of the n images that have flipped up to each epsilon of the suite, with a band that holds for all epsilons at once. */
  readonly distribution: readonly { readonly epsilon: number; readonly share: number; readonly low: number; readonly high: number }[];
  readonly classes: readonly { readonly name: string; readonly n: number; readonly censored: number; readonly median: number | null }[];
  /** The images that flip first, by their index in the split. */
  readonly mostFragile: readonly { readonly image: number; readonly epsilon: number; readonly label: string; readonly predicted: string }[];
  /** Of every image, in the order of the report's `images`: its critical epsilon, "censored", or "wrong". */
  readonly epsilons: readonly (number | 'censored' | 'wrong')[];
}

export interface CriticalEpsilonReport {
  readonly curves: readonly CriticalEpsilonCurve[];
  /** Indices of the images, ascending, in their split's own order. */
  readonly images: readonly number[];
  readonly confidenceLevel: number;
  readonly seed: number;
  readonly halvings: number;
  readonly suite: string;
  readonly backend: string;
  readonly model: { readonly path: string; readonly hash: string };
  readonly data: { readonly source: string; readonly split: string; readonly hash: string };
}
