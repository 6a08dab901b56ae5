import type { Tensor } from '@tensorflow/tfjs-core';
import type { JsonObject } from './untrustedJson';

/** Sizes of a tensor, batch first; null where any size goes; undefined where even the number of dimensions is open. */
export type OpenShape = readonly (number | null)[] | undefined;

/** What the last layer does, where the topology tells. */
export type LastActivation = 'softmax' | 'sigmoid' | 'linear' | 'unknown';

/** A loaded model of either format, before anything is known of images and classes. */
export interface Network {
  readonly format: 'layers' | 'graph';
  readonly inputShape: OpenShape;
  /** int32 also stands for uint8, which TensorFlow.js does not have. */
  readonly inputType: 'float32' | 'int32';
  readonly lastActivation: LastActivation;
  readonly weightCount: number;
  readonly metadata?: JsonObject;
  /** Takes one batch in `inputShape` and gives (batch, classes). Intermediate tensors are disposed. */
  run(input: Tensor): Tensor;
  dispose(): void;
}
