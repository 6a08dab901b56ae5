/**
 * The common corruptions of Hendrycks and Dietterich (2019), under the benchmark's own names and in its order: the 15
 * of the benchmark, then the four extra ones.
 */
export const commonCorruptionNames = [
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
] as const;

export type CommonCorruptionName = (typeof commonCorruptionNames)[number];

/** The 15 that the benchmark's own mean is taken over. */
export const benchmarkCorruptions: readonly CommonCorruptionName[] = commonCorruptionNames.slice(0, 15);

export type CommonCorruptionGroup = 'noise' | 'blur' | 'weather' | 'digital';

export const commonCorruptionGroup: Readonly<Record<CommonCorruptionName, CommonCorruptionGroup>> = {
  gaussian_noise: 'noise',
  shot_noise: 'noise',
  impulse_noise: 'noise',
  speckle_noise: 'noise',
  defocus_blur: 'blur',
  glass_blur: 'blur',
  motion_blur: 'blur',
  zoom_blur: 'blur',
  gaussian_blur: 'blur',
  snow: 'weather',
  frost: 'weather',
  fog: 'weather',
  brightness: 'weather',
  spatter: 'weather',
  contrast: 'digital',
  elastic_transform: 'digital',
  pixelate: 'digital',
  jpeg_compression: 'digital',
  saturate: 'digital',
};

/** How strong a corruption is, from weak to strong. */
export const severities = [1, 2, 3, 4, 5] as const;
export type Severity = (typeof severities)[number];
