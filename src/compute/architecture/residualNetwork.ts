import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, type LayerStack } from './layerStack';

/**
 * The residual network for small images of He et al. (2016, section 4.2): a 3 x 3 convolution, three stages of
 * (depth - 2) / 6 blocks with 16, 32 and 64 times `width` filters, the second and third beginning with stride 2; a block
 * is two 3 x 3 convolutions, each with batch normalisation, around which the input is added. Where its shape changes, a
 * 1 x 1 convolution with batch normalisation fits it. Depth 8 has 78,714 weights, moving averages included, for 10 classes.
 *
 * @returns class scores (logits)
 */
export function residualNetwork(stack: LayerStack, image: SymbolicTensor, classCount: number, depth: number, width: number): SymbolicTensor {
  const blocks = (depth - 2) / 6;
  let x = stack.normalisedRelu(stack.convolution(image, { filters: 16 * width, size: 3 }));
  for (const [stage, filters] of [16, 32, 64].entries()) {
    for (let block = 0; block < blocks; block += 1) x = residualBlock(stack, x, filters * width, stage > 0 && block === 0 ? 2 : 1);
  }
  return stack.linear(stack.globalAverage(x), classCount);
}

function residualBlock(stack: LayerStack, input: SymbolicTensor, filters: number, stride: number): SymbolicTensor {
  const inner = stack.normalisedRelu(stack.convolution(input, { filters, size: 3, stride }));
  const residual = stack.normalisation(stack.convolution(inner, { filters, size: 3 }));
  const fits = stride === 1 && channelsOf(input) === filters;
  const shortcut = fits ? input : stack.normalisation(stack.convolution(input, { filters, size: 1, stride }));
  return stack.relu(stack.sum(residual, shortcut));
}
