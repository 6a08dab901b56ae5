import { z } from 'zod';
import { defineRequest } from './message';
import { normSchema, seedSchema } from './norm';
import { pictureSchema } from './separation';
import { knownSeparationSchema } from './separationMessages';
import { workIdSchema } from './serverMessages';

/** One norm of a person's own imperceptible set: the search for an epsilon too weak to see, and its result. */
const ownStrengthSchema = z.strictObject({
  norm: normSchema,
  /** What the search starts around: the paper's epsilon, or its equivalent for the size. */
  anchor: z.number().positive(),
  /** The answers in order, r for right and w for wrong. */
  answers: z.string().regex(/^[rw]{0,2000}$/),
  /** The epsilon that was found; null where even the weakest was seen; absent while the search goes on. */
  epsilon: z.number().positive().nullable().exactOptional(),
});
export type OwnStrength = z.infer<typeof ownStrengthSchema>;

/** The set for images of one size. */
export const ownImperceptibleSetSchema = z.strictObject({
  height: z.int().positive(),
  width: z.int().positive(),
  channels: z.int().positive(),
  /** The images that were looked at: a dataset's name, or an absolute path. */
  data: z.string().min(1),
  split: z.enum(['test', 'train']),
  seed: seedSchema,
  strengths: z.array(ownStrengthSchema).min(1).max(50),
});
export type OwnImperceptibleSet = z.infer<typeof ownImperceptibleSetSchema>;

/** `.lp-robustness/imperceptible.json`: corruptions that a person could not see, one set an image size. */
export const imperceptibleFileSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(1),
  sets: z.array(ownImperceptibleSetSchema).max(100),
});
export type ImperceptibleFile = z.infer<typeof imperceptibleFileSchema>;

/** The extension asks when the user starts **Choose imperceptible corruptions**: the set as it stands, and pictures to look at. */
export const openImperceptibleRequest = defineRequest({
  method: 'lpRobustness/openImperceptible',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: `.lp-robustness/imperceptible.json` lies here. */
    folder: z.string().min(1),
    data: z.string().min(1),
    split: z.enum(['test', 'train']),
    /** Forget the set that there is for images of this size. */
    restart: z.boolean(),
  }),
  result: z.object({ set: ownImperceptibleSetSchema, pictures: z.array(pictureSchema).min(1) }),
});

/** The extension asks after each answer: the set takes the place of the one for the same size. */
export const saveImperceptibleRequest = defineRequest({
  method: 'lpRobustness/saveImperceptible',
  params: z.strictObject({ folder: z.string().min(1), set: ownImperceptibleSetSchema }),
  result: z.object({}),
});

/** What the blind comparison is about; the page leaves it with VS Code, which fills the panel from it after a reload of the window. */
export const imperceptibleOrderSchema = z.strictObject({
  /** Absolute path of the workspace folder. */
  folder: z.string().min(1),
  /** A dataset's name, or an absolute path. */
  data: z.string().min(1),
});
export type ImperceptibleOrder = z.infer<typeof imperceptibleOrderSchema>;

/** Extension host to the page: on `ready`, and when the user starts again. */
export const toImperceptiblePanelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('working'), message: z.string() }),
  z.strictObject({ kind: z.literal('compare'), order: imperceptibleOrderSchema, set: ownImperceptibleSetSchema, pictures: z.array(pictureSchema), separations: z.array(knownSeparationSchema) }),
  z.strictObject({ kind: z.literal('failed'), happened: z.string(), action: z.string(), code: z.string() }),
]);
export type ToImperceptiblePanel = z.infer<typeof toImperceptiblePanelSchema>;

export const fromImperceptiblePanelSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** An answer was given, or a search has ended: the whole set, which is small. */
  z.strictObject({ kind: z.literal('save'), set: ownImperceptibleSetSchema }),
  /** Throw the answers away, and begin with the same images or, where wanted, others. */
  z.strictObject({ kind: z.literal('restart'), chooseData: z.boolean() }),
]);
export type FromImperceptiblePanel = z.infer<typeof fromImperceptiblePanelSchema>;
