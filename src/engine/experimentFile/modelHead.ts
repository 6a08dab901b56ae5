import type { Stats } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ImageShape } from '../../protocol/computeMessages';
import { modelErrors, type LprError } from '../../protocol/errors';
import { modelDescriptionSchema, type ModelDescription } from '../../protocol/experiment';
import { inputSizes, outputCount, type Json } from './modelTopology';

/** What can be told of a model from its model.json alone; a run opens it, and may still find fault with it. */
export type ModelHead =
  | { readonly kind: 'unusable'; readonly error: LprError; readonly isMissing: boolean }
  | {
      readonly kind: 'model';
      /** Height, width and channels in the order in which they stand, null where the model leaves one open; undefined where it cannot be told. */
      readonly sizes?: readonly (number | null)[];
      readonly classCount?: number;
      /** As the file calls itself: "layers-model", "graph-model". */
      readonly format?: string;
      /** From the description beside the model. */
      readonly description: ModelDescription;
    };

/** Larger ones are graphs of a size that would keep the server busy: they are taken as they are. */
const largestRead = 8 * 2 ** 20;

/** Looks at a model.json and the description beside it; neither weights nor TensorFlow are touched. */
export async function readModelHead(file: string, stats: Stats | undefined): Promise<ModelHead> {
  const unusable = (error: LprError, isMissing = false): ModelHead => ({ kind: 'unusable', error, isMissing });
  if (stats === undefined) return unusable(modelErrors.unreadable({ file, reason: 'there is no such file' }), true);
  if (stats.isDirectory()) return unusable(modelErrors.unreadable({ file, reason: 'it is a folder' }), true);
  if (!stats.isFile()) return unusable(modelErrors.unreadable({ file, reason: 'it is not a file' }));
  const description = await readDescription(path.dirname(file));
  if (stats.size > largestRead) return { kind: 'model', description };
  let root: Json;
  try {
    const text = await readFile(file, 'utf8');
    root = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return unusable(modelErrors.notJson({ file, reason: 'its syntax is wrong, or it is cut off' }));
    return unusable(modelErrors.unreadable({ file, reason: error instanceof Error ? error.message : String(error) }));
  }
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return unusable(modelErrors.notAModel({ file, reason: 'it is not an object' }));
  if (typeof root['modelTopology'] !== 'object' || root['modelTopology'] === null) return unusable(modelErrors.notAModel({ file, reason: 'its modelTopology is missing' }));
  const sizes = inputSizes(root);
  const classCount = outputCount(root);
  const format = root['format'];
  return { kind: 'model', description, ...(typeof format === 'string' ? { format } : {}), ...(sizes === undefined ? {} : { sizes }), ...(classCount === undefined ? {} : { classCount }) };
}

/**
 * The image shape of a model with its description, as far as it can be told without opening it: channels are 1 or 3 and
 * stand last where either place fits; a flat input is a square grey or RGB image unless `inputSize` says otherwise.
 */
export function imageShapeOf(sizes: readonly (number | null)[], { inputSize, preprocessing }: ModelDescription): ImageShape | undefined {
  const fits = (size: number | null | undefined): boolean => size === 1 || size === 3;
  if (sizes.length === 1) return flatShape(sizes[0] ?? null, inputSize);
  if (sizes.length !== 3) return undefined;
  const [a = null, b = null, c = null] = sizes;
  const isNchw = preprocessing?.layout === undefined ? fits(a) && !fits(c) : preprocessing.layout === 'nchw';
  const [height, width, channels] = isNchw ? [b, c, a] : [a, b, c];
  const shape = { height: height ?? inputSize?.[0], width: width ?? inputSize?.[1], channels: channels ?? 3 };
  if (shape.height === undefined || shape.width === undefined || !fits(shape.channels)) return undefined;
  return { height: shape.height, width: shape.width, channels: shape.channels };
}

function flatShape(elements: number | null, inputSize: ModelDescription['inputSize']): ImageShape | undefined {
  if (inputSize !== undefined) {
    const [height, width] = inputSize;
    const channels = elements === null ? 1 : elements / (height * width);
    return channels === 1 || channels === 3 ? { height, width, channels } : undefined;
  }
  for (const channels of [1, 3]) {
    const side = Math.round(Math.sqrt((elements ?? 0) / channels));
    if (side > 0 && side * side * channels === elements) return { height: side, width: side, channels };
  }
  return undefined;
}

/** The description beside a model; one that cannot be read says nothing here, and the run refuses it. */
async function readDescription(folder: string): Promise<ModelDescription> {
  try {
    const text = await readFile(path.join(folder, 'lp-robustness.json'), 'utf8');
    return modelDescriptionSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}
