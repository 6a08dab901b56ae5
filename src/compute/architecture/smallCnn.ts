import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayerStack } from './layerStack';

/**
 * A plain convolutional network for a processor: 3 x 3 convolutions with 32, 64 and 128 filters, each with ReLU and 2 x 2
 * maximum pooling as long as the image has two rows left, then 64 units.
 *
 * @returns class scores (logits)
 */
export function smallCnn(stack: LayerStack, image: SymbolicTensor, classCount: number): SymbolicTensor {
  let x = image;
  for (const filters of [32, 64, 128]) {
    x = stack.relu(stack.convolution(x, { filters, size: 3, bias: true }));
    const [, height = 0, width = 0] = x.shape;
    if (Math.min(height ?? 0, width ?? 0) >= 2) x = stack.maximumPooling(x, 2);
  }
  return stack.linear(stack.relu(stack.linear(stack.flat(x), 64)), classCount);
}
