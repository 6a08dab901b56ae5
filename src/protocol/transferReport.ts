import { z } from 'zod';
import { backendNameSchema } from './experiment';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from './norm';
import { estimateSchema, reportSchema } from './report';
import { recipeSchema } from './training';

const fraction = z.number().min(0).max(1);

/** Which of a model's runs: under the Lp corruptions, with the clean images, or under the common corruptions. */
export const transferTestSchema = z.enum(['lp', 'common']);
export type TransferTest = z.infer<typeof transferTestSchema>;

const rowShape = {
  /** The run whose cells it pools. */
  test: transferTestSchema,
  /** Cells that it pools, with equal weight. */
  cells: z.int().positive(),
  /** Images that every figure of the row rests on. */
  n: z.int().min(0),
};

/** A row of the table: test corruptions that are shown as one. */
export const transferRowSchema = z.discriminatedUnion('kind', [
  /** The error on clean images. */
  z.object({ kind: z.literal('clean'), ...rowShape }),
  /** All epsilons of one norm that count for mCE_Lp. */
  z.object({ kind: z.literal('norm'), norm: normSchema, sampling: samplingSchema, unit: replacementUnitSchema, ...rowShape }),
  z.object({ kind: z.literal('mceLp'), ...rowShape }),
  z.object({ kind: z.literal('mce'), ...rowShape }),
  z.object({ kind: z.literal('mceWithoutNoise'), ...rowShape }),
]);
export type TransferReportRow = z.infer<typeof transferRowSchema>;

/** A folder or file, from the report's own folder on, with slashes: "../../runs/NAME". */
const placeSchema = z.string();

/** A model of a strategy that was tested. */
const modelSchema = z.object({
  /** It was trained from; null for a model that existed. */
  seed: seedSchema.nullable(),
  /** Its model.json. */
  model: placeSchema,
  /** SHA-256 of the model file, its weights and its description. */
  hash: z.string(),
  /** Folder of its training; null for a model that existed. */
  training: placeSchema.nullable(),
  /** Folders of its runs; their reports and outcomes hold every image. */
  runs: z.object({ lp: placeSchema, common: placeSchema.nullable() }),
});
export type TransferModel = z.infer<typeof modelSchema>;

/** Why a strategy lacks a model: a training or an evaluation that failed. */
const missingSchema = z.object({ seed: seedSchema.nullable(), code: z.string(), happened: z.string() });

const strategySchema = z.object({
  name: z.string(),
  /** What was done to its training images; null for a model that existed. */
  augmentation: recipeSchema.shape.augmentation.nullable(),
  /** The models that its column pools. Empty where none could be had. */
  models: z.array(modelSchema),
  missing: z.array(missingSchema),
  /** iCE of its models together; null where there is no model. */
  ice: estimateSchema.nullable(),
});
export type TransferReportStrategy = z.infer<typeof strategySchema>;

/** A cell of the table: a strategy under the corruptions of a row. */
const cellSchema = z.object({
  /** Mean error over models, cells and images, with a 95 % interval over images. */
  error: estimateSchema,
  /** Error of each of the strategy's models, in their order. */
  models: z.array(fraction),
  /** Standard deviation between the models' errors, of which the interval knows nothing; null with fewer than two. */
  deviation: z.number().min(0).nullable(),
  /** The error less that of the standard strategy: negative is better. Null for the standard itself, and where it has no model. */
  difference: estimateSchema.nullable(),
  /** Two-sided p-value of the paired sign-flip test against the standard, after Holm's correction over the table. */
  p: fraction.nullable(),
  /** Whether p is at most the level. */
  significant: z.boolean().nullable(),
  /** Mean over cells and models of the accuracy divided by the best of all models in that cell; null where the best is 0. */
  normalisedAccuracy: fraction.nullable(),
});
export type TransferReportCell = z.infer<typeof cellSchema>;

/**
 * `report.json` of a transfer experiment: a pure function of the file, the models, the data, the backend and versions; it
 * holds no time and no host. Errors are fractions.
 */
export const transferReportSchema = z.object({
  kind: z.literal('transfer'),
  format: z.literal(1),
  name: z.string(),
  /** In the order of the columns. */
  strategies: z.array(strategySchema),
  /** Place of the strategy that the others are compared with. */
  standard: z.int().min(0),
  rows: z.array(transferRowSchema),
  /** By row, then by strategy; null where the strategy has no model. */
  cells: z.array(z.array(cellSchema.nullable())),
  /** Chance of any false mark in the whole table. */
  level: fraction,
  /** Differences that were tested together. */
  comparisons: z.int().min(0),
  confidenceLevel: fraction,
  /** How the models were trained; null where all of them existed. */
  training: z
    .object({
      /** The architecture, or the hash of the user's own model and how it begins. */
      subject: z.string(),
      /** Content hash of the training images and labels. */
      data: z.string(),
      recipe: recipeSchema.omit({ seed: true, augmentation: true }),
      backend: z.object({ name: backendNameSchema, device: z.string(), versions: z.record(z.string(), z.string()) }),
      version: z.string(),
    })
    .nullable(),
  tests: z.object({
    suite: reportSchema.shape.suite,
    /** Test images under the Lp corruptions, and under the common ones; null where these were not tested. */
    limit: z.int().positive(),
    commonLimit: z.int().positive().nullable(),
    seed: seedSchema,
    draws: z.int().min(1),
  }),
  data: z.object({ source: z.string(), hash: z.string(), count: z.int(), classNames: z.array(z.string()) }),
  /** Of the evaluations. */
  backend: reportSchema.shape.backend,
  versions: reportSchema.shape.versions,
});
export type TransferReport = z.infer<typeof transferReportSchema>;
