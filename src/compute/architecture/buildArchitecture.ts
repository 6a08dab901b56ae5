import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../protocol/computeMessages';
import { trainingErrors } from '../../protocol/errors';
import { architectureName, type Architecture } from '../../protocol/training';
import type { TensorFlow } from '../backend/tensorFlow';
import { denseNetwork } from './denseNetwork';
import { LayerStack } from './layerStack';
import { residualNetwork } from './residualNetwork';
import { resNeXt } from './resNeXt';
import { smallCnn } from './smallCnn';
import { wideResidualNetwork } from './wideResidualNetwork';

/** From this side on the first stage halves the image once more, so that the head sees maps of the same size. */
const largeSide = 64;

/**
 * Builds an architecture for images of a shape, channels last, with class scores (logits) as its output. Its weights are
 * zeros: see `seedWeights`.
 * @throws LPR-703 where the architecture or its sizes do not fit the images.
 */
export function buildArchitecture(tf: TensorFlow, architecture: Architecture, shape: ImageShape, classCount: number): LayersModel {
  const problem = architectureProblem(architecture, shape);
  if (problem !== undefined) throw trainingErrors.impossibleArchitecture({ architecture: architectureName(architecture), reason: problem });
  const stack = new LayerStack(tf);
  const image = tf.input({ shape: [shape.height, shape.width, shape.channels], name: 'image' });
  const firstStride = Math.min(shape.height, shape.width) >= largeSide ? 2 : 1;
  return tf.model({ inputs: image, outputs: scores(stack, image, architecture, classCount, firstStride), name: architectureName(architecture) });
}

function scores(stack: LayerStack, image: SymbolicTensor, architecture: Architecture, classCount: number, firstStride: number): SymbolicTensor {
  switch (architecture.name) {
    case 'small-cnn':
      return smallCnn(stack, image, classCount);
    case 'resnet':
      return residualNetwork(stack, image, classCount, architecture.depth, architecture.width);
    case 'wideresnet':
      return wideResidualNetwork(stack, image, classCount, { ...architecture, firstStride });
    case 'densenet201-12':
      return denseNetwork(stack, image, classCount, firstStride);
    case 'resnext29-32x4d':
      return resNeXt(stack, image, classCount, firstStride);
  }
}

function architectureProblem(architecture: Architecture, { height, width }: ImageShape): string | undefined {
  if (architecture.name === 'resnet' && (architecture.depth - 2) % 6 !== 0) return `a depth of ${architecture.depth} is not 6 n + 2`;
  if (architecture.name === 'wideresnet' && (architecture.depth - 4) % 6 !== 0) return `a depth of ${architecture.depth} is not 6 n + 4`;
  if (architecture.name === 'densenet201-12' && Math.min(height, width) < 8) return `images of ${height} x ${width} cannot be halved three times`;
  return undefined;
}
