import type { Tensor } from '@tensorflow/tfjs-core';
import { modelErrors } from '../../protocol/errors';
import type { Preprocessing } from '../../protocol/experiment';
import type { TensorFlow } from '../backend/tensorFlow';
import type { ImageInput } from './imageInput';

/** Takes `count` images in [0,1] (NHWC) to the tensor that the network takes, which the caller disposes. */
export type Preprocessor = (images: Float32Array, count: number) => Tensor;

/** value x scale + offset for each channel, in the order in which the model sees the channels. */
interface ChannelTransform {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/**
 * Makes the step from images in [0,1] to what the network takes: ((low + (high - low) x) - mean) / std for each
 * channel, its order and its place. It is one pass over the values before their one upload, so that every backend gets
 * the same bits; images that need none of it are uploaded as they are. `mean` and `std` are in the order in which the
 * model sees the channels, after `channelOrder`, and a single entry serves all of them. A model of integers gets whole
 * numbers, from [0, 255] unless it says otherwise. Throws LPR-221.
 *
 * The values are copied or used up before the network has run: the array can be filled anew while its scores arrive.
 */
export function preprocessor(
  tf: TensorFlow,
  { image, layout }: ImageInput,
  preprocessing: Preprocessing | undefined,
  type: 'float32' | 'int32',
): Preprocessor {
  const { height, width, channels } = image;
  const pixels = height * width;
  const transform = channelTransform(preprocessing, channels, type);
  const isReversed = preprocessing?.channelOrder === 'bgr';
  const isMoved = layout === 'nchw' && channels > 1;
  const shapeOf = (count: number) =>
    layout === 'flat' ? [count, pixels * channels] : layout === 'nchw' ? [count, channels, height, width] : [count, height, width, channels];
  const isIdentity = transform.scale.every((factor) => factor === 1) && transform.offset.every((summand) => summand === 0);
  if (isIdentity && !isReversed && !isMoved && type === 'float32') return (images, count) => tf.tensor(images, shapeOf(count));

  let buffer = new Float32Array(0);
  return (images, count) => {
    const length = count * pixels * channels;
    if (buffer.length < length) buffer = new Float32Array(length);
    for (let channel = 0; channel < channels; channel++) {
      const scale = transform.scale[channel] ?? 1;
      const offset = transform.offset[channel] ?? 0;
      const from = isReversed ? channels - 1 - channel : channel;
      const step = isMoved ? 1 : channels;
      for (let n = 0; n < count; n++) {
        const start = n * pixels * channels;
        let to = start + (isMoved ? channel * pixels : channel);
        for (let at = start + from; at < start + pixels * channels; at += channels, to += step) {
          buffer[to] = (images[at] ?? 0) * scale + offset;
        }
      }
    }
    const values = buffer.subarray(0, length);
    return tf.tensor(type === 'int32' ? Int32Array.from(values, Math.round) : values, shapeOf(count), type);
  };
}

function channelTransform(preprocessing: Preprocessing | undefined, channels: number, type: 'float32' | 'int32'): ChannelTransform {
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

function perChannel(values: readonly number[] | undefined, entry: string, channels: number, neutral: number): number[] {
  if (values === undefined) return Array<number>(channels).fill(neutral);
  if (values.length === 1) return Array<number>(channels).fill(values[0] ?? neutral);
  if (values.length === channels) return [...values];
  throw modelErrors.preprocessingDisagrees({ entry, reason: `has ${values.length} entries, and images have ${channels} channels` });
}
