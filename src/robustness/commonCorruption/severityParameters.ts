import type { CommonCorruptionName, Severity } from './commonCorruptions';

/** What each corruption takes; lengths are in pixels, intensities in [0, 1]. */
export interface CorruptionParameters {
  /** Standard deviation. */
  readonly gaussian_noise: number;
  /** Photons at full intensity. */
  readonly shot_noise: number;
  /** Share of elements replaced. */
  readonly impulse_noise: number;
  /** Standard deviation at full intensity. */
  readonly speckle_noise: number;
  /** Standard deviation. */
  readonly gaussian_blur: number;
  /** Radius of the disk, and the standard deviation that softens its edge. */
  readonly defocus_blur: readonly [radius: number, softening: number];
  readonly glass_blur: readonly [sigma: number, largestShift: number, iterations: number];
  readonly motion_blur: readonly [radius: number, sigma: number];
  /** Zoom factors from 1 on. */
  readonly zoom_blur: readonly [count: number, step: number];
  readonly snow: readonly [mean: number, deviation: number, zoom: number, threshold: number, radius: number, sigma: number, blend: number];
  readonly frost: readonly [imageWeight: number, frostWeight: number];
  readonly fog: readonly [amount: number, decay: number];
  /** Added to the value of hue, saturation, value. */
  readonly brightness: number;
  /** Factor about the mean of each channel. */
  readonly contrast: number;
  readonly saturate: readonly [factor: number, added: number];
  /** Quality of libjpeg, 1 to 100. */
  readonly jpeg_compression: number;
  /** Share of the rows and of the columns that is kept. */
  readonly pixelate: number;
  /** Strength, smoothness, and shift of the affine part's corners; multiples of the image's size. */
  readonly elastic_transform: readonly [alpha: number, sigma: number, shift: number];
  readonly spatter: readonly [mean: number, deviation: number, sigma: number, threshold: number, strength: number, kind: 'water' | 'mud'];
}

type Five<T> = readonly [T, T, T, T, T];
type ParameterTable = { readonly [K in CommonCorruptionName]: Five<CorruptionParameters[K]> };

/** The image sizes that parameters were published for, in pixels. */
export type PublishedSize = 32 | 64 | 224;

/** Parameters of the benchmark's own programs for CIFAR-10-C, Tiny ImageNet-C and ImageNet-C. */
const published: Readonly<Record<PublishedSize, ParameterTable>> = {
  32: {
    gaussian_noise: [0.04, 0.06, 0.08, 0.09, 0.1],
    shot_noise: [500, 250, 100, 75, 50],
    impulse_noise: [0.01, 0.02, 0.03, 0.05, 0.07],
    speckle_noise: [0.06, 0.1, 0.12, 0.16, 0.2],
    gaussian_blur: [0.4, 0.6, 0.7, 0.8, 1],
    defocus_blur: [[0.3, 0.4], [0.4, 0.5], [0.5, 0.6], [1, 0.2], [1.5, 0.1]],
    glass_blur: [[0.05, 1, 1], [0.25, 1, 1], [0.4, 1, 1], [0.25, 1, 2], [0.4, 1, 2]],
    motion_blur: [[6, 1], [6, 1.5], [6, 2], [8, 2], [9, 2.5]],
    zoom_blur: [[7, 0.01], [12, 0.01], [16, 0.01], [21, 0.01], [26, 0.01]],
    snow: [
      [0.1, 0.2, 1, 0.6, 8, 3, 0.95],
      [0.1, 0.2, 1, 0.5, 10, 4, 0.9],
      [0.15, 0.3, 1.75, 0.55, 10, 4, 0.9],
      [0.25, 0.3, 2.25, 0.6, 12, 6, 0.85],
      [0.3, 0.3, 1.25, 0.65, 14, 12, 0.8],
    ],
    frost: [[1, 0.2], [1, 0.3], [0.9, 0.4], [0.85, 0.4], [0.75, 0.45]],
    fog: [[0.2, 3], [0.5, 3], [0.75, 2.5], [1, 2], [1.5, 1.75]],
    brightness: [0.05, 0.1, 0.15, 0.2, 0.3],
    contrast: [0.75, 0.5, 0.4, 0.3, 0.15],
    saturate: [[0.3, 0], [0.1, 0], [1.5, 0], [2, 0.1], [2.5, 0.2]],
    jpeg_compression: [80, 65, 58, 50, 40],
    pixelate: [0.95, 0.9, 0.85, 0.75, 0.65],
    elastic_transform: [[0, 0, 0.08], [0.05, 0.2, 0.07], [0.08, 0.06, 0.06], [0.1, 0.04, 0.05], [0.1, 0.03, 0.03]],
    spatter: [
      [0.62, 0.1, 0.7, 0.7, 0.5, 'water'],
      [0.65, 0.1, 0.8, 0.7, 0.5, 'water'],
      [0.65, 0.3, 1, 0.69, 0.5, 'water'],
      [0.65, 0.1, 0.7, 0.69, 0.6, 'mud'],
      [0.65, 0.1, 0.5, 0.68, 0.6, 'mud'],
    ],
  },
  64: {
    gaussian_noise: [0.04, 0.08, 0.12, 0.15, 0.18],
    shot_noise: [250, 100, 50, 30, 15],
    impulse_noise: [0.01, 0.02, 0.05, 0.08, 0.14],
    speckle_noise: [0.15, 0.2, 0.25, 0.3, 0.35],
    gaussian_blur: [0.5, 0.75, 1, 1.25, 1.5],
    defocus_blur: [[0.5, 0.6], [1, 0.1], [1.5, 0.1], [2.5, 0.01], [3, 0.1]],
    glass_blur: [[0.1, 1, 1], [0.5, 1, 1], [0.6, 1, 2], [0.7, 2, 1], [0.9, 2, 2]],
    motion_blur: [[10, 1], [10, 1.5], [10, 2], [10, 2.5], [12, 3]],
    zoom_blur: [[7, 0.01], [12, 0.01], [16, 0.01], [21, 0.01], [26, 0.01]],
    snow: [
      [0.1, 0.2, 1, 0.6, 8, 3, 0.8],
      [0.1, 0.2, 1, 0.5, 10, 4, 0.8],
      [0.15, 0.3, 1.75, 0.55, 10, 4, 0.7],
      [0.25, 0.3, 2.25, 0.6, 12, 6, 0.65],
      [0.3, 0.3, 1.25, 0.65, 14, 12, 0.6],
    ],
    frost: [[1, 0.3], [0.9, 0.4], [0.8, 0.45], [0.75, 0.5], [0.7, 0.55]],
    fog: [[0.4, 3], [0.7, 3], [1, 2.5], [1.5, 2], [2, 1.75]],
    brightness: [0.1, 0.2, 0.3, 0.4, 0.5],
    contrast: [0.4, 0.3, 0.2, 0.1, 0.05],
    saturate: [[0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [30, 0.2]],
    jpeg_compression: [65, 58, 50, 40, 25],
    pixelate: [0.9, 0.8, 0.7, 0.6, 0.5],
    elastic_transform: [[0, 0, 0.08], [0.05, 0.3, 0.06], [0.1, 0.08, 0.06], [0.1, 0.03, 0.03], [0.16, 0.03, 0.02]],
    spatter: [
      [0.62, 0.1, 0.7, 0.7, 0.6, 'water'],
      [0.65, 0.1, 0.8, 0.7, 0.6, 'water'],
      [0.65, 0.3, 1, 0.69, 0.6, 'water'],
      [0.65, 0.1, 0.7, 0.68, 0.6, 'mud'],
      [0.65, 0.1, 0.5, 0.67, 0.6, 'mud'],
    ],
  },
  224: {
    gaussian_noise: [0.08, 0.12, 0.18, 0.26, 0.38],
    shot_noise: [60, 25, 12, 5, 3],
    impulse_noise: [0.03, 0.06, 0.09, 0.17, 0.27],
    speckle_noise: [0.15, 0.2, 0.35, 0.45, 0.6],
    gaussian_blur: [1, 2, 3, 4, 6],
    defocus_blur: [[3, 0.1], [4, 0.5], [6, 0.5], [8, 0.5], [10, 0.5]],
    glass_blur: [[0.7, 1, 2], [0.9, 2, 1], [1, 2, 3], [1.1, 3, 2], [1.5, 4, 2]],
    motion_blur: [[10, 3], [15, 5], [15, 8], [15, 12], [20, 15]],
    zoom_blur: [[12, 0.01], [16, 0.01], [11, 0.02], [13, 0.02], [11, 0.03]],
    snow: [
      [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
      [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
      [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
      [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
      [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
    ],
    frost: [[1, 0.4], [0.8, 0.6], [0.7, 0.7], [0.65, 0.7], [0.6, 0.75]],
    fog: [[1.5, 2], [2, 2], [2.5, 1.7], [2.5, 1.5], [3, 1.4]],
    brightness: [0.1, 0.2, 0.3, 0.4, 0.5],
    contrast: [0.4, 0.3, 0.2, 0.1, 0.05],
    saturate: [[0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [20, 0.2]],
    jpeg_compression: [25, 18, 15, 10, 7],
    pixelate: [0.6, 0.5, 0.4, 0.3, 0.25],
    elastic_transform: [[2, 0.7, 0.1], [2, 0.08, 0.2], [0.05, 0.01, 0.02], [0.07, 0.01, 0.02], [0.12, 0.01, 0.02]],
    spatter: [
      [0.65, 0.3, 4, 0.69, 0.6, 'water'],
      [0.65, 0.3, 3, 0.68, 0.6, 'water'],
      [0.65, 0.3, 2, 0.68, 0.5, 'water'],
      [0.65, 0.3, 1, 0.65, 1.5, 'mud'],
      [0.67, 0.4, 1, 0.65, 1.5, 'mud'],
    ],
  },
};

/**
 * The published size whose parameters an image gets: its own, or for any other size the one nearest in ratio to its
 * shorter side (up to 45 pixels those of 32, up to 119 those of 64, above those of 224).
 */
export function publishedSizeFor({ height, width }: { readonly height: number; readonly width: number }): PublishedSize {
  const side = Math.min(height, width);
  if (side * side < 32 * 64) return 32;
  return side * side < 64 * 224 ? 64 : 224;
}

/** The parameters of a corruption at a severity for images of a size. */
export function severityParameters<K extends CommonCorruptionName>(name: K, severity: Severity, size: PublishedSize): CorruptionParameters[K] {
  return published[size][name][severity - 1] as CorruptionParameters[K];
}
