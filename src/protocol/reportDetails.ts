import { z } from 'zod';
import { defineRequest } from './message';
import { errorEstimateSchema, estimateSchema } from './report';

/**
 * What a report tells beyond report.json: questions that its page asks its host, and the host the server, which answers
 * them from the run's folder. Only `pictures` opens a model or an image, and is for trusted workspaces.
 */

/** A cell by its place among the report's cells, those of norms first, then the common corruptions; `clean`: the images as they are; `mean`: all cells that count for mCE_Lp together. */
export const cellChoiceSchema = z.union([z.int().min(0), z.literal('clean'), z.literal('mean')]);
export type CellChoice = z.infer<typeof cellChoiceSchema>;

const oneCellSchema = z.union([z.int().min(0), z.literal('clean')]);
const fraction = z.number().min(0).max(1);

/** The errors of one class: of the images that its label is on. */
export const classErrorsSchema = z.object({
  label: z.int(),
  clean: errorEstimateSchema,
  corrupted: errorEstimateSchema,
  /** The wrong class that they are most often taken for, with its count among the wrong outcomes; null where none is wrong. */
  takenFor: z.object({ label: z.int(), count: z.int().min(1) }).nullable(),
});
export type ClassErrors = z.infer<typeof classErrorsSchema>;

/** Outcomes whose confidence lies from `from` on and below `to` (the last bin holds 1, too). */
export const reliabilityBinSchema = z.object({
  from: fraction,
  to: fraction,
  n: z.int().min(1),
  /** Their mean confidence, and the share of them that is right, with its interval. */
  confidence: fraction,
  accuracy: fraction,
  low: fraction,
  high: fraction,
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

/** How large the corruptions of a cell were after clipping, over images and draws, in epsilon's unit. */
export const realisedRangeSchema = z.object({
  n: z.int().min(0),
  minimum: z.number(),
  /** The 5 % and the 95 % quantile. */
  low: z.number(),
  median: z.number(),
  high: z.number(),
  maximum: z.number(),
});
export type RealisedRange = z.infer<typeof realisedRangeSchema>;

/** `lost`: right before and wrong under the corruption; `gained`: the other way round; `other`: from one wrong class to another. */
export const flipKindSchema = z.enum(['lost', 'gained', 'other']);
export type FlipKind = z.infer<typeof flipKindSchema>;

export const flipSchema = z.object({
  image: z.int().min(0),
  draw: z.int().min(0),
  label: z.int(),
  /** Class and confidence of the prediction for the clean and for the corrupted image. */
  before: z.int(),
  beforeConfidence: z.number(),
  after: z.int(),
  afterConfidence: z.number(),
  /** How much confidence in the label the corruption cost; negative where it gave some. */
  lost: z.number(),
});
export type Flip = z.infer<typeof flipSchema>;

const flipChoice = { cell: z.int().min(0), of: flipKindSchema };

const topClassesSchema = z.object({ classes: z.array(z.int()), confidences: z.array(z.number()) });

/** What of a report an export holds: all of it, or one view as it is shown. */
export const exportSubjectSchema = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('report') }),
  z.strictObject({ view: z.literal('curves') }),
  z.strictObject({ view: z.literal('matrix') }),
  z.strictObject({ view: z.literal('classes'), cell: cellChoiceSchema }),
  z.strictObject({ view: z.literal('realised') }),
  z.strictObject({ view: z.literal('calibration'), cell: oneCellSchema }),
  z.strictObject({ view: z.literal('flips'), ...flipChoice }),
]);
export type ExportSubject = z.infer<typeof exportSubjectSchema>;

export const exportFormatSchema = z.enum(['csv', 'json', 'markdown', 'latex', 'svg', 'html']);
export type ExportFormat = z.infer<typeof exportFormatSchema>;

/** Every question with its parameters and its answer. */
export const reportQuestions = {
  /** The errors of each class that has images, under a cell. */
  classes: { params: z.strictObject({ cell: cellChoiceSchema }), result: z.object({ classes: z.array(classErrorsSchema) }) },
  /** Confidence against accuracy under a cell, in bins that have outcomes, and the calibration error. */
  calibration: { params: z.strictObject({ cell: oneCellSchema }), result: z.object({ n: z.int().min(0), error: estimateSchema, bins: z.array(reliabilityBinSchema) }) },
  /** One entry for each cell, in that order. */
  realised: { params: z.strictObject({}), result: z.object({ cells: z.array(realisedRangeSchema) }) },
  /** A page of the images that flipped under a cell, those that lost most confidence first. */
  flips: {
    params: z.strictObject({ ...flipChoice, first: z.int().min(0), count: z.int().min(1).max(100) }),
    result: z.object({ total: z.int().min(0), flips: z.array(flipSchema) }),
  },
  /** A clean image of the run, and what the model makes of it and of its corruption in a cell now. */
  pictures: {
    params: z.strictObject({ cell: z.int().min(0), image: z.int().min(0), draw: z.int().min(0) }),
    result: z.object({
      shape: z.object({ height: z.int().min(1), width: z.int().min(1), channels: z.int().min(1) }),
      /** Base64 of height x width x channels values: bytes of which 255 stands for 1, or little-endian float32. */
      values: z.string(),
      type: z.enum(['bytes', 'float32']),
      before: topClassesSchema,
      after: topClassesSchema,
    }),
  },
  /** From which epsilon on class separation no longer guarantees the labels: a sentence a norm whose separation is known. */
  labelSafety: { params: z.strictObject({}), result: z.object({ notes: z.array(z.string()) }) },
  /** When the run was made and worked on. */
  history: {
    params: z.strictObject({}),
    result: z.object({
      created: z.string(),
      sessions: z.array(z.object({ started: z.string(), ended: z.string().nullable(), outcome: z.string().nullable(), workers: z.int().nullable(), host: z.string(), platform: z.string() })),
    }),
  },
  /** The text of a file for an export. */
  export: { params: z.strictObject({ subject: exportSubjectSchema, format: exportFormatSchema }), result: z.object({ text: z.string() }) },
} as const;
export type ReportQuestions = typeof reportQuestions;
export type ReportQuestion = keyof ReportQuestions;
export type ReportParams<Q extends ReportQuestion> = z.infer<ReportQuestions[Q]['params']>;
export type ReportAnswer<Q extends ReportQuestion> = z.infer<ReportQuestions[Q]['result']>;

/** The runs folder is read only below `folder`, which is a run's. */
const inRun = <P extends z.ZodObject>(params: P) => z.strictObject({ folder: z.string().min(1), question: params });

/**
 * The extension asks for the page of a report: one request for each of {@link reportQuestions}, about the run in `folder`.
 * Cancelled when the page no longer wants to know.
 */
export const reportRequests = {
  classes: defineRequest({ method: 'lpRobustness/report/classes', params: inRun(reportQuestions.classes.params), result: reportQuestions.classes.result }),
  calibration: defineRequest({ method: 'lpRobustness/report/calibration', params: inRun(reportQuestions.calibration.params), result: reportQuestions.calibration.result }),
  labelSafety: defineRequest({ method: 'lpRobustness/report/labelSafety', params: inRun(reportQuestions.labelSafety.params), result: reportQuestions.labelSafety.result }),
  realised: defineRequest({ method: 'lpRobustness/report/realised', params: inRun(reportQuestions.realised.params), result: reportQuestions.realised.result }),
  flips: defineRequest({ method: 'lpRobustness/report/flips', params: inRun(reportQuestions.flips.params), result: reportQuestions.flips.result }),
  pictures: defineRequest({ method: 'lpRobustness/report/pictures', params: inRun(reportQuestions.pictures.params), result: reportQuestions.pictures.result }),
  history: defineRequest({ method: 'lpRobustness/report/history', params: inRun(reportQuestions.history.params), result: reportQuestions.history.result }),
  export: defineRequest({ method: 'lpRobustness/report/export', params: inRun(reportQuestions.export.params), result: reportQuestions.export.result }),
} as const;
