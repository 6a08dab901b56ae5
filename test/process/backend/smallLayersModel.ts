import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import { seeded } from './seededTensor';

/** A functional model with one of every layer that image classifiers are made of; 12 x 12 x 3 to 10 classes. */
export function smallLayersModel(tf: TensorFlow): LayersModel {
  const { layers } = tf;
  const input = tf.input({ shape: [12, 12, 3] });
  let x = layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', useBias: false }).apply(input) as SymbolicTensor;
  x = layers.batchNormalization().apply(x) as SymbolicTensor;
  x = layers.activation({ activation: 'relu' }).apply(x) as SymbolicTensor;
  const shortcut = layers.conv2d({ filters: 8, kernelSize: 1, strides: 2 }).apply(x) as SymbolicTensor;
  x = layers.separableConv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'relu6' }).apply(x) as SymbolicTensor;
  x = layers.maxPooling2d({ poolSize: 2 }).apply(x) as SymbolicTensor;
  x = layers.add().apply([x, shortcut]) as SymbolicTensor;
  x = layers.zeroPadding2d({ padding: 1 }).apply(x) as SymbolicTensor;
  const narrow = layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }).apply(x) as SymbolicTensor;
  const wide = layers.averagePooling2d({ poolSize: 2 }).apply(x) as SymbolicTensor;
  x = layers.concatenate().apply([narrow, wide]) as SymbolicTensor;
  x = layers.upSampling2d({ size: [2, 2] }).apply(x) as SymbolicTensor;
  x = layers.globalAveragePooling2d({}).apply(x) as SymbolicTensor;
  x = layers.dense({ units: 16, activation: 'tanh' }).apply(x) as SymbolicTensor;
  x = layers.dropout({ rate: 0.5 }).apply(x) as SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: layers.dense({ units: 10, activation: 'softmax' }).apply(x) as SymbolicTensor });
  model.setWeights(model.weights.map(({ name, shape }, index) => weight(tf, name, shape, index)));
  return model;
}

/** A variance must be positive; the other weights are large enough that the classes differ. */
function weight(tf: TensorFlow, name: string, shape: readonly (number | null)[], index: number): Tensor {
  const sizes = shape.map((size) => size ?? 1);
  const length = sizes.reduce((product, size) => product * size, 1);
  const [low, high] = name.includes('variance') || name.includes('gamma') ? [0.5, 1.5] : [-0.7, 0.7];
  return tf.tensor(seeded(length, 100 + index, low, high), sizes);
}
