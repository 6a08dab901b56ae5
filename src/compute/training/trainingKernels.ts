import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { BackendName } from '../../protocol/experiment';
import type { TensorFlow } from '../backend/tensorFlow';
import { nativeKernels } from './nativeKernels';
import { portableKernels } from './portableKernels';

/** What a batch normalisation gives in training: the normalised maps, and the batch's statistics for the moving averages. */
export interface NormalisedBatch {
  readonly output: Tensor4D;
  readonly mean: Tensor1D;
  /** Unbiased: divided by one less than the number of values, as PyTorch and Keras average it. */
  readonly variance: Tensor1D;
}

/**
 * The operations of a training step that TensorFlow.js composes of dozens of small ones: each is one here, or a few, with a
 * gradient in closed form. All are differentiable, and none keeps a tensor.
 */
export interface TrainingKernels {
  /**
   * Batch normalisation over all but the last axis: gamma (x - mean) / sqrt(variance + epsilon) + beta, with the biased
   * variance of the batch (Ioffe and Szegedy 2015). Differentiable in x, gamma and beta; the statistics are not.
   */
  normalise(x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): NormalisedBatch;
  /** -sum_c target_c ln softmax(logits)_c of each row, for targets whose rows sum to one; differentiable in the logits. */
  crossEntropy(logits: Tensor2D, targets: Tensor2D): Tensor1D;
  /** dy where x > 0, else 0. */
  reluGradient(dy: Tensor, x: Tensor): Tensor;
}

/** The fastest kernels that a backend has. */
export function trainingKernels(tf: TensorFlow, backend: BackendName): TrainingKernels {
  switch (backend) {
    case 'tfjs-node':
    case 'tfjs-node-gpu':
      return nativeKernels(tf);
    case 'webgpu':
    case 'wasm':
      return portableKernels(tf);
  }
}
