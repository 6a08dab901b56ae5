import { z } from 'zod';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from './norm';
import { previewColumnSchema, previewSubjectSchema } from './preview';
import { openedPreviewSchema, previewSelectionSchema, topClassesSchema } from './previewRequests';
import { plainErrorSchema } from './serverMessages';

/** Between the extension host and the preview panel, as posted messages; either side checks what it receives. */

/** Where a preview starts: an image and a corruption of a run, say. What is left out stays as it was. */
export const previewStartSchema = z.strictObject({
  image: z.int().min(0).exactOptional(),
  norm: normSchema.exactOptional(),
  epsilon: z.number().positive().exactOptional(),
  sampling: samplingSchema.exactOptional(),
  unit: replacementUnitSchema.exactOptional(),
  seed: seedSchema.exactOptional(),
  draw: z.int().min(0).exactOptional(),
});
export type PreviewStart = z.infer<typeof previewStartSchema>;

const shapeSchema = z.strictObject({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() });
const imageHeadSchema = z.strictObject({ image: z.int().min(0), label: z.int() });

/** Its values are bytes, of which 255 stands for 1, or float32 numbers in [0,1]. */
export const shownImageSchema = z.union([
  imageHeadSchema.extend({ shape: shapeSchema, values: z.union([z.instanceof(Uint8Array), z.instanceof(Float32Array)]) }),
  imageHeadSchema.extend({ error: plainErrorSchema }),
]);
export type ShownImage = z.infer<typeof shownImageSchema>;

export const toPreviewPanelSchema = z.discriminatedUnion('kind', [
  /** What the preview is about is being opened or fetched. */
  z.strictObject({ kind: z.literal('opening'), message: z.string(), fraction: z.number().min(0).max(1).exactOptional() }),
  /** Images can be asked for. `startId` tells one start from another that asks for the same. */
  z.strictObject({
    kind: z.literal('opened'),
    subject: previewSubjectSchema,
    dataName: z.string(),
    modelName: z.string().nullable(),
    opened: openedPreviewSchema,
    start: previewStartSchema,
    startId: z.string(),
  }),
  /** The data set has to be fetched, and the user asked. */
  z.strictObject({ kind: z.literal('absent'), title: z.string(), megabytes: z.int().positive() }),
  /** `canResize`: the images have another size than the model takes. */
  z.strictObject({ kind: z.literal('failed'), error: plainErrorSchema, canResize: z.boolean() }),
  /** The page of images asked for under this id. */
  z.strictObject({ kind: z.literal('images'), id: z.int(), images: z.array(shownImageSchema), total: z.int().min(0), first: z.int().min(0) }),
  z.strictObject({ kind: z.literal('imagesFailed'), id: z.int(), error: plainErrorSchema }),
  /** One column of the predictions asked for under this id, one entry per image. */
  z.strictObject({ kind: z.literal('predictions'), id: z.int(), column: z.int().min(0), found: z.array(topClassesSchema) }),
  z.strictObject({ kind: z.literal('predictionsFailed'), id: z.int(), error: plainErrorSchema }),
]);
export type ToPreviewPanel = z.infer<typeof toPreviewPanelSchema>;

const idSchema = z.int().min(0);

export const fromPreviewPanelSchema = z.discriminatedUnion('kind', [
  /** The page has loaded, also each time it comes back from being hidden. */
  z.strictObject({ kind: z.literal('ready') }),
  /** The user turned to other images; an earlier request for images no longer counts. */
  z.strictObject({ kind: z.literal('images'), id: idSchema, selection: previewSelectionSchema }),
  /** Sliders have come to rest: the model is asked column by column. Any earlier request is cancelled; no columns: that is all. */
  z.strictObject({ kind: z.literal('predict'), id: idSchema, images: z.array(z.int().min(0)).max(200), columns: z.array(previewColumnSchema).max(100) }),
  /** The user chooses other data, another model or none, or the other split. */
  z.strictObject({ kind: z.literal('choose'), what: z.enum(['data', 'model', 'split']) }),
  /** The user agrees to fetch the data set. */
  z.strictObject({ kind: z.literal('fetch') }),
  /** The user wants images fitted to the model. */
  z.strictObject({ kind: z.literal('resize') }),
  /** The user stops opening, or fetching. */
  z.strictObject({ kind: z.literal('cancel') }),
  /** The user tries to open it again after a failure. */
  z.strictObject({ kind: z.literal('retry') }),
  z.strictObject({ kind: z.literal('showLog') }),
]);
export type FromPreviewPanel = z.infer<typeof fromPreviewPanelSchema>;
