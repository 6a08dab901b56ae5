import type { LayersModel } from '@tensorflow/tfjs-layers';
import { drawGaussianValues } from '../../robustness/training';
import { RandomStream } from '../../robustness/randomStream';
import type { TensorFlow } from '../backend/tensorFlow';

/**
 * How weights begin.
 *
 * - `he`: convolutions N(0, 2 / fan-in) (He et al. 2015), linear layers as below with zero biases; the residual networks'.
 * - `pytorch`: kernels and biases uniform on +-1 / sqrt(fan-in), PyTorch's default; the paper's code has it.
 */
export type Initialisation = 'he' | 'pytorch';

/**
 * Gives every weight of a model its first value: drawn at the address (seed, number of the weight), so the same on every
 * backend; scales of normalisations are one, their shifts zero, moving variances one. A weight of a kind that is not known here
 * (of a recurrent layer, say) keeps the value it has.
 */
export function seedWeights(tf: TensorFlow, model: LayersModel, seed: number, initialisation: Initialisation): void {
  for (const [number, weight] of model.weights.entries()) {
    const kind = weight.originalName.split('/').at(-1) ?? '';
    const shape = weight.shape.map((size) => size ?? 0);
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const stream = new RandomStream({ seed, purpose: 'training', kind: 'elements', image: number, draw: 0 });
    switch (kind) {
      case 'kernel':
      case 'depthwise_kernel':
      case 'pointwise_kernel':
        fillKernel(values, stream, fanIn(shape, kind), shape.length > 2 ? initialisation : 'pytorch');
        break;
      case 'bias':
        if (initialisation === 'pytorch') fillUniform(values, stream, 1 / Math.sqrt(fanInBefore(model, number)));
        break;
      case 'gamma':
      case 'moving_variance':
        values.fill(1);
        break;
      case 'beta':
      case 'moving_mean':
        break;
      default:
        continue;
    }
    const tensor = tf.tensor(values, shape);
    weight.write(tensor);
    tensor.dispose();
  }
}

function fillKernel(values: Float32Array, stream: RandomStream, inputs: number, initialisation: Initialisation): void {
  if (initialisation === 'pytorch') fillUniform(values, stream, 1 / Math.sqrt(inputs));
  else drawGaussianValues(values, stream, Math.sqrt(2 / inputs));
}

function fillUniform(values: Float32Array, stream: RandomStream, bound: number): void {
  for (let i = 0; i < values.length; i++) values[i] = bound * (2 * stream.nextUniform() - 1);
}

/** Inputs that one output is a weighted sum of. */
function fanIn(shape: readonly number[], kind: string): number {
  const inputs = kind === 'depthwise_kernel' ? shape.slice(0, -2) : shape.slice(0, -1);
  return Math.max(1, inputs.reduce((product, size) => product * size, 1));
}

/** A bias stands right behind the kernel of its layer. */
function fanInBefore(model: LayersModel, number: number): number {
  const kernel = model.weights[number - 1];
  return kernel === undefined ? 1 : fanIn(kernel.shape.map((size) => size ?? 0), kernel.originalName.split('/').at(-1) ?? '');
}
