import { RequestType } from 'vscode-jsonrpc';
import { z } from 'zod';
import type { EvaluationBlock } from './computeMessages';
import type { PlainError } from './errors';
import { backendNameSchema } from './experiment';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema, type NoiseLaw } from './norm';

/** A block of images under one law, as it is evaluated, and how often each bracket is halved. */
export interface CriticalEpsilonBlock extends Omit<EvaluationBlock, 'law' | 'strengths'> {
  readonly law: NoiseLaw;
  /** Ascending. */
  readonly epsilons: readonly number[];
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

const share = z.number().min(0).max(1);
const images = z.int().min(0);

/** Share of images that have flipped up to each epsilon of the suite, with a band that holds for all epsilons at once. */
const distributionSchema = z.array(z.object({ epsilon: z.number(), share, low: share, high: share }));

const mostFragileSchema = z.array(z.object({ image: images, epsilon: z.number(), label: z.string(), predicted: z.string() }));

/** The critical epsilons of one law over the images. */
const criticalEpsilonCurveSchema = z.object({
  norm: normSchema,
  sampling: samplingSchema,
  unit: replacementUnitSchema,
  /** Images that were right without corruption: of these is the distribution. */
  n: images,
  /** Images that were wrong to begin with, kept apart. */
  wrong: images,
  /** Images of n that never flipped up to the largest epsilon. */
  censored: images,
  largestEpsilon: z.number(),
  /** Smallest epsilon by which half of the n images have flipped; null where it is beyond the largest. */
  median: z.number().nullable(),
  distribution: distributionSchema,
  /** The images that flip first, by their index in the split. */
  mostFragile: mostFragileSchema,
  /** The same of the images of each class, by class index. */
  classes: z.array(
    z.object({ name: z.string(), n: images, wrong: images, censored: images, median: z.number().nullable(), distribution: distributionSchema, mostFragile: mostFragileSchema }),
  ),
  /** Of every image, in the order of the report's `images`: its critical epsilon, "censored", or "wrong". */
  epsilons: z.array(z.union([z.number(), z.enum(['censored', 'wrong'])])),
});
export type CriticalEpsilonCurve = z.infer<typeof criticalEpsilonCurveSchema>;

/** `critical-epsilon.json`: a pure function of experiment, model, data, backend and versions. */
export const criticalEpsilonReportSchema = z.object({
  kind: z.literal('criticalEpsilon'),
  format: z.literal(1),
  curves: z.array(criticalEpsilonCurveSchema),
  /** Indices of the images, ascending, in their split's own order, and the class index of each. */
  images: z.array(images),
  labels: z.array(images),
  confidenceLevel: share,
  seed: seedSchema,
  halvings: images,
  suite: z.string(),
  backend: backendNameSchema,
  model: z.object({ path: z.string(), hash: z.string() }),
  data: z.object({ source: z.string(), split: z.string(), hash: z.string() }),
  /** SHA-256 of all that decides these bytes. */
  question: z.string(),
});
export type CriticalEpsilonReport = z.infer<typeof criticalEpsilonReportSchema>;
