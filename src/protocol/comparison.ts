import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from './commonCorruption';
import { defineRequest } from './message';
import { normSchema, replacementUnitSchema, samplingSchema } from './norm';

const fraction = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);

/** What a row of a comparison is about. */
export const comparedSubjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('clean') }),
  z.object({ kind: z.literal('cell'), norm: normSchema, sampling: samplingSchema, unit: replacementUnitSchema, epsilon: z.number().positive() }),
  z.object({ kind: z.literal('common'), corruption: commonCorruptionNameSchema, severity: severitySchema }),
  /** The mean over the cells that count for mCE_Lp in every run. */
  z.object({ kind: z.literal('mceLp'), cells: z.int().min(1) }),
  /** The mean over the common corruptions of every run. */
  z.object({ kind: z.literal('mce'), cells: z.int().min(1) }),
]);
export type ComparedSubject = z.infer<typeof comparedSubjectSchema>;

/** One run against the first: its error minus the first run's on the same images, so below 0 is better. */
const differenceSchema = z.object({
  error: fraction,
  difference,
  /** 95 % interval of the difference. */
  low: difference,
  high: difference,
  /** Two-sided p-value by itself, and adjusted by Holm for all differences of its family. */
  p: fraction,
  adjusted: fraction,
  /** The adjusted p-value is below the level. */
  significant: z.boolean(),
});
export type Difference = z.infer<typeof differenceSchema>;

const comparedRunSchema = z.object({
  folder: z.string(),
  model: z.string(),
  suite: z.string(),
  seed: z.int(),
  draws: z.int().min(1),
  backend: z.string(),
  /** Images that this run evaluated, of which `n` are compared. */
  images: z.int().min(0),
});

/** Two or more finished runs on the same data, image by image. The first is what the others are compared with. */
export const comparisonSchema = z.object({
  kind: z.literal('comparison'),
  format: z.literal(1),
  runs: z.array(comparedRunSchema).min(2),
  data: z.object({ source: z.string(), split: z.string(), hash: z.string(), classNames: z.array(z.string()) }),
  /** Images that every run evaluated. */
  n: z.int().min(1),
  /** Every run drew the same noise for an image: seeds and samplers are equal. */
  sameNoise: z.boolean(),
  level: fraction,
  /** Differences in each family that Holm's correction is over: figures over the suite, and cells. */
  tests: z.object({ figures: z.int().min(1), cells: z.int().min(0) }),
  rows: z.array(z.object({ subject: comparedSubjectSchema, error: fraction, others: z.array(differenceSchema).min(1) })),
});
export type Comparison = z.infer<typeof comparisonSchema>;
export type ComparisonRow = Comparison['rows'][number];

/** An image on which runs differ under one subject: what each run predicted, first draw. */
export const comparedImageSchema = z.object({
  image: z.int().min(0),
  label: z.int(),
  predictions: z.array(z.object({ predicted: z.int(), confidence: z.number() })),
});
export type ComparedImage = z.infer<typeof comparedImageSchema>;

const runFolders = z.array(z.string().min(1)).min(2).max(20);

/** The extension asks when the user compares runs; only the runs' folders are read, so Restricted Mode may ask. */
export const compareRunsRequest = defineRequest({
  method: 'lpRobustness/compareRuns',
  params: z.strictObject({ folders: runFolders }),
  result: comparisonSchema,
});

/** The comparison panel asks when the user chooses a row: the images that some runs get right and others wrong there. */
export const comparedImagesRequest = defineRequest({
  method: 'lpRobustness/comparedImages',
  params: z.strictObject({ folders: runFolders, subject: comparedSubjectSchema, first: z.int().min(0), count: z.int().min(1).max(200) }),
  /** Those first on which the confidence in the label differs most. Empty for a mean: its cells have images. */
  result: z.object({ total: z.int().min(0), images: z.array(comparedImageSchema) }),
});
