import type { KernelFunc, NamedAttrMap, NamedTensorInfoMap, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { BackendName } from '../../protocol/experiment';
import type { TensorFlow } from '../backend/tensorFlow';
import { convolutionFilterGradient, depthwiseFilterGradient, depthwiseInputGradient } from './convolutionGradient';
import { trainingKernels, type TrainingKernels } from './trainingKernels';

/**
 * Readies TensorFlow.js for training on a backend: the gradient of ReLU becomes one operation, and the WebAssembly backend
 * gets the kernels of convolution gradients that it lacks (tensorflow/tfjs#8474). Once a process; predictions are as before.
 */
export function registerTrainingKernels(tf: TensorFlow, backend: BackendName): TrainingKernels {
  const kernels = trainingKernels(tf, backend);
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => kernels.reluGradient(dy as Tensor, x as Tensor) }),
  });
  if (backend === 'wasm') registerMissing(tf);
  return kernels;
}

interface ConvolutionAttributes {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number;
  readonly dilations?: number | [number, number];
  readonly filterShape?: [number, number, number, number];
  readonly inputShape?: [number, number, number, number];
}

function registerMissing(tf: TensorFlow): void {
  const supply = (kernelName: string, compute: (inputs: Readonly<Record<string, Tensor4D>>, attributes: ConvolutionAttributes) => Tensor): void => {
    // Declared as if every kernel were there.
    if ((tf.getKernel(kernelName, 'wasm') as unknown) !== undefined) return;
    const kernelFunc: KernelFunc = ({ inputs, attrs }: { inputs: NamedTensorInfoMap; attrs?: NamedAttrMap | undefined }) =>
      compute(inputs as unknown as Readonly<Record<string, Tensor4D>>, attrs as unknown as ConvolutionAttributes);
    tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
  };
  supply('Conv2DBackpropFilter', ({ x, dy }, attributes) => convolutionFilterGradient(tf, x as Tensor4D, dy as Tensor4D, { ...attributes, filterShape: attributes.filterShape ?? [1, 1, 1, 1] }));
  supply('DepthwiseConv2dNativeBackpropFilter', ({ x, dy }, attributes) => depthwiseFilterGradient(tf, x as Tensor4D, dy as Tensor4D, { ...attributes, filterShape: attributes.filterShape ?? [1, 1, 1, 1] }));
  supply('DepthwiseConv2dNativeBackpropInput', ({ dy, filter }, attributes) => depthwiseInputGradient(tf, dy as Tensor4D, filter as Tensor4D, { ...attributes, inputShape: attributes.inputShape ?? [1, 1, 1, 1] }));
}
