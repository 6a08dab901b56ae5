import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { TensorFlow } from '../backend/tensorFlow';
import { groupedConvolution } from './groupedConvolution';

export interface ConvolutionOptions {
  readonly filters: number;
  /** Height and width of the filter. */
  readonly size: number;
  readonly stride?: number;
  readonly bias?: boolean;
  readonly groups?: number;
}

/**
 * Lays layer on layer with names of their own, `<kind>_<number>`, so that equal architectures have equal topologies
 * whatever was built before. Weights start as zeros, biases and moving means too: `seedWeights` draws what is drawn.
 */
export class LayerStack {
  readonly #numbers = new Map<string, number>();
  readonly #zeros: ReturnType<TensorFlow['initializers']['zeros']>;

  constructor(private readonly tf: TensorFlow) {
    this.#zeros = tf.initializers.zeros();
  }

  /** A convolution with padding so that stride 1 keeps height and width. */
  convolution(input: SymbolicTensor, { filters, size, stride = 1, bias = false, groups = 1 }: ConvolutionOptions): SymbolicTensor {
    const settings = { filters, kernelSize: size, strides: stride, padding: 'same' as const, useBias: bias, kernelInitializer: this.#zeros, name: this.#name('convolution') };
    return (groups === 1 ? this.tf.layers.conv2d(settings) : groupedConvolution(this.tf, { ...settings, groups })).apply(input) as SymbolicTensor;
  }

  /** Batch normalisation with PyTorch's defaults. @param momentum share of the moving averages that stays at each step */
  normalisation(input: SymbolicTensor, momentum = 0.9): SymbolicTensor {
    return this.tf.layers.batchNormalization({ epsilon: 1e-5, momentum, name: this.#name('normalisation') }).apply(input) as SymbolicTensor;
  }

  relu(input: SymbolicTensor): SymbolicTensor {
    return this.tf.layers.activation({ activation: 'relu', name: this.#name('relu') }).apply(input) as SymbolicTensor;
  }

  normalisedRelu(input: SymbolicTensor, momentum?: number): SymbolicTensor {
    return this.relu(this.normalisation(input, momentum));
  }

  sum(one: SymbolicTensor, other: SymbolicTensor): SymbolicTensor {
    return this.tf.layers.add({ name: this.#name('sum') }).apply([one, other]) as SymbolicTensor;
  }

  /** Channels of the first, then those of the second. */
  concatenation(first: SymbolicTensor, second: SymbolicTensor): SymbolicTensor {
    return this.tf.layers.concatenate({ name: this.#name('concatenation') }).apply([first, second]) as SymbolicTensor;
  }

  dropout(input: SymbolicTensor, rate: number): SymbolicTensor {
    return rate === 0 ? input : (this.tf.layers.dropout({ rate, name: this.#name('dropout') }).apply(input) as SymbolicTensor);
  }

  maximumPooling(input: SymbolicTensor, size: number): SymbolicTensor {
    return this.tf.layers.maxPooling2d({ poolSize: size, name: this.#name('maximum_pooling') }).apply(input) as SymbolicTensor;
  }

  averagePooling(input: SymbolicTensor, size: number): SymbolicTensor {
    return this.tf.layers.averagePooling2d({ poolSize: size, name: this.#name('average_pooling') }).apply(input) as SymbolicTensor;
  }

  globalAverage(input: SymbolicTensor): SymbolicTensor {
    return this.tf.layers.globalAveragePooling2d({ name: this.#name('global_average') }).apply(input) as SymbolicTensor;
  }

  flat(input: SymbolicTensor): SymbolicTensor {
    return this.tf.layers.flatten({ name: this.#name('flat') }).apply(input) as SymbolicTensor;
  }

  linear(input: SymbolicTensor, units: number): SymbolicTensor {
    return this.tf.layers.dense({ units, kernelInitializer: this.#zeros, name: this.#name('linear') }).apply(input) as SymbolicTensor;
  }

  #name(kind: string): string {
    const number = (this.#numbers.get(kind) ?? 0) + 1;
    this.#numbers.set(kind, number);
    return `${kind}_${number}`;
  }
}

/** Channels of a feature map. */
export function channelsOf({ shape }: SymbolicTensor): number {
  return shape.at(-1) ?? 0;
}
