import type { Rank, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { TensorFlow } from '../backend/tensorFlow';

type Layer = layers.Layer;
type LayerShape = (number | null)[];

/** A convolution as Keras configures it, with `groups`; data format channels last. */
export interface GroupedConvolutionSettings {
  readonly name?: string;
  readonly filters: number;
  readonly kernelSize: number | readonly number[];
  readonly strides?: number | readonly number[];
  readonly padding?: 'same' | 'valid';
  readonly dilationRate?: number | readonly number[];
  readonly activation?: string | null;
  readonly useBias?: boolean;
  readonly trainable?: boolean;
  /** Input and output channels are split into this many groups; a group of outputs sees its group of inputs alone. */
  readonly groups: number;
}

/** The class under which TensorFlow.js finds the layer; files call it Conv2D, as Keras does. */
export const groupedConvolutionClass = 'GroupedConvolution';

type LayerConstructor = new (settings: GroupedConvolutionSettings) => Layer;
const classes = new WeakMap<object, LayerConstructor>();

/** A convolution layer with groups, which TensorFlow.js lacks. Its weights and its configuration are those of Keras's Conv2D. */
export function groupedConvolution(tf: TensorFlow, settings: GroupedConvolutionSettings): Layer {
  return new (layerClass(tf))(settings);
}

/** Makes {@link groupedConvolutionClass} known to TensorFlow.js, so that models with it can be opened. */
export function registerGroupedConvolution(tf: TensorFlow): void {
  layerClass(tf);
}

/** One class for each TensorFlow.js: it derives from that one's own layers. */
function layerClass(tf: TensorFlow): LayerConstructor {
  const known = classes.get(tf.layers.Layer);
  if (known !== undefined) return known;

  class GroupedConvolution extends tf.layers.Layer {
    static readonly className = groupedConvolutionClass;
    readonly #filters: number;
    readonly #groups: number;
    readonly #size: readonly [number, number];
    readonly #strides: readonly [number, number];
    readonly #dilations: readonly [number, number];
    readonly #padding: 'same' | 'valid';
    readonly #useBias: boolean;
    readonly #activation: Layer;
    readonly #activationName: string;

    constructor(settings: GroupedConvolutionSettings) {
      super({ ...(settings.name === undefined ? {} : { name: settings.name }), ...(settings.trainable === undefined ? {} : { trainable: settings.trainable }), ...inputOf(settings) });
      this.#filters = settings.filters;
      this.#groups = settings.groups;
      this.#size = pair(settings.kernelSize);
      this.#strides = pair(settings.strides ?? 1);
      this.#dilations = pair(settings.dilationRate ?? 1);
      this.#padding = settings.padding ?? 'valid';
      this.#useBias = settings.useBias ?? true;
      this.#activationName = settings.activation ?? 'linear';
      this.#activation = tf.layers.activation({ activation: this.#activationName as 'linear' });
    }

    override getClassName(): string {
      return 'Conv2D';
    }

    override build(inputShape: LayerShape | LayerShape[]): void {
      const channels = one(inputShape).at(-1) ?? 0;
      if (channels % this.#groups !== 0 || this.#filters % this.#groups !== 0) {
        throw new Error(`${channels} input and ${this.#filters} output channels do not divide into ${this.#groups} groups`);
      }
      const zeros = tf.initializers.zeros();
      this.addWeight('kernel', [...this.#size, channels / this.#groups, this.#filters], 'float32', zeros);
      if (this.#useBias) this.addWeight('bias', [this.#filters], 'float32', zeros);
      this.built = true;
    }

    override computeOutputShape(inputShape: LayerShape | LayerShape[]): LayerShape {
      const [batch = null, height = null, width = null] = one(inputShape);
      const along = (length: number | null, axis: 0 | 1): number | null => {
        if (length === null) return null;
        const reach = (this.#size[axis] - 1) * this.#dilations[axis] + 1;
        return Math.ceil((this.#padding === 'same' ? length : length - reach + 1) / this.#strides[axis]);
      };
      return [batch, along(height, 0), along(width, 1), this.#filters];
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      return tf.tidy(() => {
        const input = (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor4D;
        const [kernel, bias] = this.weights.map((weight) => weight.read());
        const output = tf.conv2d(input, blockDiagonal(tf, kernel as Tensor4D, this.#groups), [...this.#strides], this.#padding, 'NHWC', [...this.#dilations]);
        return this.#activation.call(bias === undefined ? output : tf.add(output, bias), {}) as Tensor;
      });
    }

    override getConfig(): ReturnType<Layer['getConfig']> {
      return {
        ...super.getConfig(),
        filters: this.#filters,
        groups: this.#groups,
        kernelSize: [...this.#size],
        strides: [...this.#strides],
        padding: this.#padding,
        dataFormat: 'channelsLast',
        dilationRate: [...this.#dilations],
        activation: this.#activationName,
        useBias: this.#useBias,
      };
    }
  }

  tf.serialization.registerClass(GroupedConvolution);
  classes.set(tf.layers.Layer, GroupedConvolution);
  return GroupedConvolution;
}

/**
 * The kernel (h, w, in / groups, out) as that of an ordinary convolution (h, w, in, out) with zeros where input and
 * output are of different groups. More multiplications than need be, in one call to a fast routine: neither libtensorflow
 * on a CPU nor the WebAssembly backend has gradients of grouped convolutions.
 */
function blockDiagonal(tf: TensorFlow, kernel: Tensor4D, groups: number): Tensor4D {
  const [, , channels, filters] = kernel.shape;
  return tf.tidy(() => {
    const groupOfInput = tf.floorDiv(tf.range(0, channels * groups, 1, 'int32'), tf.scalar(channels, 'int32'));
    const groupOfOutput = tf.floorDiv(tf.range(0, filters, 1, 'int32'), tf.scalar(filters / groups, 'int32'));
    const mask = tf.cast(tf.equal(tf.reshape(groupOfInput, [-1, 1]), tf.reshape(groupOfOutput, [1, -1])), 'float32');
    return tf.mul<Tensor<Rank.R4>>(tf.tile(kernel, [1, 1, groups, 1]), tf.reshape(mask, [1, 1, channels * groups, filters]));
  });
}

function pair(value: number | readonly number[]): [number, number] {
  if (typeof value === 'number') return [value, value];
  return [value[0] ?? 1, value[1] ?? value[0] ?? 1];
}

function one(shape: LayerShape | LayerShape[]): LayerShape {
  return Array.isArray(shape[0]) ? shape[0] : (shape as LayerShape);
}

/** The input's shape stands in the first layer of a Sequential model. */
function inputOf(settings: object): object {
  return 'batchInputShape' in settings ? { batchInputShape: settings.batchInputShape } : {};
}
