import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { Optimiser } from '../../protocol/training';
import type { TensorFlow } from '../backend/tensorFlow';

export interface OptimiserStep {
  readonly weights: Tensor1D;
  readonly velocity: Tensor1D;
}

/**
 * One step of stochastic gradient descent with momentum, over all trainable weights laid end to end (one call to the
 * backend for what would be one for each weight):
 *
 *     g = clip(gradient), first by value, then by norm
 *     g = g + weightDecay * weights
 *     velocity = momentum * velocity + g
 *     weights = weights - rate * (nesterov ? g + momentum * velocity : velocity)
 *
 * as PyTorch's SGD has it (Sutskever et al. 2013 for the Nesterov form).
 *
 * @returns new tensors; those given stay
 */
export function optimiserStep(tf: TensorFlow, { momentum, nesterov, weightDecay, clipValue, clipNorm }: Optimiser, { weights, velocity }: OptimiserStep, gradient: Tensor1D, rate: number): OptimiserStep {
  return tf.tidy(() => {
    let step: Tensor1D = gradient;
    if (clipValue !== undefined) step = tf.clipByValue(step, -clipValue, clipValue);
    if (clipNorm !== undefined) step = clippedByNorm(tf, step, clipNorm);
    if (weightDecay > 0) step = tf.add(step, tf.mul(weights, weightDecay));
    const moved: Tensor1D = momentum === 0 ? step : tf.add(tf.mul(velocity, momentum), step);
    const direction: Tensor1D = nesterov ? tf.add(step, tf.mul(moved, momentum)) : moved;
    return { weights: tf.sub<Tensor1D>(weights, tf.mul(direction, rate)), velocity: moved === gradient ? gradient.clone() : moved };
  });
}

/** Scaled to the norm where it is longer: g * norm / max(norm, |g|). */
function clippedByNorm(tf: TensorFlow, gradient: Tensor1D, norm: number): Tensor1D {
  const length = tf.sqrt<Scalar>(tf.sum(tf.square(gradient)));
  return tf.mul<Tensor1D>(gradient, tf.div(norm, tf.maximum(length, norm)));
}
