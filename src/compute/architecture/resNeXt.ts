import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { channelsOf, type LayerStack } from './layerStack';

const groups = 32;
const blocksPerStage = 3;

/**
 * ResNeXt-29, 32x4d (Xie et al. 2017) with the details of the paper's code: a 1 x 1 convolution to 64 channels, three
 * stages of three blocks whose groups are 4, 8 and 16 channels wide; a block is 1 x 1, grouped 3 x 3, and 1 x 1 to twice
 * the width, each with batch normalisation, with a projected shortcut where the shape changes.
 *
 * @param firstStride stride of the first stage: 1 for images of 32 x 32, 2 for 64 x 64
 * @returns class scores (logits)
 */
export function resNeXt(stack: LayerStack, image: SymbolicTensor, classCount: number, firstStride: number): SymbolicTensor {
  let x = stack.normalisedRelu(stack.convolution(image, { filters: 64, size: 1 }));
  for (const [stage, groupWidth] of [4, 8, 16].entries()) {
    for (let block = 0; block < blocksPerStage; block += 1) {
      x = groupedBlock(stack, x, groups * groupWidth, block > 0 ? 1 : stage === 0 ? firstStride : 2);
    }
  }
  return stack.linear(stack.globalAverage(x), classCount);
}

function groupedBlock(stack: LayerStack, input: SymbolicTensor, width: number, stride: number): SymbolicTensor {
  const narrowed = stack.normalisedRelu(stack.convolution(input, { filters: width, size: 1 }));
  const grouped = stack.normalisedRelu(stack.convolution(narrowed, { filters: width, size: 3, stride, groups }));
  const residual = stack.normalisation(stack.convolution(grouped, { filters: 2 * width, size: 1 }));
  const fits = stride === 1 && channelsOf(input) === 2 * width;
  const shortcut = fits ? input : stack.normalisation(stack.convolution(input, { filters: 2 * width, size: 1, stride }));
  return stack.relu(stack.sum(residual, shortcut));
}
