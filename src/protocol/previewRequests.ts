import { z } from 'zod';
import { defineNotification, defineRequest } from './message';
import { previewColumnSchema, previewSubjectSchema } from './preview';
import { normSchema } from './norm';
import { labelSafetyRequest } from './separationMessages';
import { plainErrorSchema } from './serverMessages';

/**
 * Between the extension host and the server, about previews. Each request names its subject in full; the server keeps
 * the one last asked about open in a compute process for a while, so that the next answer is quick. Only for workspaces
 * that are trusted.
 */

const workIdSchema = z.string().min(1).max(100);
/** More than any page shows. */
const mostImages = 200;
const imageIndexSchema = z.int().min(0).max(2 ** 32 - 1);
const shapeSchema = z.object({ height: z.int().positive(), width: z.int().positive(), channels: z.int().positive() });

export const openedPreviewSchema = z.object({
  count: z.int().min(0),
  classNames: z.array(z.string()).nullable(),
  model: z.object({ input: shapeSchema, classCount: z.int().positive(), backend: z.string() }).nullable(),
  /** Class separations of the data that were measured in the workspace folder. */
  separations: labelSafetyRequest.result.shape.known,
  /** What people of this workspace could not see, by image size and norm. */
  imperceptible: z.array(shapeSchema.extend({ norm: normSchema, epsilon: z.number().positive() })),
});
export type OpenedPreview = z.infer<typeof openedPreviewSchema>;

/** The extension asks when a preview panel opens. A dataset that is not on this machine is fetched only where `mayFetch` says so. */
export const openPreviewRequest = defineRequest({
  method: 'lpRobustness/openPreview',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path of the workspace folder. */
    folder: z.string().min(1),
    subject: previewSubjectSchema,
    mayFetch: z.boolean(),
  }),
  result: z.discriminatedUnion('kind', [
    openedPreviewSchema.extend({ kind: z.literal('opened') }),
    z.object({ kind: z.literal('absent'), title: z.string(), bytes: z.number().positive() }),
  ]),
});

/** The server tells how far opening a preview is. */
export const previewProgressNotification = defineNotification({
  method: 'lpRobustness/previewProgress',
  params: z.strictObject({ workId: workIdSchema, message: z.string(), fraction: z.number().min(0).max(1).exactOptional() }),
});

export const previewSelectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('indices'), images: z.array(imageIndexSchema).min(1).max(mostImages) }),
  z.strictObject({
    kind: z.literal('page'),
    /** null: the split's own order; else the seed of a random one. */
    shuffle: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
    /** Class index, or null for all. */
    label: z.int().min(0).nullable(),
    first: z.int().min(0),
    count: z.int().min(1).max(mostImages),
  }),
]);
export type PreviewSelection = z.infer<typeof previewSelectionSchema>;

const imageHeadSchema = z.object({ image: imageIndexSchema, label: z.int() });

/** The extension asks when a panel turns to a page of images. One that cannot be read does not keep the others back. */
export const previewImagesRequest = defineRequest({
  method: 'lpRobustness/previewImages',
  params: z.strictObject({ subject: previewSubjectSchema, selection: previewSelectionSchema }),
  result: z.object({
    images: z.array(
      z.union([
        // Base64 of bytes, of which 255 stands for 1, or of float32 numbers, little-endian.
        imageHeadSchema.extend({ shape: shapeSchema, encoding: z.enum(['bytes', 'floats']), data: z.base64() }),
        imageHeadSchema.extend({ error: plainErrorSchema }),
      ]),
    ),
    /** Images that could be paged through, and the place of the first one of these among them. */
    total: z.int().min(0),
    first: z.int().min(0),
  }),
});

export const topClassesSchema = z.object({ classes: z.array(z.int()), confidences: z.array(z.number()) }).nullable();

/** The extension asks, column by column, when a panel's sliders have come to rest. */
export const previewPredictionsRequest = defineRequest({
  method: 'lpRobustness/previewPredictions',
  params: z.strictObject({
    subject: previewSubjectSchema,
    images: z.array(imageIndexSchema).min(1).max(mostImages),
    column: previewColumnSchema,
    top: z.int().min(1).max(20),
  }),
  /** One entry per image; null where it cannot be read. */
  result: z.object({ found: z.array(topClassesSchema) }),
});
