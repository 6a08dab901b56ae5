import type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import type { Loss, Optimiser } from '../../protocol/training';
import type { TensorFlow } from '../backend/tensorFlow';
import { lossOf } from './loss';
import { optimiserStep } from './optimiser';
import type { TrainingKernels } from './trainingKernels';
import { TrainingMode, type MovingStatistic } from './trainingMode';

export interface TrainerOptions {
  /** Ends in class scores (logits). */
  readonly model: LayersModel;
  readonly kernels: TrainingKernels;
  readonly loss: Loss;
  readonly optimiser: Optimiser;
  readonly seed: number;
}

/** One batch: images as the model takes them, of all views, and the labels of the first. Both stay the caller's. */
export interface TrainingBatch {
  readonly images: Tensor;
  /** (batch, classes), rows of sum one. */
  readonly targets: Tensor2D;
}

export interface BatchResult {
  /** Mean loss of the batch before its step. */
  readonly loss: number;
  /** False where the loss or an entry of its gradient is not a finite number: then no step was made. */
  readonly isFinite: boolean;
  /** Images of the first view whose largest score is that of their largest target. */
  readonly correct: number;
}

/** Everything that a training goes on from, but for where it is: the values of all weights, and the optimiser's. */
export interface TrainerState {
  /** All weights of the model, in its order, end to end. */
  readonly weights: Float32Array;
  /** The momentum of the trainable ones, in their order, end to end. */
  readonly velocity: Float32Array;
}

/**
 * A model while it is trained. It owns the optimiser's state; the model's weights live in the model. Between two steps it
 * holds as many tensors as before.
 */
export class Trainer {
  readonly #mode: TrainingMode;
  readonly #variables: readonly Variable[];
  readonly #shapes: readonly number[][];
  readonly #sizes: readonly number[];
  #velocity: Tensor1D;

  constructor(
    private readonly tf: TensorFlow,
    private readonly options: TrainerOptions,
  ) {
    const { model, kernels, seed } = options;
    this.#mode = new TrainingMode(tf, model, kernels, seed);
    this.#variables = model.trainableWeights.map(variableOf);
    this.#shapes = this.#variables.map(({ shape }) => shape);
    this.#sizes = this.#variables.map(({ size }) => size);
    this.#velocity = tf.zeros([this.#sizes.reduce((sum, size) => sum + size, 0)]);
  }

  /**
   * Trains on one batch. Where its loss or gradient is not finite nothing is changed.
   * @param step number of the batch in the whole training, from 0
   */
  async trainOn({ images, targets }: TrainingBatch, step: number, rate: number): Promise<BatchResult> {
    const { tf } = this;
    const statistics: MovingStatistic[] = [];
    const parts = tf.tidy(() => {
      let logits: Tensor2D | undefined;
      const { value, grads } = tf.variableGrads(() => {
        logits = this.#mode.forward(images, { step, onStatistic: (statistic) => statistics.push(statistic) }) as Tensor2D;
        tf.keep(logits);
        return lossOf(tf, this.options.kernels, this.options.loss, logits, targets);
      }, [...this.#variables]);
      const gradient = tf.concat(this.#variables.map(({ name, size }) => tf.reshape<Rank.R1>(grads[name] ?? tf.zeros([size]), [size])));
      // Zero, unless an entry is not finite. The loss alone does not tell: the WebAssembly backend's ReLU takes NaN to zero.
      const flaw = tf.sum<Scalar>(tf.mul(gradient, 0));
      return { loss: value, gradient, flaw, logits: logits as unknown as Tensor2D };
    });
    const { loss, gradient, flaw, logits } = parts;
    try {
      const value = await valueOf(loss);
      const isFinite = Number.isFinite(value) && (await valueOf(flaw)) === 0;
      if (isFinite) {
        this.#step(gradient, rate);
        this.#updateMovingAverages(statistics);
      }
      return { loss: value, isFinite, correct: countCorrect(await logits.data(), await targets.data(), targets.shape) };
    } finally {
      tf.dispose([loss, gradient, flaw, logits]);
      for (const { batchMean, batchVariance } of statistics) tf.dispose([batchMean, batchVariance]);
    }
  }

  /** The model's scores outside training. */
  predict(images: Tensor): Tensor2D {
    return this.tf.tidy(() => {
      const output = this.options.model.call(images, {});
      return (Array.isArray(output) ? output[0] : output) as Tensor2D;
    });
  }

  /** A copy of the state. */
  async state(): Promise<TrainerState> {
    return { weights: await joined(this.options.model.weights.map((weight) => weight.read())), velocity: new Float32Array(await this.#velocity.data()) };
  }

  /** Puts a state back. @throws RangeError where it is not one of this model */
  restore({ weights, velocity }: TrainerState): void {
    const { tf } = this;
    const { model } = this.options;
    const sizes = model.weights.map(({ shape }) => shape.reduce<number>((product, size) => product * (size ?? 0), 1));
    if (weights.length !== sizes.reduce((sum, size) => sum + size, 0) || velocity.length !== this.#velocity.size) throw new RangeError('This is the state of another model');
    let offset = 0;
    for (const [i, weight] of model.weights.entries()) {
      const size = sizes[i] ?? 0;
      const tensor = tf.tensor(weights.slice(offset, offset + size), weight.shape as number[]);
      weight.write(tensor);
      tensor.dispose();
      offset += size;
    }
    this.#velocity.dispose();
    this.#velocity = tf.tensor1d(velocity.slice());
  }

  dispose(): void {
    this.#velocity.dispose();
  }

  #step(gradient: Tensor1D, rate: number): void {
    const { tf } = this;
    const next = tf.tidy(() => {
      const weights = tf.concat(this.#variables.map((variable, i) => tf.reshape<Rank.R1>(variable, [this.#sizes[i] ?? 0])));
      const { weights: moved, velocity } = optimiserStep(tf, this.options.optimiser, { weights, velocity: this.#velocity }, gradient, rate);
      for (const [i, part] of tf.split(moved, [...this.#sizes]).entries()) this.#variables[i]?.assign(tf.reshape(part, this.#shapes[i] ?? []));
      return velocity;
    });
    this.#velocity.dispose();
    this.#velocity = next;
  }

  #updateMovingAverages(statistics: readonly MovingStatistic[]): void {
    const { tf } = this;
    const update = (variable: LayerVariable, value: Tensor, momentum: number): void => {
      tf.tidy(() => {
        variable.write(tf.add(tf.mul(variable.read(), momentum), tf.mul(value, 1 - momentum)));
      });
    };
    for (const { mean, variance, momentum, batchMean, batchVariance } of statistics) {
      update(mean, batchMean, momentum);
      update(variance, batchVariance, momentum);
    }
  }
}

/** The variable behind a layer's weight, which TensorFlow.js declares protected. */
function variableOf(weight: LayerVariable): Variable {
  return (weight as unknown as { readonly val: Variable }).val;
}

async function valueOf(scalar: Scalar): Promise<number> {
  return (await scalar.data())[0] ?? Number.NaN;
}

/** Tensors end to end. */
async function joined(tensors: readonly Tensor[]): Promise<Float32Array> {
  const whole = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  let offset = 0;
  for (const tensor of tensors) {
    whole.set((await tensor.data()), offset);
    offset += tensor.size;
  }
  return whole;
}

/** The scores may be of three views: the first rows are those of the first. */
function countCorrect(scores: ArrayLike<number>, targets: ArrayLike<number>, [count, classes]: readonly [number, number]): number {
  let correct = 0;
  for (let row = 0; row < count; row += 1) if (largest(scores, row * classes, classes) === largest(targets, row * classes, classes)) correct += 1;
  return correct;
}

function largest(values: ArrayLike<number>, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i += 1) if ((values[start + i] ?? Number.NaN) > (values[start + best] ?? Number.NaN)) best = i;
  return best;
}
