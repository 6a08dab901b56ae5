import { z } from 'zod';
import { augmentationSchema } from './augmentation';
import { backendNameSchema, dataReferenceSchema, modelReferenceSchema, type ModelDescription } from './experiment';
import { seedSchema } from './norm';

/**
 * A training file, `*.lptrain.json`: what to train a model on, and how. Relative paths are taken from the file's folder.
 * Lengths of training are in epochs, one epoch being one pass over the training images.
 */

const fractionSchema = z.number().min(0).max(1);

/** An architecture with the layers of the paper's code, or a small one for a processor. */
export const architectureSchema = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('small-cnn') }),
  z.strictObject({
    name: z.literal('resnet'),
    depth: z.int().min(8).max(1202).describe('6 n + 2: 8, 14, 20, 32, 44, 56, 110, ...').default(20),
    width: z.int().min(1).max(64).default(1).describe('Multiplies the 16, 32 and 64 filters of the three stages.'),
  }),
  z.strictObject({
    name: z.literal('wideresnet'),
    depth: z.int().min(10).max(1000).default(28).describe('6 n + 4: 10, 16, 22, 28, 40, ...'),
    width: z.int().min(1).max(64).default(4).describe('Multiplies the 16, 32 and 64 filters of the three stages.'),
    dropout: z.number().min(0).max(0.99).default(0.3).describe('Share of values that is dropped between the two convolutions of a block.'),
  }),
  z.strictObject({ name: z.literal('densenet201-12') }),
  z.strictObject({ name: z.literal('resnext29-32x4d') }),
]);
export type Architecture = z.infer<typeof architectureSchema>;

/** Architectures that have a name of their own, with what it stands for. */
export const namedArchitectures = {
  'small-cnn': { name: 'small-cnn' },
  'resnet-8': { name: 'resnet', depth: 8, width: 1 },
  'resnet-20': { name: 'resnet', depth: 20, width: 1 },
  'wideresnet-28-4': { name: 'wideresnet', depth: 28, width: 4, dropout: 0.3 },
  'wideresnet-28-10': { name: 'wideresnet', depth: 28, width: 10, dropout: 0.3 },
  'densenet201-12': { name: 'densenet201-12' },
  'resnext29-32x4d': { name: 'resnext29-32x4d' },
} as const satisfies Record<string, Architecture>;
export type ArchitectureName = keyof typeof namedArchitectures;
export const architectureNameSchema = z.enum(Object.keys(namedArchitectures) as [ArchitectureName, ...ArchitectureName[]]);

/** "resnet-20", "wideresnet-28-4": what a topology calls itself. */
export function architectureName(architecture: Architecture): string {
  switch (architecture.name) {
    case 'resnet':
      return architecture.width === 1 ? `resnet-${architecture.depth}` : `resnet-${architecture.depth}-${architecture.width}`;
    case 'wideresnet':
      return `wideresnet-${architecture.depth}-${architecture.width}`;
    case 'small-cnn':
    case 'densenet201-12':
    case 'resnext29-32x4d':
      return architecture.name;
  }
}

const rateSchema = z.number().positive().max(100);
const warmUpSchema = z.number().min(0).max(100_000).default(0).describe('Epochs in which the rate rises in a line to the peak.');

export const learningRateSchema = z.discriminatedUnion('schedule', [
  z.strictObject({
    schedule: z.literal('cosine').describe('Cosine annealing with warm restarts (Loshchilov and Hutter 2017).'),
    peak: rateSchema.default(0.1),
    minimum: z.number().min(0).max(100).default(0),
    cycle: z.number().positive().max(100_000).optional().describe('Epochs of the first cycle. Default: all, so one cycle.'),
    cycleFactor: z.int().min(1).max(100).default(1).describe('Each cycle is this many times as long as the one before.'),
    warmUp: warmUpSchema,
    cutCycle: z.boolean().default(false).describe('Allow training to stop within a cycle, with a rate that has not come down.'),
  }),
  z.strictObject({
    schedule: z.literal('step').describe('The rate is multiplied by a factor at each milestone.'),
    peak: rateSchema.default(0.1),
    factor: z.number().positive().max(1).default(0.1),
    milestones: z.array(z.number().positive()).max(1000).describe('Epochs after which the rate changes, ascending.'),
    warmUp: warmUpSchema,
  }),
]);
export type LearningRate = z.infer<typeof learningRateSchema>;

export const lossSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('crossEntropy'),
    labelSmoothing: z.number().min(0).max(0.99).default(0).describe('Share of the label that is spread over all classes (Szegedy et al. 2016).'),
  }),
  z.strictObject({
    kind: z.literal('jensenShannon').describe('Cross entropy of the clean image, and consistency with two augmented views of it (Hendrycks et al. 2020). An epoch takes three times as long.'),
    labelSmoothing: z.number().min(0).max(0.99).default(0),
    weight: z.number().min(0).max(1000).default(12).describe('Factor of the consistency term.'),
  }),
]);
export type Loss = z.infer<typeof lossSchema>;

export const optimiserSchema = z.strictObject({
  momentum: z.number().min(0).max(0.9999).default(0.9),
  nesterov: z.boolean().default(false),
  weightDecay: z.number().min(0).max(1).default(5e-4).describe('On all trainable weights, added to the gradient.'),
  clipValue: z.number().positive().optional().describe('Every entry of the gradient is brought into [-clipValue, clipValue].'),
  clipNorm: z.number().positive().optional().describe("The gradient is scaled down where its Euclidean norm over all weights is above this."),
});
export type Optimiser = z.infer<typeof optimiserSchema>;

/** How a model is trained: all but what it is trained on. */
export const recipeShape = {
  epochs: z.int().min(1).max(100_000),
  batchSize: z.int().min(1).max(65_536).default(128),
  learningRate: learningRateSchema.default({ schedule: 'cosine', peak: 0.1, minimum: 0, cycleFactor: 1, warmUp: 0, cutCycle: false }),
  rateChanges: z.enum(['batch', 'epoch']).default('batch').describe("How often the learning rate changes; the paper's changes once an epoch."),
  optimiser: optimiserSchema.default({ momentum: 0.9, nesterov: false, weightDecay: 5e-4 }),
  loss: lossSchema.default({ kind: 'crossEntropy', labelSmoothing: 0 }),
  augmentation: augmentationSchema.omit({ views: true }).prefault({}).describe('What is done to a training image in each epoch. Default: flip and crop.'),
  validation: fractionSchema.lt(1).default(0).describe('Share of the training images that is kept apart to watch the error on, never trained on. The test images are never seen.'),
  limit: z.int().positive().optional().describe('Train on a seeded sample of this many images. Default: all.'),
  seed: seedSchema.default(1),
};

export const recipeSchema = z.object(recipeShape);
export type Recipe = z.infer<typeof recipeSchema>;

/** A training file as it is written. */
export const trainingFileSchema = z.strictObject({
  $schema: z.string().optional(),
  architecture: z.union([architectureNameSchema, architectureSchema]).optional().describe('A built-in architecture, by name or with its sizes.'),
  model: modelReferenceSchema.optional().describe('A layers model of your own instead: its model.json.'),
  initialWeights: z.enum(['seeded', 'file']).optional().describe("Your own model's: drawn anew from the seed, or those of its file (fine-tuning). Default: those of its file."),
  data: dataReferenceSchema.describe('A dataset name, or a path: image folder, IDX or CIFAR binary files. Their training split is used.'),
  ...recipeShape,
  backend: z.union([z.literal('auto'), backendNameSchema]).default('auto'),
});
export type TrainingFile = z.infer<typeof trainingFileSchema>;
export type TrainingFileInput = z.input<typeof trainingFileSchema>;

/** A training whose paths are absolute and whose defaults are filled in. */
export interface Training {
  readonly subject: TrainingSubject;
  /** A dataset's name, or an absolute path. */
  readonly data: { readonly source: string; readonly resize: boolean };
  readonly recipe: Recipe;
  readonly backend: TrainingFile['backend'];
}

/** What is trained: an architecture from the seed on, or a model of the user's. */
export type TrainingSubject =
  | { readonly kind: 'architecture'; readonly architecture: Architecture }
  | { readonly kind: 'model'; readonly path: string; readonly description: ModelDescription; readonly initialWeights: 'seeded' | 'file' };

/** One epoch that a training has finished. Losses are means over images, accuracies shares of them. */
export const epochRecordSchema = z.object({
  /** From 1. */
  epoch: z.int().positive(),
  loss: z.number(),
  /** On the augmented images, as they were trained on. */
  accuracy: z.number(),
  /** On the images kept apart; null where none were. */
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  /** At the last batch. */
  learningRate: z.number(),
  imagesPerSecond: z.number(),
  seconds: z.number(),
});
export type EpochRecord = z.infer<typeof epochRecordSchema>;

/** What a finished training says of itself: `report.json` of its folder. */
export const trainingReportSchema = z.object({
  kind: z.literal('training'),
  /** SHA-256 of the trained weights, as they lie in model/weights.bin. */
  weights: z.string(),
  trainingImages: z.int(),
  validationImages: z.int(),
  trainableCount: z.int(),
  classNames: z.array(z.string()),
  input: z.object({ height: z.int(), width: z.int(), channels: z.int() }),
  epochs: z.array(epochRecordSchema),
});
export type TrainingReport = z.infer<typeof trainingReportSchema>;

export interface TrainingResult {
  readonly folder: string;
  /** The trained model's model.json. */
  readonly model: string;
  readonly report: TrainingReport;
  /** True where it was trained before and nothing was computed. */
  readonly reused: boolean;
}

/** How far a training is, about once a second. */
export interface TrainingMoment {
  /** From 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Images trained on, in all epochs, and to be trained on. */
  readonly done: number;
  readonly total: number;
  /** Of the epoch so far. */
  readonly loss: number;
  readonly accuracy: number;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
}
