import { z } from 'zod';

/** The common corruptions of Hendrycks and Dietterich (2019), in the benchmark's order: its 15, then the four extra ones. */
export const commonCorruptionNameSchema = z.enum([
  'gaussian_noise',
  'shot_noise',
  'impulse_noise',
  'defocus_blur',
  'glass_blur',
  'motion_blur',
  'zoom_blur',
  'snow',
  'frost',
  'fog',
  'brightness',
  'contrast',
  'elastic_transform',
  'pixelate',
  'jpeg_compression',
  'speckle_noise',
  'gaussian_blur',
  'spatter',
  'saturate',
]);
export type CommonCorruptionName = z.infer<typeof commonCorruptionNameSchema>;

export const severitySchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).describe('Severity from 1, weak, to 5, strong.');
export type Severity = z.infer<typeof severitySchema>;

/** One common corruption with the severities of its curve, as a user writes it in a suite. */
export const commonCurveSchema = z.strictObject({
  corruption: commonCorruptionNameSchema,
  severities: z.array(severitySchema).min(1).max(5).default([1, 2, 3, 4, 5]),
});

/** A common corruption without its severity: what a law is to norms. */
export interface CommonLaw {
  readonly corruption: CommonCorruptionName;
}

/** A common corruption at one severity, as it is evaluated. */
export interface CommonCell extends CommonLaw {
  readonly severity: Severity;
}
