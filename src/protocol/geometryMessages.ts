import { RequestType } from 'vscode-jsonrpc';
import { z } from 'zod';
import type { DataLocation } from './computeMessages';
import type { PlainError } from './errors';
import { defineRequest } from './message';
import { maximumP, minimumP, seedSchema } from './norm';
import { pictureSchema } from './separation';
import { knownSeparationSchema } from './separationMessages';
import { plainErrorSchema, workIdSchema } from './serverMessages';

/** A norm with a ball: L0, a finite p, or Linf. */
const ballNormSchema = z.union([z.literal(0), z.number().min(minimumP).max(maximumP), z.literal('inf')]);

/** The overlap experiment for one image, at every radius of the ball of `norm` towards one ball of another. */
export const overlapCurveQuestionSchema = z.strictObject({
  /** A dataset's name, or an absolute path. */
  data: z.string().min(1),
  split: z.enum(['train', 'test']),
  /** Index in the split's own order, from 0. */
  image: z.int().min(0),
  norm: ballNormSchema,
  other: z.strictObject({ norm: ballNormSchema, epsilon: z.number().positive().max(1e12) }),
  sampling: z.enum(['ball', 'sphere']),
  /** Drawn as by the code of the paper's first version, by the Laplace density for every 0 < p < infinity. */
  laplaceBug: z.boolean(),
  count: z.int().min(10).max(10_000),
  seed: seedSchema,
});
export type OverlapCurveQuestion = z.infer<typeof overlapCurveQuestionSchema>;

const radii = z.array(z.number().min(0));

export const overlapCurveSchema = z.object({
  question: overlapCurveQuestionSchema,
  picture: pictureSchema,
  /** Ascending radii at which the samples of `norm` leave the other ball; those that never do are left out. */
  leaving: radii,
  /** Ascending radii from which the ball of `norm` holds the samples of the other ball. */
  entering: radii,
  /** In closed form, before clipping; absent where there is none. */
  thresholds: z.object({
    contained: z.number().exactOptional(),
    half: z.number().exactOptional(),
    equalVolume: z.number().exactOptional(),
    halfOfOther: z.number().exactOptional(),
    containing: z.number().exactOptional(),
  }),
});
export type MeasuredOverlap = z.infer<typeof overlapCurveSchema>;

/** Engine to compute process, without anything before: the overlap of two balls around an image, at every radius. Fails with LPR-3xx. */
export const measureOverlapCurveRequest = new RequestType<Omit<OverlapCurveQuestion, 'data'> & { readonly location: DataLocation }, Omit<MeasuredOverlap, 'question'>, PlainError>('overlap/curve');

/** The extension asks when the user starts the overlap experiment in the geometry panel. */
export const overlapCurveRequest = defineRequest({
  method: 'lpRobustness/overlapCurve',
  params: z.strictObject({ workId: workIdSchema, question: overlapCurveQuestionSchema }),
  result: overlapCurveSchema,
});

/** Extension host to the geometry panel. */
export const toGeometryPanelSchema = z.discriminatedUnion('kind', [
  /** On `ready`, and when the user has chosen other images: whose images the experiment is about; empty where none are chosen. */
  z.strictObject({ kind: z.literal('data'), data: z.string() }),
  z.strictObject({ kind: z.literal('working'), message: z.string() }),
  z.strictObject({ kind: z.literal('overlap'), overlap: overlapCurveSchema, separations: z.array(knownSeparationSchema) }),
  z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema }),
]);
export type ToGeometryPanel = z.infer<typeof toGeometryPanelSchema>;

export const fromGeometryPanelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** The user wants other images. */
  z.strictObject({ kind: z.literal('chooseData') }),
  z.strictObject({ kind: z.literal('measure'), question: overlapCurveQuestionSchema }),
  z.strictObject({ kind: z.literal('cancel') }),
]);
export type FromGeometryPanel = z.infer<typeof fromGeometryPanelSchema>;
