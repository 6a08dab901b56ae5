import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { layers, LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { trainingErrors } from '../../protocol/errors';
import { RandomStream } from '../../robustness/randomStream';
import type { TensorFlow } from '../backend/tensorFlow';
import type { TrainingKernels } from './trainingKernels';

type Layer = layers.Layer;

/** What a batch normalisation has learnt of a batch, for its moving averages. */
export interface MovingStatistic {
  readonly mean: LayerVariable;
  readonly variance: LayerVariable;
  /** Share of the moving average that stays. */
  readonly momentum: number;
  readonly batchMean: Tensor1D;
  readonly batchVariance: Tensor1D;
}

/** What differs from one forward pass in training to the next. */
export interface ForwardPass {
  /** Number of the batch in the whole training: where what is dropped out is drawn. */
  readonly step: number;
  /** Receives the statistics of each batch normalisation. */
  readonly onStatistic: (statistic: MovingStatistic) => void;
}

/** Layers that draw at random in training and cannot be told where from. */
const unaddressed = new Set(['AlphaDropout', 'GaussianDropout', 'GaussianNoise']);

/** Layers of the field that a batch normalisation of TensorFlow.js keeps to itself. */
interface NormalisationParts {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

/**
 * Makes the layers of a model compute in training with the fast kernels, and with addressed randomness, so that a step is
 * a function of weights, batch and number alone. The model itself stays what it is: its topology, its weights, and what it
 * computes outside training.
 *
 * - batch normalisation by the kernels; its moving averages are not touched, its statistics are handed on. One that is
 *   not trainable stays in inference, as in Keras 2.
 * - dropout by a mask drawn at the address (seed, layer, step).
 *
 * @throws LPR-705 for layers whose randomness cannot be addressed.
 */
export class TrainingMode {
  #pass: ForwardPass | undefined;

  constructor(
    private readonly tf: TensorFlow,
    private readonly model: LayersModel,
    private readonly kernels: TrainingKernels,
    private readonly seed: number,
  ) {
    for (const [number, layer] of layersOf(model).entries()) this.#adapt(layer, number);
  }

  /** The model's output for a batch, in training. Its intermediate tensors belong to the caller's scope. */
  forward(input: Tensor, pass: ForwardPass): Tensor {
    this.#pass = pass;
    try {
      const output = this.model.call(input, { training: true });
      const [first] = Array.isArray(output) ? output : [output];
      if (first === undefined) throw trainingErrors.notTrainable({ reason: 'it has no output' });
      return first;
    } finally {
      this.#pass = undefined;
    }
  }

  #adapt(layer: Layer, number: number): void {
    const className = layer.getClassName();
    if (unaddressed.has(className)) throw trainingErrors.notTrainable({ reason: `its layer ${layer.name} (${className}) draws at random and takes no seed for each step` });
    if (className === 'BatchNormalization') this.#adaptNormalisation(layer);
    if (className === 'Dropout') this.#adaptDropout(layer, number);
  }

  #adaptNormalisation(layer: Layer): void {
    const inference = layer.call.bind(layer);
    const { axis, epsilon, momentum, gamma, beta, movingMean, movingVariance } = layer as unknown as NormalisationParts;
    layer.call = (inputs, kwargs) => {
      const pass = this.#pass;
      if (kwargs['training'] !== true || pass === undefined || !layer.trainable) return inference(inputs, { ...kwargs, training: false });
      const { tf } = this;
      return tf.tidy(() => {
        const input = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
        const channels = input.shape.at(-1) ?? 1;
        if (axis !== -1 && axis !== input.rank - 1) throw trainingErrors.notTrainable({ reason: `its layer ${layer.name} normalises along axis ${axis}, not the last one` });
        const { output, mean, variance } = this.kernels.normalise(
          input.rank === 4 ? (input as Tensor4D) : tf.reshape(input, [-1, 1, 1, channels]),
          (gamma?.read() ?? tf.ones([channels])) as Tensor1D,
          (beta?.read() ?? tf.zeros([channels])) as Tensor1D,
          epsilon,
        );
        pass.onStatistic({ mean: movingMean, variance: movingVariance, momentum, batchMean: tf.keep(mean), batchVariance: tf.keep(variance) });
        return input.rank === 4 ? output : tf.reshape(output, input.shape);
      });
    };
  }

  #adaptDropout(layer: Layer, number: number): void {
    const inference = layer.call.bind(layer);
    const { rate } = layer as unknown as { readonly rate: number };
    layer.call = (inputs, kwargs) => {
      const pass = this.#pass;
      if (kwargs['training'] !== true || pass === undefined || rate === 0) return inference(inputs, { ...kwargs, training: false });
      const { tf } = this;
      return tf.tidy(() => {
        const input = Array.isArray(inputs) ? (inputs[0] as Tensor) : inputs;
        const mask = tf.tensor(dropoutMask(input.size, rate, { seed: this.seed, layer: number, step: pass.step }), input.shape);
        return tf.mul(input, mask);
      });
    };
  }
}

/** 0 with probability `rate`, else 1 / (1 - rate): what is kept makes up for what is dropped. */
export function dropoutMask(size: number, rate: number, { seed, layer, step }: { seed: number; layer: number; step: number }): Float32Array {
  // Never the address of a noise, which has a law, nor that of first weights, which are of kind "elements".
  const stream = new RandomStream({ seed, purpose: 'training', kind: 'choice', image: layer, draw: step });
  const words = new Int32Array(size);
  stream.fillWords(words);
  const threshold = Math.round(rate * 2 ** 32);
  const kept = 1 / (1 - rate);
  return Float32Array.from(words, (word) => (word >>> 0 < threshold ? 0 : kept));
}

/** All layers, those of models within the model included. */
function layersOf(model: LayersModel): Layer[] {
  return model.layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as unknown as LayersModel) : [layer]));
}
