import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, type LayerStack } from './layerStack';

const growth = 12;
const denseBlocks = [6, 12, 48, 32] as const;

/**
 * DenseNet-201 (Huang et al. 2017) with growth rate 12, as in the paper's code: bottleneck layers BN-ReLU-1x1(48)-
 * BN-ReLU-3x3(12) whose output stands before their input, and transitions BN-ReLU-1x1 to half the channels with 2 x 2
 * average pooling between the dense blocks.
 *
 * @param firstStride stride of the first convolution: 1 for images of 32 x 32, 2 for 64 x 64
 * @returns class scores (logits)
 */
export function denseNetwork(stack: LayerStack, image: SymbolicTensor, classCount: number, firstStride: number): SymbolicTensor {
  let x = stack.convolution(image, { filters: 2 * growth, size: 3, stride: firstStride });
  for (const [i, layers] of denseBlocks.entries()) {
    for (let layer = 0; layer < layers; layer += 1) x = bottleneck(stack, x);
    if (i < denseBlocks.length - 1) x = transition(stack, x);
  }
  return stack.linear(stack.globalAverage(stack.normalisedRelu(x)), classCount);
}

function bottleneck(stack: LayerStack, input: SymbolicTensor): SymbolicTensor {
  const narrowed = stack.convolution(stack.normalisedRelu(input), { filters: 4 * growth, size: 1 });
  return stack.concatenation(stack.convolution(stack.normalisedRelu(narrowed), { filters: growth, size: 3 }), input);
}

function transition(stack: LayerStack, input: SymbolicTensor): SymbolicTensor {
  const filters = Math.floor(channelsOf(input) / 2);
  return stack.averagePooling(stack.convolution(stack.normalisedRelu(input), { filters, size: 1 }), 2);
}
