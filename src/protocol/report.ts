import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from './commonCorruption';
import { backendNameSchema } from './experiment';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from './norm';

const fraction = z.number().min(0).max(1);

/** An error with its 95 % interval. `errors` counts wrong (image, draw) outcomes; `n` counts images, however many draws. */
export const errorEstimateSchema = z.object({ n: z.int().min(0), errors: z.int().min(0), error: fraction, low: fraction, high: fraction });
export type ErrorEstimate = z.infer<typeof errorEstimateSchema>;

/** A figure with its 95 % interval, or the reason why it is not defined. */
export const estimateSchema = z.union([
  z.object({ value: z.number(), low: z.number(), high: z.number() }),
  z.object({ value: z.null(), reason: z.string() }),
]);
export type Estimate = z.infer<typeof estimateSchema>;

const reportCellSchema = errorEstimateSchema.extend({
  norm: normSchema,
  epsilon: z.number().positive(),
  sampling: samplingSchema,
  unit: replacementUnitSchema,
  inMeanCorruptionError: z.boolean(),
  imperceptible: z.boolean(),
  /** Mean size of the corruption after clipping, in epsilon's unit. */
  realised: z.number().min(0),
});
export type ReportCell = z.infer<typeof reportCellSchema>;

const commonReportCellSchema = errorEstimateSchema.extend({
  corruption: commonCorruptionNameSchema,
  severity: severitySchema,
  /** Mean L2 length of the change, comparable with an epsilon of the L2 norm. */
  realised: z.number().min(0),
});
export type CommonReportCell = z.infer<typeof commonReportCellSchema>;

/** What a suite's common corruptions found. Means are over all five severities of each corruption. */
const commonCorruptionsSchema = z.object({
  cells: z.array(commonReportCellSchema),
  mce: z.object({
    /** Over the 19 (Siedel et al. 2024). */
    all: estimateSchema,
    /** Over the benchmark's own 15. */
    benchmark: estimateSchema,
    /** Over the same 15, each divided by AlexNet's error on ImageNet-C; may exceed 1. */
    benchmarkNormalised: estimateSchema,
    /** Over the same 15, the increase over the clean error, divided by AlexNet's; may be negative. Reports of older versions lack it. */
    benchmarkRelative: estimateSchema.exactOptional(),
    /** Over the 15 of the 19 that are not noise. */
    withoutNoise: estimateSchema,
  }),
});
export type CommonCorruptionFigures = z.infer<typeof commonCorruptionsSchema>;

/** `report.json`: a pure function of experiment, model, data, backend and versions; it holds no time and no host. */
export const reportSchema = z.object({
  kind: z.literal('evaluation'),
  format: z.literal(1),
  clean: errorEstimateSchema,
  cells: z.array(reportCellSchema),
  /** Present where the suite has common corruptions. */
  common: commonCorruptionsSchema.exactOptional(),
  /** Mean error over the suite's cells (science: mCE_Lp). */
  mceLp: estimateSchema,
  /** Relative increase of error under imperceptible corruptions; a ratio, may be negative. */
  ice: estimateSchema,
  /** Root mean square calibration error of the clean images. */
  calibration: estimateSchema,
  confidenceLevel: fraction,
  seed: seedSchema,
  draws: z.int().min(1),
  suite: z.object({
    name: z.string(),
    origin: z.enum(['paper', 'equivalent', 'user']),
    /** Present where the imperceptible corruptions are not the suite's own but were chosen by looking. */
    imperceptible: z.literal('workspace').exactOptional(),
  }),
  backend: z.object({ name: backendNameSchema, device: z.string(), batchSize: z.int().min(1), versions: z.record(z.string(), z.string()) }),
  model: z.object({
    path: z.string(),
    hash: z.string(),
    format: z.enum(['layers', 'graph']),
    input: z.object({ height: z.int(), width: z.int(), channels: z.int() }),
    classCount: z.int(),
    weightCount: z.int(),
  }),
  data: z.object({
    source: z.string(),
    split: z.string(),
    hash: z.string(),
    /** Images in the split, of which `clean.n` were evaluated. */
    count: z.int(),
    classNames: z.array(z.string()),
    /** Folder of stored common corruptions, where they were read instead of made. */
    corrupted: z.string().exactOptional(),
  }),
  versions: z.object({ engine: z.string(), sampler: z.string() }),
});
export type Report = z.infer<typeof reportSchema>;
