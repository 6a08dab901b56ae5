import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ImageShape, ModelQuestion, ModelSummary } from '../../protocol/computeMessages';
import { LprError, modelErrors } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/experiment';
import { modelIdentity } from '../../protocol/modelIdentity';
import type { TensorFlow } from '../backend/tensorFlow';
import { scoreCountOf } from './classOutput';
import { firstLineOf } from './firstLineOf';
import { openGraphNetwork } from './graphNetwork';
import { type ImageInput, resolveImageInput } from './imageInput';
import { openLayersNetwork } from './layersNetwork';
import { classNamesInMetadata, describeModel } from './modelDescription';
import { type ModelFile, readModelFile } from './modelFile';
import { ModelFolder } from './modelFolder';
import type { Network } from './network';
import { type Preprocessor, preprocessor } from './preprocess';
import { type Head, decideHead, toProbabilities } from './probabilities';
import { readWeights } from './weightReader';

export interface OpenModel {
  /** `output` is decided by the time a model is open. */
  readonly summary: ModelSummary;
  /**
   * Probabilities of the classes, count x classCount, for `count` images in [0,1]: float32, row by row, channels last,
   * of the shape `summary.input`. The model's own preprocessing is applied here. Rejects with LPR-211, LPR-222 or LPR-224.
   */
  predict(images: Float32Array, count: number): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Reads a model.json and its weights as untrusted input, builds the model on `tf`, and runs it once on a few made-up
 * images: a model that opens can be run. Rejects with LPR-2xx; then no tensor is left behind.
 */
export async function openModel(tf: TensorFlow, question: ModelQuestion): Promise<OpenModel> {
  const folder = await ModelFolder.of(question.path);
  const file = await readModelFile(folder, path.basename(question.path), question.path);
  const description = await describeModel(folder, question.description);
  const { weights, digests } = await readWeights(tf, folder, file.groups);
  const network = await (file.format === 'layers' ? openLayersNetwork : openGraphNetwork)(tf, file, weights);
  try {
    const input = resolveImageInput(network.inputShape, description);
    const prepare = preprocessor(tf, input, description.preprocessing, network.inputType);
    const score = scorer(tf, network, prepare, input);
    const probe = probeImages(input.image);
    const { scores, scoreCount } = await score(probe.images, probe.count);
    const head = decideHead(scores, scoreCount, network.lastActivation, description.output);
    return {
      summary: summarise(file, network, input.image, head, description, digests),
      predict: async (images, count) => toProbabilities((await score(images, count)).scores, head),
      dispose: () => network.dispose(),
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

interface Scores {
  /** count x scoreCount. */
  readonly scores: Float32Array;
  readonly scoreCount: number;
}
type Scorer = (images: Float32Array, count: number) => Promise<Scores>;

/** From images to the scores of the network, in batches of the network's own size where it has one. */
function scorer(tf: TensorFlow, network: Network, prepare: Preprocessor, { image, batch }: ImageInput): Scorer {
  const imageSize = image.height * image.width * image.channels;
  const runBatch: Scorer = async (images, count) => {
    let result: Tensor | undefined;
    try {
      result = tf.tidy(() => network.run(prepare(images, count)));
      const scoreCount = scoreCountOf(result.shape, count);
      // A copy: the cpu backend would hand out its own memory.
      return { scores: new Float32Array(await result.data()), scoreCount };
    } catch (error) {
      if (error instanceof LprError) throw error;
      throw modelErrors.cannotRun({ reason: firstLineOf(error) }, error);
    } finally {
      result?.dispose();
    }
  };
  return async (images, count) => {
    const wanted = images.length === count * imageSize ? images : images.subarray(0, count * imageSize);
    if (wanted.length !== count * imageSize) throw new RangeError(`${count} images need ${count * imageSize} values, not ${images.length}`);
    if (batch === undefined || network.format === 'layers') return runBatch(wanted, count);
    // A graph made for batches of one size runs on no other: the last one is filled up with black images.
    const parts: Float32Array[] = [];
    let scoreCount = 0;
    for (let start = 0; start < count; start += batch) {
      const here = Math.min(batch, count - start);
      const part = new Float32Array(batch * imageSize);
      part.set(wanted.subarray(start * imageSize, (start + here) * imageSize));
      const result = await runBatch(part, batch);
      scoreCount = result.scoreCount;
      parts.push(result.scores.subarray(0, here * scoreCount));
    }
    return { scores: concatenated(parts), scoreCount };
  };
}

/** A gradient and a fine pattern: enough for logits to show themselves, and the same for every process. */
function probeImages({ height, width, channels }: ImageShape): { images: Float32Array; count: number } {
  const size = height * width * channels;
  const images = new Float32Array(2 * size);
  for (let i = 0; i < size; i++) {
    images[i] = i / size;
    images[size + i] = ((i * 2654435761) % 4096) / 4095;
  }
  return { images, count: 2 };
}

function summarise(
  file: ModelFile,
  network: Network,
  input: ImageShape,
  head: Head,
  description: ModelDescription,
  digests: readonly string[],
): ModelSummary {
  const classCount = head.scoreCount === 1 ? 2 : head.scoreCount;
  const described = description.classNames;
  if (described !== undefined && described.length !== classCount) {
    throw modelErrors.classNamesDisagree({ names: described.length, classes: classCount });
  }
  const classNames = described ?? classNamesInMetadata(network.metadata, classCount);
  return {
    hash: createHash('sha256').update(modelIdentity(file.digest, digests, description)).digest('hex'),
    format: file.format,
    input,
    classCount,
    ...(classNames === undefined ? {} : { classNames }),
    output: head.output,
    weightCount: network.weightCount,
  };
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
