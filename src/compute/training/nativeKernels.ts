import type { GradSaveFunc, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../backend/tensorFlow';
import type { NormalisedBatch, TrainingKernels } from './trainingKernels';

interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean | string;
}

/** Of tfjs-node's backend what is used here: TensorFlow's own operations by name. */
interface NativeBackend {
  readonly binding: Readonly<Record<'TF_ATTR_TYPE' | 'TF_ATTR_FLOAT' | 'TF_ATTR_STRING' | 'TF_ATTR_BOOL' | 'TF_FLOAT', number>>;
  executeSingleOutput(name: string, attributes: readonly OperationAttribute[], inputs: readonly Tensor[]): Tensor;
  executeMultipleOutputs(name: string, attributes: readonly OperationAttribute[], inputs: readonly Tensor[], outputs: number): Tensor[];
}

/** TensorFlow's fused operations, which tfjs-node's library has and TensorFlow.js does not call. */
export function nativeKernels(tf: TensorFlow): TrainingKernels {
  const backend = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const float = (name: string): OperationAttribute => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT });
  return {
    normalise: (x, gamma, beta, epsilon) => normalise(tf, backend, x, gamma, beta, epsilon),
    crossEntropy: (logits, targets) => crossEntropy(tf, backend, logits, targets),
    reluGradient: (dy, x) => backend.executeSingleOutput('ReluGrad', [float('T')], [dy, x]),
  };
}

function normalise(tf: TensorFlow, backend: NativeBackend, x: Tensor4D, gamma: Tensor1D, beta: Tensor1D, epsilon: number): NormalisedBatch {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
  const attributes: readonly OperationAttribute[] = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  let statistics: readonly [Tensor1D, Tensor1D] | undefined;
  const apply = tf.customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const [input, scale, shift] = inputs as [Tensor4D, Tensor1D, Tensor1D];
    const save = inputs[3] as GradSaveFunc;
    const none = tf.tensor1d([], 'float32');
    const averaging: OperationAttribute = { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: 1 };
    const results = backend.executeMultipleOutputs('FusedBatchNormV3', [...attributes, averaging], [input, scale, shift, none, none], 6);
    const [value, mean, variance, ...reserved] = results as [Tensor4D, Tensor1D, Tensor1D, Tensor, Tensor, Tensor];
    statistics = [tf.keep(mean), tf.keep(variance)];
    save([input, scale, ...reserved]);
    return {
      value,
      gradFunc: (dy: Tensor, saved: Tensor[]) => backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5).slice(0, 3),
    };
  });
  const output = apply(x, gamma, beta);
  if (statistics === undefined) throw new Error('Batch normalisation was not computed');
  // Kept out of the scope of the gradient's own function; the caller's scope takes them over.
  const [mean, variance] = statistics.map((tensor) => {
    const copy = tensor.clone();
    tensor.dispose();
    return copy;
  }) as [Tensor1D, Tensor1D];
  return { output, mean, variance };
}

function crossEntropy(tf: TensorFlow, backend: NativeBackend, logits: Tensor2D, targets: Tensor2D): Tensor1D {
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const attributes: readonly OperationAttribute[] = [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }];
  const apply = tf.customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const scores = inputs[0] as Tensor2D;
    const save = inputs[1] as GradSaveFunc;
    const [value, gradient] = backend.executeMultipleOutputs('SoftmaxCrossEntropyWithLogits', attributes, [scores, targets], 2) as [Tensor1D, Tensor2D];
    save([gradient]);
    return { value, gradFunc: (dy: Tensor, [kept]: Tensor[]) => tf.mul(tf.reshape(dy, [-1, 1]), kept as Tensor2D) };
  });
  return apply(logits);
}
