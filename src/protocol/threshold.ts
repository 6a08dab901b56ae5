import { z } from 'zod';
import { normSchema, replacementUnitSchema, samplingSchema } from './norm';

const fraction = z.number().min(0).max(1);

/** The largest error that a cell of the suite may have. */
const cellThresholdSchema = z.strictObject({
  figure: z.literal('cell').optional().default('cell'),
  norm: normSchema,
  epsilon: z.number().positive().describe('An epsilon that the suite has under this norm.'),
  sampling: samplingSchema.default('ball'),
  unit: replacementUnitSchema.default('element'),
  maximumError: fraction.describe('The largest error, a fraction: 0.4 is 40 %.'),
});

/** The largest value that an error over the suite or the clean images may have. */
const errorThresholdSchema = z.strictObject({
  figure: z
    .enum(['clean', 'mceLp', 'calibration'])
    .describe('clean: the clean error. mceLp: the mean error over the suite. calibration: the calibration error of the clean images.'),
  maximum: fraction.describe('The largest value, a fraction: 0.1 is 10 %.'),
});

const increaseThresholdSchema = z.strictObject({
  figure: z.literal('ice').describe('iCE: how much the error grows under imperceptible corruptions, relative to the clean error.'),
  maximum: z.number().min(-1).describe('The largest ratio: 0.1 says that the error grows by a tenth at most.'),
});

/** What an experiment file asks of a figure. A threshold changes no number: it only judges them. */
export const thresholdSchema = z.discriminatedUnion('figure', [cellThresholdSchema, errorThresholdSchema, increaseThresholdSchema], {
  error: 'expected a norm, an epsilon and a maximumError, or a figure (clean, mceLp, ice, calibration) and its maximum',
});
export type Threshold = z.infer<typeof thresholdSchema>;
export type CellThreshold = Extract<Threshold, { figure: 'cell' }>;

const verdictSchema = z.enum(['held', 'failed', 'undecided']);
export type Verdict = z.infer<typeof verdictSchema>;

/** A threshold with what was measured and what follows from it. */
export const judgementSchema = z.object({
  threshold: thresholdSchema,
  /** Held: the whole interval is at most the maximum. Failed: the whole interval is above. Undecided: neither. */
  verdict: verdictSchema,
  maximum: z.number(),
  /** The figure with its 95 % interval, or why there is none. */
  measured: z.union([
    z.object({ value: z.number(), low: z.number(), high: z.number() }),
    z.object({ value: z.null(), reason: z.string() }),
  ]),
  /** Images behind the figure, and in the whole split. */
  n: z.int().min(0),
  available: z.int().min(0),
  /** About how many images would decide, if the value stayed as it is; null where it is decided, or no number tells. */
  imagesNeeded: z.int().positive().nullable(),
});
export type Judgement = z.infer<typeof judgementSchema>;
