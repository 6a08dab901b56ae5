import { LprError } from '../../protocol/errors';
import type { ImageShape } from '../../protocol/computeMessages';
import type { PreviewColumn, PreviewImage } from '../../protocol/preview';
import { realisedNorm } from '../../robustness/corruption';
import { clippedShare, evaluationSample, paintDifference, paintImage, peakSignalToNoise, structuralSimilarity, writePreview } from '../../robustness/preview';

/** Pixels between two images of the grid. */
export const gridGap = 2;

/** How far one corrupted image is from the original. */
export interface CellFigures {
  /** Upper left corner of the image in the grid, in pixels. */
  readonly x: number;
  readonly y: number;
  /** Size of the corruption after clipping, in epsilon's own unit; null for common corruptions and the original. */
  readonly realised: number | null;
  /** Share of the values that were clipped; null likewise. */
  readonly clipped: number | null;
  /** Decibels; null where the images are equal. */
  readonly psnr: number | null;
  readonly ssim: number;
}

export interface PreviewGrid {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel, on white. */
  readonly data: Uint8Array;
  /** A row for each image, with one entry a column. */
  readonly cells: readonly (readonly CellFigures[])[];
}

/**
 * Draws images in rows and corruptions in columns, with the samplers and the painting of the panel.
 *
 * @param gain null paints the corrupted images; a number the differences, amplified so
 * @throws LPR-3xx where one of the images could not be read
 */
export function previewGrid(images: readonly PreviewImage[], columns: readonly PreviewColumn[], gain: number | null): PreviewGrid {
  const read = images.map(readable);
  const cellHeight = Math.max(...read.map(({ shape }) => shape.height));
  const cellWidth = Math.max(...read.map(({ shape }) => shape.width));
  const width = columns.length * (cellWidth + gridGap) - gridGap;
  const height = images.length * (cellHeight + gridGap) - gridGap;
  const painted = new Uint8Array(4 * width * height).fill(255);
  const cells = read.map((image, row) =>
    columns.map((column, place) => {
      const x = place * (cellWidth + gridGap);
      const y = row * (cellHeight + gridGap);
      const { shape, values } = image;
      const { corrupted, figures } = corruptedCell(image, column);
      const target = { data: painted, width, x, y };
      if (gain === null || column.corruption === null) paintImage(corrupted, shape, target);
      else paintDifference(values, corrupted, shape, gain, target);
      return { x, y, ...figures };
    }),
  );
  return { width, height, data: withoutOpacity(painted), cells };
}

interface ReadImage {
  readonly image: number;
  readonly shape: ImageShape;
  readonly values: Float32Array;
}

function readable(image: PreviewImage): ReadImage {
  if ('error' in image) throw LprError.fromPlain(image.error);
  const { values } = image;
  return { ...image, values: values instanceof Float32Array ? values : Float32Array.from(values, (level) => level / 255) };
}

function corruptedCell({ image, shape, values }: ReadImage, { corruption, seed, draw }: PreviewColumn): { corrupted: Float32Array; figures: Omit<CellFigures, 'x' | 'y'> } {
  if (corruption === null) return { corrupted: values, figures: { realised: null, clipped: null, psnr: null, ssim: 1 } };
  const corrupted = new Float32Array(values.length);
  const address = { seed, image, draw };
  const quality = () => {
    const psnr = peakSignalToNoise(values, corrupted);
    return { psnr: psnr === Infinity ? null : psnr, ssim: structuralSimilarity(values, corrupted, shape) };
  };
  if (corruption.kind === 'common') {
    writePreview(values, shape, corruption, address, corrupted);
    return { corrupted, figures: { realised: null, clipped: null, ...quality() } };
  }
  const sample = evaluationSample(corruption.law, shape, address);
  writePreview(values, shape, corruption, address, corrupted, sample);
  const realised = realisedNorm(values, corrupted, sample);
  return { corrupted, figures: { realised, clipped: clippedShare(values, sample, corruption.epsilon), ...quality() } };
}

function withoutOpacity(painted: Uint8Array): Uint8Array {
  const data = new Uint8Array((painted.length / 4) * 3);
  for (let from = 0, to = 0; from < painted.length; from += 4, to += 3) data.set(painted.subarray(from, from + 3), to);
  return data;
}
