import { z } from 'zod';
import { seedSchema } from './norm';
import { suiteFileSchema } from './suite';
import { thresholdSchema } from './threshold';

/** How a model wants its input: applied after the corruption, to images in [0,1]. */
export const preprocessingSchema = z.strictObject({
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('What 0 and 1 become, for instance [-1, 1] or [0, 255]. Default [0, 1].'),
  mean: z.array(z.number()).min(1).max(4).optional().describe('Subtracted per channel, after range.'),
  std: z.array(z.number().positive()).min(1).max(4).optional().describe('Divided by per channel, after mean.'),
  channelOrder: z.enum(['rgb', 'bgr']).optional(),
  layout: z.enum(['nhwc', 'nchw', 'flat']).optional().describe('Order of the input tensor. Default: taken from the model.'),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** What a sidecar `lp-robustness.json` beside the model file, or the experiment file, says of a model. */
export const modelDescriptionSchema = z.strictObject({
  $schema: z.string().optional(),
  preprocessing: preprocessingSchema.optional(),
  classNames: z.array(z.string()).min(2).max(100_000).optional().describe('Class names in the order of the outputs.'),
  output: z.enum(['logits', 'probabilities']).optional().describe('Default: told apart by looking at the outputs.'),
  inputSize: z.tuple([z.int().positive(), z.int().positive()]).optional().describe('Height and width, where the model leaves them open.'),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

export const modelReferenceSchema = z.union([
  z.string().min(1),
  modelDescriptionSchema.omit({ $schema: true }).extend({ path: z.string().min(1) }),
]);

export const datasetNameSchema = z.enum(['mnist', 'fashion-mnist', 'cifar10']);
export type DatasetName = z.infer<typeof datasetNameSchema>;

export const dataReferenceSchema = z.union([
  z.string().min(1),
  z.strictObject({
    source: z.string().min(1).describe('A dataset name (mnist, fashion-mnist, cifar10), or a folder or file path.'),
    resize: z.boolean().optional().describe("Resize images to the model's input. Default false: another size is an error."),
  }),
]);

/** Data of an evaluation. */
export const evaluationDataSchema = z.union([
  dataReferenceSchema.options[0],
  dataReferenceSchema.options[1].extend({
    corrupted: z
      .string()
      .min(1)
      .optional()
      .describe('Folder with common corruptions of these very images, as CIFAR-10-C (one .npy a corruption) or ImageNet-C (corruption/severity/class) has them. They are read instead of being made.'),
  }),
]);

export const backendNameSchema = z.enum(['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm']);
export type BackendName = z.infer<typeof backendNameSchema>;

/** An experiment file, `*.lprobust.json`. Relative paths are taken from the file's folder. */
export const experimentFileSchema = z.strictObject({
  $schema: z.string().optional(),
  model: modelReferenceSchema.describe('Path of a model.json, or an object with its path and description.'),
  data: evaluationDataSchema.describe('A dataset name, an image folder with one subfolder a class, or IDX or CIFAR binary files.'),
  suite: z
    .union([z.string().min(1), suiteFileSchema])
    .default('paper')
    .describe('A suite by name (paper, imperceptible, quick), the path of a suite file, or a suite.'),
  imperceptible: z
    .enum(['suite', 'workspace'])
    .optional()
    .describe('What iCE is measured on: the imperceptible corruptions of the suite (the default), or those chosen by looking, in .lp-robustness/imperceptible.json.'),
  split: z.enum(['test', 'train']).default('test'),
  limit: z.int().positive().optional().describe('Evaluate a seeded sample of this many images. Default: all.'),
  seed: seedSchema.default(1),
  draws: z.int().min(1).max(1000).default(1).describe('Random draws per image and cell.'),
  backend: z.union([z.literal('auto'), backendNameSchema]).default('auto'),
  workers: z.int().min(1).max(256).optional().describe('Compute processes. Default: one a core on a CPU, one on a GPU.'),
  thresholds: z
    .array(thresholdSchema)
    .max(10_000)
    .optional()
    .describe('What `lp-robustness check` holds the figures to. They judge a run and never change it.'),
});
export type ExperimentFile = z.infer<typeof experimentFileSchema>;
export type ExperimentFileInput = z.input<typeof experimentFileSchema>;
