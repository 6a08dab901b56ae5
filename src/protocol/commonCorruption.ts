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
