import { z } from 'zod';
import { normSchema } from './norm';
import { defineRequest } from './message';
import { betweenSchema, separationReportSchema, separationResultSchema } from './separation';
import { experimentFileSchema } from './experiment';
import { workIdSchema } from './serverMessages';

/**
 * The extension asks when the user starts **Measure class separation**; the answer comes when it is found. Progress comes as
 * runProgressNotification. The same question goes on where it was cut off; a finished one is returned.
 */
export const separationRequest = defineRequest({
  method: 'lpRobustness/separation',
  params: z.strictObject({
    workId: workIdSchema,
    /** Absolute path: a relative source starts here, and `.lp-robustness/separations` lies here. */
    folder: z.string().min(1),
    data: z.string().min(1),
    norm: normSchema,
    between: betweenSchema,
    limit: z.int().positive().exactOptional(),
    /** A model whose robustness at half the smallest separation is wanted too (MSCR). Its data and suite do not count. */
    model: experimentFileSchema.exactOptional(),
  }),
  result: z.object({ folder: z.string(), reused: z.boolean(), result: separationResultSchema }),
});

/** The extension asks to fill a panel from before a reload: the report of a folder, and the pictures of its nearest pair. */
export const separationPictureRequest = defineRequest({
  method: 'lpRobustness/separationPictures',
  params: z.strictObject({ report: separationReportSchema }),
  result: separationResultSchema,
});

/** What is known of the class separation of some data in one norm: the smallest over the comparisons that were made. */
export const knownSeparationSchema = z.object({
  norm: z.union([z.number().min(1), z.literal('inf')]),
  /** Smallest distance of two images with different labels. */
  separation: z.number(),
  /** The comparisons that it is the smallest of. */
  between: z.array(betweenSchema),
  /** Images of a sample only were compared: the true separation may be smaller. */
  sample: z.boolean(),
});
export type KnownSeparation = z.infer<typeof knownSeparationSchema>;

/**
 * The extension asks wherever an epsilon is chosen or shown, to say from where on separation no longer guarantees the label. Reads
 * `.lp-robustness/separations` of the folder only, so Restricted Mode may ask.
 */
export const labelSafetyRequest = defineRequest({
  method: 'lpRobustness/labelSafety',
  params: z.strictObject({
    folder: z.string().min(1),
    /** A dataset's name, or an absolute path. */
    data: z.string().min(1),
  }),
  /** One entry a norm whose separation is known. */
  result: z.object({ known: z.array(knownSeparationSchema) }),
});
