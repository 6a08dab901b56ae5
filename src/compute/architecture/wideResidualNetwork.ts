import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, type LayerStack } from './layerStack';

/** The last normalisation follows its batches closely: the paper's code updates it at a rate of 0.9. */
const lastMomentum = 0.1;

/**
 * WideResNet (Zagoruyko and Komodakis 2016) with the details of the paper's code: pre-activation blocks, biases in all
 * convolutions, the stride in a block's second convolution, dropout between the two, and a 1 x 1 shortcut from the raw
 * input where the shape changes.
 *
 * @param depth 6 n + 4, with n blocks a stage
 * @param firstStride stride of the first stage: 1 for images of 32 x 32, 2 for 64 x 64
 * @returns class scores (logits)
 */
export function wideResidualNetwork(
  stack: LayerStack,
  image: SymbolicTensor,
  classCount: number,
  { depth, width, dropout, firstStride }: { readonly depth: number; readonly width: number; readonly dropout: number; readonly firstStride: number },
): SymbolicTensor {
  const blocks = (depth - 4) / 6;
  let x = stack.convolution(image, { filters: 16, size: 3, bias: true });
  for (const [stage, filters] of [16, 32, 64].entries()) {
    for (let block = 0; block < blocks; block += 1) {
      const stride = block > 0 ? 1 : stage === 0 ? firstStride : 2;
      x = wideBlock(stack, x, filters * width, stride, dropout);
    }
  }
  return stack.linear(stack.globalAverage(stack.normalisedRelu(x, lastMomentum)), classCount);
}

function wideBlock(stack: LayerStack, input: SymbolicTensor, filters: number, stride: number, dropout: number): SymbolicTensor {
  const first = stack.dropout(stack.convolution(stack.normalisedRelu(input), { filters, size: 3, bias: true }), dropout);
  const second = stack.convolution(stack.normalisedRelu(first), { filters, size: 3, stride, bias: true });
  const fits = stride === 1 && channelsOf(input) === filters;
  return stack.sum(second, fits ? input : stack.convolution(input, { filters, size: 1, stride, bias: true }));
}
