import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { CommonCell, CommonCorruptionName, CommonLaw, Severity } from './commonCorruption';
import type { PlainError } from './errors';
import type { BackendName, DatasetName, ModelDescription } from './experiment';
import type { NoiseLaw } from './norm';

/**
 * Between the engine (the parent) and a compute process (its child): vscode-jsonrpc over the fork's IPC channel with
 * `serialization: 'advanced'`, so typed arrays cross as they are. Both ends are this project's own build, so parameters
 * are trusted here; what a user wrote was checked before. A failed request carries a PlainError as its data.
 */

/** Which TensorFlow to load, and from where: `folder` is the cache folder of an installed backend, absent for wasm. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly folder?: string;
}

export interface BackendDescription {
  readonly name: BackendName;
  /** What computes, for people: "CPU, 1 thread", "NVIDIA H100". */
  readonly device: string;
  readonly isGpu: boolean;
  /** Version of each part that can change a number: tfjs, libtensorflow, ... */
  readonly versions: Readonly<Record<string, string>>;
}

/** Engine to compute process, first of all: loads the backend. Fails with an LPR-4xx error where it does not work. */
export const openBackendRequest = new RequestType<BackendChoice, BackendDescription, PlainError>('backend/open');

export interface ModelQuestion {
  /** Absolute path of the model.json. */
  readonly path: string;
  /** From the experiment file; it wins over the sidecar, entry by entry. */
  readonly description: ModelDescription;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface ModelSummary {
  /** SHA-256 over the model file, its shards and the description in force. */
  readonly hash: string;
  readonly format: 'layers' | 'graph';
  readonly input: ImageShape;
  readonly classCount: number;
  readonly classNames?: readonly string[];
  /** `undecided` until the first batch has been seen; a single sigmoid counts as two classes with probabilities. */
  readonly output: 'logits' | 'probabilities' | 'sigmoid' | 'undecided';
  readonly weightCount: number;
}

/** Engine to compute process, after the backend: reads and checks the model. Fails with LPR-2xx. */
export const openModelRequest = new RequestType<ModelQuestion, ModelSummary, PlainError>('model/open');

/** Where images come from: a fetched dataset's cache folder, or what the user has on disk (absolute path). */
export type DataLocation =
  | { readonly kind: 'dataset'; readonly name: DatasetName; readonly folder: string }
  | { readonly kind: 'path'; readonly path: string };

/** Images under all common corruptions, stored as they would be made: in the form of CIFAR-10-C, of a sample of the split. */
export interface MadeCorruptions {
  readonly folder: string;
  /** Indices in the split of the sample, ascending. */
  readonly images: Uint32Array;
  /** Of their random part; they are the first draw's. */
  readonly seed: number;
}

export interface DataQuestion {
  readonly location: DataLocation;
  readonly split: 'test' | 'train';
  readonly resize: boolean;
  /** Folder of stored common corruptions of these images, to be read instead of made. */
  readonly corrupted?: string;
  /** Common corruptions of some of these images that were made before. Where they fit the model they are read instead of made again, to the same bytes. */
  readonly made?: MadeCorruptions;
  /** What the model takes: images are delivered in this shape or refused. */
  readonly input: ImageShape;
  readonly classCount: number;
  /** The model's class names, where it has them: folder names are matched to them. */
  readonly classNames?: readonly string[];
  /** False: leave out the hash, and with it the check of every picture's header. For all but the first of a pool. Default true. */
  readonly hash?: boolean;
}

export interface DataSummary {
  /** SHA-256 over the images and labels of the split, in their order; empty where it was not asked for. */
  readonly hash: string;
  readonly count: number;
  readonly classNames: readonly string[];
  /** Class index of every image of the split, in its order. */
  readonly labels: Int32Array;
  /** Files in the class folders that are no pictures and were passed over. */
  readonly passedOver: number;
  /** The common corruptions that are stored, where the question named a folder of them; the hash covers them. */
  readonly corrupted?: readonly CommonCell[];
}

/** Engine to compute process, after the model: opens and checks the images of a split. Fails with LPR-3xx. */
export const openDataRequest = new RequestType<DataQuestion, DataSummary, PlainError>('data/open');

/** The images of a split, with the folder of stored corruptions of them where there is one. */
export type DataHashQuestion = Pick<DataQuestion, 'location' | 'split' | 'corrupted'>;

/** Engine to compute process, without backend or model: the content hash that a run over these images has. Fails with LPR-3xx. */
export const hashDataRequest = new RequestType<DataHashQuestion, string, PlainError>('data/hash');

/** A block of images under one law with all its strengths, one draw; the unit of work and of the journal. */
export interface EvaluationBlock {
  /** null: the clean images, a single cell. */
  readonly law: NoiseLaw | CommonLaw | null;
  /** Epsilons of a norm or severities of a common corruption, ascending; [0] for the clean images. */
  readonly strengths: readonly number[];
  /** Indices in the split's own order; at most one batch of them. */
  readonly images: Uint32Array;
  readonly seed: number;
  readonly draw: number;
}

/** One entry per strength and image, strength by strength. */
export interface BlockOutcomes {
  /** Predicted class. */
  readonly predicted: Int32Array;
  /** Probability of the predicted class, in [0,1]. */
  readonly confidence: Float32Array;
  /** Probability of the labelled class, in [0,1]. */
  readonly labelConfidence: Float32Array;
  /** Size of the corruption after clipping, in epsilon's own unit (L2 for common ones); norms of small p pass what a float32 holds. */
  readonly realised: Float64Array;
}

/** Engine to compute process: corrupts and predicts one block. Cancelled between two strengths. */
export const evaluateBlockRequest = new RequestType<EvaluationBlock, BlockOutcomes, PlainError>('block/evaluate');

/** Images as they are stored, without a model to fit them to. */
export type ImagesQuestion = Pick<DataQuestion, 'location' | 'split'>;

export interface ImagesSummary {
  readonly count: number;
  /** Class of every image in the data's own numbering, and the classes' names, where they have some. */
  readonly labels: Int32Array;
  readonly classNames?: readonly string[];
}

/** Engine to compute process, without backend or model: opens the images of a split in their own sizes. Fails with LPR-3xx. */
export const openImagesRequest = new RequestType<ImagesQuestion, ImagesSummary, PlainError>('images/open');

/** Images to put under one common corruption at one severity. */
export interface CorruptionBlock {
  readonly name: CommonCorruptionName;
  readonly severity: Severity;
  /** Indices in the split's own order. */
  readonly images: Uint32Array;
  readonly seed: number;
}

export interface CorruptedImage extends ImageShape {
  /** Height x width x channels, cut off to whole levels as the benchmark stores its images. */
  readonly bytes: Uint8Array;
}

/** Engine to compute process, after the images: corrupts some of them. Cancelled between two images. */
export const corruptImagesRequest = new RequestType<CorruptionBlock, CorruptedImage[], PlainError>('images/corrupt');

/** Engine to compute process, now and then while a request is under way: answered between two batches. */
export const isAliveRequest = new RequestType0<true, PlainError>('process/isAlive');

/** Compute process to engine, whenever something is worth a line in the log. */
export const computeLogNotification = new NotificationType<string>('log');
