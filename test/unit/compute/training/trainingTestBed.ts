import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Rank, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { openBackend } from '../../../../src/compute/backend/openBackend';
import type { TensorFlow } from '../../../../src/compute/backend/tensorFlow';
import { registerTrainingKernels } from '../../../../src/compute/training/registerTrainingKernels';
import type { TrainingKernels } from '../../../../src/compute/training/trainingKernels';

/** TensorFlow.js on the WebAssembly backend, readied for training: one a test file. */
export async function openWasm(): Promise<{ tf: TensorFlow; kernels: TrainingKernels }> {
  const { tf } = await openBackend({ name: 'wasm' });
  return { tf, kernels: registerTrainingKernels(tf, 'wasm') };
}

/** A net with all that a residual network is made of, small enough to be computed by hand: 4 x 4 x 2 images, 3 classes. */
export function tinyNet(tf: TensorFlow): LayersModel {
  const image = tf.input({ shape: [4, 4, 2] });
  const convolved = tf.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', useBias: false, kernelInitializer: tf.initializers.heNormal({ seed: 1 }) }).apply(image);
  const normalised = tf.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 }).apply(convolved);
  const active = tf.layers.activation({ activation: 'relu' }).apply(normalised);
  const pooled = tf.layers.globalAveragePooling2d({}).apply(active);
  const scores = tf.layers.dense({ units: 3, kernelInitializer: tf.initializers.heNormal({ seed: 2 }), biasInitializer: tf.initializers.randomNormal({ seed: 3 }) }).apply(pooled);
  return tf.model({ inputs: image, outputs: scores as never });
}

export function randomBatch(tf: TensorFlow, count: number, seed: number, views = 1): { images: Tensor; targets: Tensor2D } {
  const images = tf.randomUniform([views * count, 4, 4, 2], 0, 1, 'float32', seed);
  // Soft labels whose rows sum to one.
  const targets = tf.softmax(tf.randomNormal<Rank.R2>([count, 3], 0, 2, 'float32', seed + 1));
  return { images, targets };
}
