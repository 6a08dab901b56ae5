import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { modelErrors } from '../../protocol/errors';
import type { Preprocessing } from '../../protocol/experiment';
import type { TensorFlow } from '../backend/tensorFlow';
import type { ImageInput } from './imageInput';

/** value x scale + offset for each channel, in the order of the image's channels. */
export interface ChannelTransform {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/**
 * What a description asks for, in one step a channel: ((low + (high - low) x) - mean) / std. The entries of `mean` and
 * `std` are in the order in which the model sees the channels, that is after `channelOrder`. A single one serves all.
 * Images are in [0,1]; a model of integers gets [0, 255] unless it says otherwise. Throws LPR-221.
 */
export function channelTransform(preprocessing: Preprocessing | undefined, channels: number, type: 'float32' | 'int32'): ChannelTransform {
  const [low, high] = preprocessing?.range ?? (type === 'int32' ? [0, 255] : [0, 1]);
  if (low >= high) throw modelErrors.preprocessingDisagrees({ entry: 'range', reason: `runs from ${low} to ${high}` });
  if (preprocessing?.channelOrder === 'bgr' && channels !== 3) {
    throw modelErrors.preprocessingDisagrees({ entry: 'channelOrder', reason: `is for images of 3 channels, and the model takes ${channels}` });
  }
  const mean = perChannel(preprocessing?.mean, 'mean', channels, 0);
  const std = perChannel(preprocessing?.std, 'std', channels, 1);
  return {
    scale: std.map((deviation) => (high - low) / deviation),
    offset: std.map((deviation, channel) => (low - (mean[channel] ?? 0)) / deviation),
  };
}

/** Takes images in [0,1] (NHWC) to the tensor that the network takes, which the caller disposes. */
export interface Preprocessor {
  apply(images: Float32Array, count: number): Tensor;
  dispose(): void;
}

/**
 * Makes the step from images in [0,1] (NHWC, a float32 for each element) to what the network takes, uploaded once. The
 * steps that a model does not need are not in it. Throws LPR-221.
 */
export function preprocessor(
  tf: TensorFlow,
  { image, layout }: ImageInput,
  preprocessing: Preprocessing | undefined,
  type: 'float32' | 'int32',
): Preprocessor {
  const { height, width, channels } = image;
  const { scale, offset } = channelTransform(preprocessing, channels, type);
  const steps: ((images: Tensor4D) => Tensor)[] = [];
  if (preprocessing?.channelOrder === 'bgr') steps.push((images) => images.reverse(3));
  const affine = affineSteps(tf, scale, offset);
  steps.push(...affine.steps);
  if (type === 'int32') steps.push((images) => images.round(), (images) => images.toInt());
  if (layout === 'nchw') steps.push((images) => images.transpose([0, 3, 1, 2]));
  if (layout === 'flat') steps.push((images) => images.reshape([images.shape[0], height * width * channels]));
  return {
    apply: (images, count) => {
      let current: Tensor = tf.tensor4d(images, [count, height, width, channels]);
      for (const step of steps) {
        const next = step(current as Tensor4D);
        current.dispose();
        current = next;
      }
      return current;
    },
    dispose: () => {
      for (const constant of affine.constants) constant.dispose();
    },
  };
}

/** A number for all channels is many times faster on wasm than one for each, which it spreads element by element. */
function affineSteps(
  tf: TensorFlow,
  scale: readonly number[],
  offset: readonly number[],
): { steps: ((images: Tensor4D) => Tensor)[]; constants: Tensor[] } {
  const steps: ((images: Tensor4D) => Tensor)[] = [];
  const constants: Tensor[] = [];
  const add = (values: readonly number[], neutral: number, apply: (images: Tensor, by: Tensor) => Tensor) => {
    if (values.every((value) => value === neutral)) return;
    const isUniform = values.every((value) => value === values[0]);
    const by = isUniform ? tf.scalar(values[0] ?? neutral) : tf.tensor1d([...values]);
    constants.push(by);
    steps.push((images) => apply(images, by));
  };
  add(scale, 1, (images, by) => images.mul(by));
  add(offset, 0, (images, by) => images.add(by));
  return { steps, constants };
}

function perChannel(values: readonly number[] | undefined, entry: string, channels: number, neutral: number): number[] {
  if (values === undefined) return Array<number>(channels).fill(neutral);
  if (values.length === 1) return Array<number>(channels).fill(values[0] ?? neutral);
  if (values.length === channels) return [...values];
  throw modelErrors.preprocessingDisagrees({ entry, reason: `has ${values.length} entries, and images have ${channels} channels` });
}
