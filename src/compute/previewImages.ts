import type { ImageShape, ModelSummary } from '../protocol/computeMessages';
import { hostErrors, LprError, type PlainError } from '../protocol/errors';
import type { PixelValues, PredictionQuestion, PreviewImage, TopClasses } from '../protocol/preview';
import { writePreview } from '../robustness/preview';
import type { CancellationCheck } from './corruptBatch';

/** Where a preview's images come from: the shape is known once an image has been read. */
export interface PreviewSource {
  readonly labels: Int32Array;
  /** @throws LPR-3xx */
  read(image: number): Promise<{ readonly shape: ImageShape; readonly values: Float32Array }>;
}

/** Reads images for a preview. One that cannot be read is told as such, and the others follow. */
export async function readPreview(source: PreviewSource, images: Uint32Array, isCancelled: CancellationCheck): Promise<PreviewImage[]> {
  const found: PreviewImage[] = [];
  for (const image of images) {
    if (await isCancelled()) throw hostErrors.cancelled({});
    const label = source.labels[image] ?? 0;
    const read = await readOne(source, image);
    found.push('code' in read ? { image, label, error: read } : { image, label, shape: read.shape, values: packed(read.values) });
  }
  return found;
}

/** What `model` makes of images under one corruption, drawn at the addresses and in the steps of an evaluation. */
export async function predictPreview(
  source: PreviewSource,
  model: { readonly summary: ModelSummary; predict(images: Float32Array, count: number): Promise<Float32Array> },
  { images, column, top }: PredictionQuestion,
  isCancelled: CancellationCheck,
): Promise<TopClasses[]> {
  const { input, classCount } = model.summary;
  const size = input.height * input.width * input.channels;
  const batch = new Float32Array(images.length * size);
  const rows: number[] = [];
  for (const [place, image] of images.entries()) {
    if (await isCancelled()) throw hostErrors.cancelled({});
    const read = await readOne(source, image);
    if ('code' in read) continue;
    const out = batch.subarray(rows.length * size, (rows.length + 1) * size);
    const { corruption, seed, draw } = column;
    if (corruption === null) out.set(read.values);
    else writePreview(read.values, read.shape, corruption, { seed, image, draw }, out);
    rows.push(place);
  }
  const found: TopClasses[] = Array.from(images, () => null);
  if (rows.length === 0) return found;
  if (await isCancelled()) throw hostErrors.cancelled({});
  const probabilities = await model.predict(batch.subarray(0, rows.length * size), rows.length);
  for (const [row, place] of rows.entries()) found[place] = topClasses(probabilities.subarray(row * classCount, (row + 1) * classCount), top);
  return found;
}

/** The most probable classes first; of equal ones the lowest index, as in an evaluation. */
function topClasses(probabilities: Float32Array, top: number): TopClasses {
  const classes = Array.from(probabilities.keys())
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b)
    .slice(0, top);
  return { classes, confidences: classes.map((index) => probabilities[index] ?? 0) };
}

async function readOne(source: PreviewSource, image: number): Promise<{ readonly shape: ImageShape; readonly values: Float32Array } | PlainError> {
  try {
    return await source.read(image);
  } catch (error) {
    if (error instanceof LprError) return error.toPlain();
    throw error;
  }
}

/** Bytes where they say it exactly: a quarter of the size. */
function packed(values: Float32Array): PixelValues {
  const bytes = new Uint8Array(values.length);
  for (const [i, value] of values.entries()) {
    const level = Math.round(value * 255);
    if (Math.fround(level / 255) !== value) return values;
    bytes[i] = level;
  }
  return bytes;
}
