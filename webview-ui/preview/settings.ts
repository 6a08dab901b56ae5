import { z } from 'zod';
import { commonCorruptionNameSchema, severitySchema } from '../../src/protocol/commonCorruption';
import { normSchema, replacementUnitSchema, samplingSchema, seedSchema } from '../../src/protocol/norm';
import type { PreviewStart } from '../../src/protocol/previewMessages';
import type { PreviewSelection } from '../../src/protocol/previewRequests';

/** What is shown below each image. */
export const captionSchema = z.enum(['none', 'realised', 'clipped', 'psnr', 'ssim']);
export type Caption = z.infer<typeof captionSchema>;

/** Everything that the user can set; kept through hiding and reload. */
export const previewSettingsSchema = z.strictObject({
  kind: z.enum(['noise', 'common']).default('noise'),
  norm: normSchema.default(2),
  /** null until the size of the images is known: a corruption that can be seen. */
  epsilon: z.number().positive().nullable().default(null),
  scale: z.enum(['linear', 'log']).default('linear'),
  sampling: samplingSchema.default('ball'),
  unit: replacementUnitSchema.default('element'),
  /** What differs from column to column. */
  across: z.enum(['epsilons', 'norms', 'draws']).default('epsilons'),
  corruption: commonCorruptionNameSchema.default('fog'),
  severity: severitySchema.default(3),
  commonAcross: z.enum(['severities', 'corruptions']).default('severities'),
  seed: seedSchema.default(1),
  draw: z.int().min(0).default(0),
  view: z.enum(['corrupted', 'original', 'difference']).default('corrupted'),
  gain: z.number().positive().max(1000).default(10),
  caption: captionSchema.default('realised'),
  /** Width of an image on screen, in CSS pixels. */
  size: z.int().min(24).max(320).default(72),
  shuffle: z.int().min(0).nullable().default(null),
  label: z.int().min(0).nullable().default(null),
  first: z.int().min(0).default(0),
  /** Begin with this image and the ones after it, instead of a page. */
  image: z.int().min(0).nullable().default(null),
});
export type PreviewSettings = z.infer<typeof previewSettingsSchema>;

export const rowsPerPage = 6;

export const defaultSettings = (): PreviewSettings => previewSettingsSchema.parse({});

/** The settings after a start that asks for some of them; a run's image comes with a single kind of corruption. */
export function startedAt(settings: PreviewSettings, { image, ...start }: PreviewStart): PreviewSettings {
  const corrupts = start.norm !== undefined || start.epsilon !== undefined;
  return {
    ...settings,
    ...start,
    ...(corrupts ? { kind: 'noise' as const, across: 'epsilons' as const, view: 'corrupted' as const } : {}),
    ...(start.norm !== undefined && start.epsilon === undefined ? { epsilon: null } : {}),
    ...(image === undefined ? {} : { image }),
  };
}

/** The images that the settings ask for, of a split of so many. */
export function selectionOf({ image, shuffle, label, first }: PreviewSettings, count: number): PreviewSelection {
  if (image === null) return { kind: 'page', shuffle, label, first, count: rowsPerPage };
  const start = Math.min(image, Math.max(0, count - 1));
  return { kind: 'indices', images: Array.from({ length: Math.max(1, Math.min(rowsPerPage, count - start)) }, (_, i) => start + i) };
}
