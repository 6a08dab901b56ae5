import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Loss } from '../../protocol/training';
import type { TensorFlow } from '../backend/tensorFlow';
import type { TrainingKernels } from './trainingKernels';

/** Mixtures of predictions are kept off zero before their logarithm is taken, as in the authors' code. */
const smallest = 1e-7;

/**
 * The mean loss of a batch; differentiable in the logits.
 *
 * - crossEntropy: -sum_c t_c ln p_c with p = softmax(logits).
 * - jensenShannon (Hendrycks et al. 2020, AugMix): cross entropy of the first of three views, plus weight times
 *   (1/3) sum_k KL(p_k || m) with m the mean of the three predictions, clamped to [1e-7, 1].
 *
 * @param logits (batch, classes); for jensenShannon (3 batch, classes), all images of the first view, the second, the third
 * @param targets (batch, classes), rows of sum one
 */
export function lossOf(tf: TensorFlow, kernels: TrainingKernels, loss: Loss, logits: Tensor2D, targets: Tensor2D): Scalar {
  return tf.tidy(() => {
    const wanted = smoothed(tf, targets, loss.labelSmoothing);
    if (loss.kind === 'crossEntropy') return tf.mean<Scalar>(kernels.crossEntropy(logits, wanted));
    const views = tf.split<Tensor2D>(logits, 3);
    const plain = tf.mean<Scalar>(kernels.crossEntropy(views[0] as Tensor2D, wanted));
    return tf.add<Scalar>(plain, tf.mul(divergence(tf, views), loss.weight));
  });
}

/** Labels of which a share is spread evenly over all classes (Szegedy et al. 2016): (1 - s) t + s / classes. */
function smoothed(tf: TensorFlow, targets: Tensor2D, share: number): Tensor2D {
  if (share === 0) return targets;
  return tf.add<Tensor2D>(tf.mul(targets, 1 - share), share / targets.shape[1]);
}

/** The mean over the views of KL(p_view || mixture), a mean over the batch. */
function divergence(tf: TensorFlow, views: readonly Tensor2D[]): Scalar {
  const logs = views.map((view) => tf.logSoftmax(view));
  const probabilities = logs.map((log) => tf.exp(log));
  const mixture = tf.log(tf.clipByValue(tf.div(tf.addN(probabilities), views.length), smallest, 1));
  const each = logs.map((log, k) => tf.sum(tf.mul(probabilities[k] as Tensor2D, tf.sub(log, mixture)), -1));
  return tf.div(tf.mean<Scalar>(tf.addN(each)), views.length);
}
