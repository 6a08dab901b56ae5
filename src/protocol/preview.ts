import { RequestType } from 'vscode-jsonrpc';
import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from './commonCorruption';
import type { ImageShape } from './computeMessages';
import type { PlainError } from './errors';
import { backendNameSchema, modelReferenceSchema } from './experiment';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from './norm';

/** What a preview is about: images, and the model that predicts them where there is one. */
export const previewSubjectSchema = z.strictObject({
  /** A dataset's name, or an absolute path. */
  data: z.string().min(1),
  split: z.enum(['test', 'train']),
  /** A model as an experiment names it, its path absolute; null: images alone, each in its own size. */
  model: modelReferenceSchema.nullable(),
  /** Fit images to the model's input. */
  resize: z.boolean(),
  backend: z.union([z.literal('auto'), backendNameSchema]),
});
export type PreviewSubject = z.infer<typeof previewSubjectSchema>;

const lawSchema = z.strictObject({ norm: normSchema, sampling: samplingSchema, unit: replacementUnitSchema });

/** One column: a corruption with the seed and the draw of its address; null: the images as they are. */
export const previewColumnSchema = z.strictObject({
  corruption: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('noise'), law: lawSchema, epsilon: z.number().positive() }),
      z.strictObject({ kind: z.literal('common'), name: commonCorruptionNameSchema, severity: severitySchema }),
    ])
    .nullable(),
  seed: seedSchema,
  draw: z.int().min(0),
});
export type PreviewColumn = z.infer<typeof previewColumnSchema>;

/** An image as a run reads it, or why it cannot be read. */
export type PreviewImage =
  | { readonly image: number; readonly label: number; readonly shape: ImageShape; readonly values: PixelValues }
  | { readonly image: number; readonly label: number; readonly error: PlainError };

/** Height x width x channels values: bytes of which 255 stands for 1 where that is exact, else float32 numbers in [0,1]. */
export type PixelValues = Uint8Array | Float32Array;

/**
 * Engine to compute process, after images or a model's data were opened: some images, as they are stored or as the model
 * takes them. One that cannot be read does not keep the others back. Cancelled between two images.
 */
export const readPreviewRequest = new RequestType<{ readonly images: Uint32Array }, PreviewImage[], PlainError>('preview/read');

export interface PredictionQuestion {
  readonly images: Uint32Array;
  readonly column: PreviewColumn;
  /** Classes to tell of each image, the most probable first. */
  readonly top: number;
}

/** One entry per image: its most probable classes with their probabilities; null where it cannot be read. */
export type TopClasses = { readonly classes: readonly number[]; readonly confidences: readonly number[] } | null;

/** Engine to compute process, after a model's data: predicts images under one column's corruption, as a run does. */
export const predictPreviewRequest = new RequestType<PredictionQuestion, TopClasses[], PlainError>('preview/predict');
