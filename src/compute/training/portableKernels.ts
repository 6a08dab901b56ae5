import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../backend/tensorFlow';
import type { NormalisedBatch, TrainingKernels } from './trainingKernels';

/** Of operations that every backend has. */
export function portableKernels(tf: TensorFlow): TrainingKernels {
  return {
    normalise: (x, gamma, beta, epsilon) => normalise(tf, x, gamma, beta, epsilon),
    crossEntropy: (logits, targets) => crossEntropy(tf, logits, targets),
    reluGradient: (dy, x) => tf.mul(dy, tf.step(x)),
  };
}

function normalise(tf: TensorFlow, x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): NormalisedBatch {
  const axes = [0, 1, 2];
  const count = x.size / gamma.size;
  const mean = tf.mean<Tensor1D>(x, axes);
  const variance = tf.mean<Tensor1D>(tf.square(tf.sub(x, mean)), axes);
  const apply = tf.customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const [input, scale, shift] = inputs as [Tensor4D, Tensor1D, Tensor1D];
    const save = inputs[3] as GradSaveFunc;
    save([input, scale, mean, variance]);
    return {
      value: tf.batchNorm(input, mean, variance, shift, scale, epsilon),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [kept, gain, centre, spread] = saved as [Tensor4D, Tensor1D, Tensor1D, Tensor1D];
        const inverse = tf.rsqrt(tf.add(spread, epsilon));
        const normalised = tf.mul(tf.sub(kept, centre), inverse);
        const forShift = tf.sum(dy, axes);
        const forScale = tf.sum(tf.mul(dy, normalised), axes);
        // Ioffe and Szegedy (2015), section 3, gathered into one expression.
        const inner = tf.sub(tf.sub(tf.mul(dy, count), forShift), tf.mul(normalised, forScale));
        return [tf.mul(tf.div(tf.mul(gain, inverse), count), inner), forScale, forShift];
      },
    };
  });
  return { output: apply(x, gamma, beta), mean, variance: tf.mul(variance, count / Math.max(1, count - 1)) };
}

function crossEntropy(tf: TensorFlow, logits: Tensor2D, targets: Tensor2D): Tensor1D {
  const apply = tf.customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const scores = inputs[0] as Tensor2D;
    const save = inputs[1] as GradSaveFunc;
    const logProbabilities = tf.logSoftmax(scores);
    save([logProbabilities, targets]);
    return {
      value: tf.neg(tf.sum(tf.mul(targets, logProbabilities), -1)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [logs, wanted] = saved as [Tensor2D, Tensor2D];
        return tf.mul(tf.reshape(dy, [-1, 1]), tf.sub(tf.exp(logs), wanted));
      },
    };
  });
  return apply(logits) as Tensor1D;
}
