import { RequestType } from 'vscode-jsonrpc';
import type { DataLocation, ImageShape } from './computeMessages';
import type { PlainError } from './errors';
import type { ModelDescription } from './experiment';
import type { Recipe, TrainingSubject } from './training';

/** Between the engine and a compute process while a model is trained: see computeMessages.ts for the channel. */

export interface TrainingQuestion {
  readonly subject: TrainingSubject;
  readonly location: DataLocation;
  readonly resize: boolean;
  readonly recipe: Recipe;
  /** Threads that prepare batches beside the arithmetic; 0: none, batches are prepared between two steps. */
  readonly preparers: number;
  /** False: leave the data's hash out, when it is known already. */
  readonly hash: boolean;
}

/** One weight in a model's weights manifest. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

export interface TrainingSummary {
  /** SHA-256 over the data's images and labels; empty where it was not asked for. */
  readonly data: string;
  /** SHA-256 over the user's own model with its weights; null for an architecture. */
  readonly model: string | null;
  readonly input: ImageShape;
  readonly classNames: readonly string[];
  readonly trainableCount: number;
  readonly trainingImages: number;
  readonly validationImages: number;
  readonly batchesPerEpoch: number;
  /** What the trained model's folder holds beside its weights: Keras topology, order of the weights, description. */
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  readonly description: ModelDescription;
}

/** Engine to compute process, after the backend: opens model and data and stands at the beginning. Fails with LPR-2xx, 3xx and 7xx. */
export const openTrainingRequest = new RequestType<TrainingQuestion, TrainingSummary, PlainError>('training/open');

/** Values of all weights, and of the optimiser's momentum, each end to end. */
export interface TrainingState {
  readonly weights: Float32Array;
  readonly velocity: Float32Array;
}

/** Engine to compute process: goes on from a checkpoint's values. */
export const restoreTrainingRequest = new RequestType<TrainingState, null, PlainError>('training/restore');

/** Engine to compute process, for a checkpoint: the values as they are. */
export const trainingStateRequest = new RequestType<null, TrainingState, PlainError>('training/state');

export interface TrainingStretch {
  /** From 0. */
  readonly epoch: number;
  /** The first batch, in the epoch's order, from 0. */
  readonly first: number;
  /** Seconds after which to answer; the end of the epoch ends it earlier. */
  readonly seconds: number;
}

/** What a stretch of batches came to. Sums are over the images of the batches done. */
export interface TrainedStretch {
  readonly batches: number;
  readonly images: number;
  readonly lossSum: number;
  readonly correct: number;
  /** Learning rate of the last batch. */
  readonly learningRate: number;
  /** The batch in which loss or gradient was not finite, from 0, and the loss there; its step was not made. */
  readonly failed?: { readonly batch: number; readonly loss: string };
}

/** Engine to compute process: trains on the next batches. Cancelled between two of them; what was done is then answered. */
export const trainStretchRequest = new RequestType<TrainingStretch, TrainedStretch, PlainError>('training/stretch');

export interface ValidationResult {
  readonly images: number;
  readonly lossSum: number;
  readonly correct: number;
}

/** Engine to compute process, at the end of an epoch: the error on the images kept apart. Cancelled between two batches; what was counted is then answered. */
export const validateRequest = new RequestType<null, ValidationResult, PlainError>('training/validate');
