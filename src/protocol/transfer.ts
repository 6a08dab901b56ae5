import { z } from 'zod';
import { augmentationChangesSchema } from './augmentation';
import { backendNameSchema, dataReferenceSchema, modelReferenceSchema, type ModelDescription } from './experiment';
import { seedSchema } from './norm';
import { suiteFileSchema, type SuiteFile } from './suite';
import { architectureNameSchema, architectureSchema, recipeSchema, type Training } from './training';

/**
 * A transfer file, `*.lptransfer.json`: models that differ in what they were trained on, and what all of them are tested
 * on. Relative paths are taken from the file's folder.
 */

const commonRecipeShape = recipeSchema.omit({ seed: true }).shape;

const nameSchema = z.string().min(1).max(80).describe('What the column is called.');

const trainedStrategySchema = z.strictObject({
  name: nameSchema,
  augmentation: augmentationChangesSchema.prefault({}).describe("What this strategy changes in the common recipe's augmentation."),
  seeds: z
    .array(seedSchema)
    .min(1)
    .max(100)
    .refine((seeds) => new Set(seeds).size === seeds.length, { message: 'A seed stands twice.' })
    .default([1])
    .describe('A model is trained from each. Several tell the luck of training from the strategy.'),
});

const existingStrategySchema = z.strictObject({
  name: nameSchema,
  model: modelReferenceSchema.describe('A model that exists already: its model.json.'),
});

const trainingSchema = z.strictObject({
  architecture: z.union([architectureNameSchema, architectureSchema]).optional().describe('A built-in architecture, by name or with its sizes.'),
  model: modelReferenceSchema.optional().describe('A layers model of your own instead: its model.json.'),
  initialWeights: z.enum(['seeded', 'file']).optional().describe("Your own model's: drawn anew from the seed, or those of its file (fine-tuning). Default: those of its file."),
  ...commonRecipeShape,
  atOnce: z.int().min(1).max(256).optional().describe('Trainings side by side. Default: one a core on a CPU, one on a GPU.'),
  threads: z
    .int()
    .min(1)
    .max(1024)
    .default(1)
    .describe("Threads of each training's arithmetic on tfjs-node. They decide the last bits, so another number is another training. Default 1: several trainings of one thread each get through more images than one after another."),
});

const limitedSchema = z.union([z.boolean(), z.strictObject({ limit: z.int().positive().default(1000).describe('A seeded sample of this many images. Default 1000.') })]);

/** What every model is tested on, on the test images. */
const testsSchema = z.strictObject({
  suite: z.union([z.string().min(1), suiteFileSchema]).default('paper').describe('Lp corruptions: a suite by name (paper, quick, ...), the path of a suite file, or a suite.'),
  limit: z.int().positive().default(2000).describe('A seeded sample of this many test images. Default 2000.'),
  common: limitedSchema.default(false).describe('Whether the 19 common corruptions are tested too, at five severities each.'),
  seed: seedSchema.default(1).describe('Of the images and the noise that all models see.'),
  draws: z.int().min(1).max(1000).default(1).describe('Random draws per image and cell.'),
});

/** A transfer file as it is written. */
export const transferFileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    data: dataReferenceSchema.describe('A dataset name, or a path: image folder, IDX or CIFAR binary files. The training split is trained on, the test split is tested on.'),
    training: trainingSchema.optional().describe('How the models are trained: what all strategies share.'),
    strategies: z.array(z.union([trainedStrategySchema, existingStrategySchema])).min(2).max(100).describe('The columns of the table.'),
    standard: z.string().min(1).optional().describe('Name of the strategy that the others are compared with. Default: the first.'),
    tests: testsSchema.prefault({}),
    backend: z.union([z.literal('auto'), backendNameSchema]).default('auto'),
  })
  .superRefine(({ strategies, standard, training }, context) => {
    const names = strategies.map(({ name }) => name);
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) < at) context.addIssue({ code: 'custom', path: ['strategies', at, 'name'], message: `Another strategy is called "${name}".` });
    }
    if (standard !== undefined && !names.includes(standard)) context.addIssue({ code: 'custom', path: ['standard'], message: `No strategy is called "${standard}".` });
    const trained = strategies.findIndex((strategy) => !('model' in strategy));
    if (training === undefined && trained >= 0) {
      context.addIssue({ code: 'custom', path: ['strategies', trained], message: 'It has no model, so the file must say how to train one: "training".' });
    }
  });
export type TransferFile = z.infer<typeof transferFileSchema>;
export type TransferFileInput = z.input<typeof transferFileSchema>;

/** A model of a strategy: one to be trained, or one that is there. */
export type TransferSource =
  | { readonly kind: 'training'; readonly seed: number; readonly training: Training }
  | { readonly kind: 'model'; readonly path: string; readonly description: ModelDescription };

export interface TransferStrategy {
  readonly name: string;
  readonly sources: readonly TransferSource[];
}

/** A transfer experiment whose paths are absolute and whose defaults are filled in. */
export interface Transfer {
  /** What its folder is called. */
  readonly name: string;
  /** A dataset's name, or an absolute path. */
  readonly data: { readonly source: string; readonly resize: boolean };
  readonly strategies: readonly TransferStrategy[];
  /** Place of the strategy that the others are compared with. */
  readonly standard: number;
  readonly tests: {
    readonly suite: string | SuiteFile;
    readonly limit: number;
    /** Images of the common corruptions; null where they are not tested. */
    readonly commonLimit: number | null;
    readonly seed: number;
    readonly draws: number;
  };
  readonly backend: TransferFile['backend'];
  /** Trainings side by side; as many as the machine takes where it is left open. */
  readonly atOnce?: number;
  readonly threads: number;
}

/** Where a model of a transfer experiment stands. */
export type TransferModelState =
  | { readonly phase: 'waiting' }
  /** `share` of all its epochs, from 0 to 1. */
  | { readonly phase: 'training'; readonly share: number; readonly epoch: number; readonly epochs: number; readonly loss: number }
  /** `reused`: it had been trained before, or existed. */
  | { readonly phase: 'trained'; readonly reused: boolean }
  | { readonly phase: 'evaluating'; readonly test: 'lp' | 'common'; readonly share: number }
  | { readonly phase: 'evaluated' }
  | { readonly phase: 'failed'; readonly code: string; readonly happened: string };

/** A model by its place: the strategy in the file, and the model in the strategy. */
export interface TransferModelPlace {
  readonly strategy: number;
  readonly model: number;
}

/** What there is and what is missing, before anything is trained. */
export interface TransferPlan {
  readonly models: readonly (TransferModelPlace & {
    readonly name: string;
    /** Null for a model that exists. */
    readonly seed: number | null;
    /** Its training's folder, where there is or will be one. */
    readonly training: string | null;
    readonly state: 'trained' | 'begun' | 'missing' | 'exists';
  })[];
}
