import type { Rank, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import type { CaseResult } from './conformanceMessages';
import { smallGraphModel } from './smallGraphModel';
import { seeded, tensorOf } from './seededTensor';
import { smallLayersModel } from './smallLayersModel';

type Case = (tf: TensorFlow) => Tensor | Promise<Tensor>;

const images = (tf: TensorFlow): Tensor4D => tensorOf(tf, [2, 9, 8, 3], 1);
const filter = (tf: TensorFlow, size = 3, inputs = 3, outputs = 5): Tensor4D => tensorOf(tf, [size, size, inputs, outputs], 2, -0.5, 0.5);
const row = (tf: TensorFlow, length: number, seed: number, low = -1, high = 1): Tensor1D => tf.tensor1d(seeded(length, seed, low, high));

/** What models that classify images are made of, each on inputs that are the same in every process. */
export const conformanceCases: Readonly<Record<string, Case>> = {
  'conv2d same': (tf) => tf.conv2d(images(tf), filter(tf), 1, 'same'),
  'conv2d valid': (tf) => tf.conv2d(images(tf), filter(tf), 1, 'valid'),
  'conv2d strided same': (tf) => tf.conv2d(images(tf), filter(tf), 2, 'same'),
  'conv2d strided valid': (tf) => tf.conv2d(images(tf), filter(tf), [2, 3], 'valid'),
  'conv2d dilated': (tf) => tf.conv2d(images(tf), filter(tf), 1, 'same', 'NHWC', 2),
  'conv2d of one pixel': (tf) => tf.conv2d(images(tf), filter(tf, 1), 1, 'valid'),
  'conv2d explicit padding': (tf) => tf.conv2d(images(tf), filter(tf), 1, [[0, 0], [1, 2], [0, 1], [0, 0]] as never),
  'conv2d fused with bias and relu6': (tf) =>
    tf.fused.conv2d({ x: images(tf), filter: filter(tf), strides: 1, pad: 'same', bias: row(tf, 5, 3), activation: 'relu6' }),
  'conv2d transposed': (tf) => tf.conv2dTranspose(images(tf), tensorOf(tf, [3, 3, 4, 3], 4), [2, 18, 16, 4], 2, 'same'),
  'depthwise same': (tf) => tf.depthwiseConv2d(images(tf), filter(tf, 3, 3, 2), 1, 'same'),
  'depthwise strided valid': (tf) => tf.depthwiseConv2d(images(tf), filter(tf, 3, 3, 1), 2, 'valid'),
  separable: (tf) => tf.separableConv2d(images(tf), filter(tf, 3, 3, 2), tensorOf(tf, [1, 1, 6, 4], 5), 1, 'same'),
  'max pool valid': (tf) => tf.maxPool(images(tf), 2, 2, 'valid'),
  'max pool same': (tf) => tf.maxPool(images(tf), 3, 2, 'same'),
  'average pool valid': (tf) => tf.avgPool(images(tf), 2, 2, 'valid'),
  'average pool same': (tf) => tf.avgPool(images(tf), 3, 2, 'same'),
  'global average pool': (tf) => tf.mean(images(tf), [1, 2]),
  'global max pool': (tf) => tf.max(images(tf), [1, 2]),
  'batch norm': (tf) => tf.batchNorm(images(tf), row(tf, 3, 6), row(tf, 3, 7, 0.5, 1.5), row(tf, 3, 8), row(tf, 3, 9, 0.5, 1.5), 1e-3),
  'dense': (tf) => tf.add(tf.matMul(tensorOf<Rank.R2>(tf, [7, 33], 10), tensorOf<Rank.R2>(tf, [33, 10], 11)), row(tf, 10, 12)),
  'dense transposed': (tf) => tf.matMul(tensorOf<Rank.R2>(tf, [7, 33], 10), tensorOf<Rank.R2>(tf, [10, 33], 11), false, true),
  softmax: (tf) => tf.softmax(tensorOf<Rank.R2>(tf, [5, 10], 13, -30, 30)),
  'log softmax': (tf) => tf.logSoftmax(tensorOf<Rank.R2>(tf, [5, 10], 13, -30, 30)),
  sigmoid: (tf) => tf.sigmoid(tensorOf(tf, [40], 14, -20, 20)),
  tanh: (tf) => tf.tanh(tensorOf(tf, [40], 14, -8, 8)),
  relu: (tf) => tf.relu(tensorOf(tf, [40], 15, -9, 9)),
  relu6: (tf) => tf.relu6(tensorOf(tf, [40], 15, -9, 9)),
  'leaky relu': (tf) => tf.leakyRelu(tensorOf(tf, [40], 15, -9, 9), 0.3),
  elu: (tf) => tf.elu(tensorOf(tf, [40], 15, -9, 9)),
  prelu: (tf) => tf.prelu(images(tf), tensorOf(tf, [1, 1, 1, 3], 16)),
  swish: (tf) => tf.mul(images(tf), tf.sigmoid(images(tf))),
  'upsampling, nearest': (tf) => tf.image.resizeNearestNeighbor(images(tf), [18, 16]),
  'upsampling, bilinear': (tf) => tf.image.resizeBilinear(images(tf), [18, 16], false, true),
  'resizing down': (tf) => tf.image.resizeBilinear(images(tf), [5, 3]),
  'padding': (tf) => tf.pad(images(tf), [[0, 0], [1, 2], [3, 0], [0, 0]], 0.25),
  'padding by mirror': (tf) => tf.mirrorPad(images(tf), [[0, 0], [1, 2], [2, 1], [0, 0]], 'reflect'),
  concatenation: (tf) => tf.concat([images(tf), tensorOf(tf, [2, 9, 8, 2], 17)], 3),
  'reshape and transpose': (tf) => tf.transpose(tf.reshape(images(tf), [2, 72, 3]), [2, 0, 1]),
  'channels first to last': (tf) => tf.transpose(tensorOf(tf, [2, 3, 5, 4], 18), [0, 2, 3, 1]),
  'slice and reverse': (tf) => tf.reverse(tf.slice(images(tf), [0, 1, 2, 0], [2, 5, 4, 3]), 3),
  'standardisation': (tf) => tf.div(tf.sub(images(tf), row(tf, 3, 19)), row(tf, 3, 20, 0.2, 0.4)),
  clipping: (tf) => tf.clipByValue(tensorOf(tf, [40], 15, -2, 2), 0, 1),
  'argument of the maximum': (tf) => tf.cast(tf.argMax(tensorOf<Rank.R2>(tf, [9, 10], 21), 1), 'float32'),
  'layers model': (tf) => smallLayersModel(tf).predict(tensorOf(tf, [3, 12, 12, 3], 22, 0, 1)) as Tensor2D,
  'graph model': async (tf) => (await smallGraphModel(tf)).predict(tensorOf(tf, [3, 8, 8, 3], 23, 0, 1)) as Tensor2D,
  'one image': (tf) => tf.conv2d(tensorOf<Rank.R3>(tf, [8, 8, 3], 24), filter(tf), 1, 'same'),
};

/** Computes a case and reads it back, asynchronously as a GPU without a browser needs it. */
export async function runConformanceCase(name: string, tf: TensorFlow): Promise<CaseResult> {
  const compute = conformanceCases[name];
  if (compute === undefined) throw new Error(`no conformance case ${name}`);
  const result = await compute(tf);
  return { shape: result.shape, values: Float32Array.from(await result.data()) };
}
