import { modelErrors } from '../../protocol/errors';

/**
 * The most that is read of a model, which may come from anywhere. Every limit is checked against what the files say
 * of themselves before memory is taken for it.
 */
export const modelBudget = {
  /** Bytes of model.json, and of a sidecar. */
  jsonBytes: 64 * 2 ** 20,
  descriptionBytes: 8 * 2 ** 20,
  /** How deep objects and arrays may be nested; TensorFlow.js walks them by recursion. */
  jsonDepth: 100,
  shards: 10_000,
  weights: 100_000,
  /** Bytes of all weights, as stored and as unpacked. */
  weightBytes: 4 * 2 ** 30,
  /** Bytes of one group of weights: it is read into one buffer. */
  groupBytes: 2 ** 31,
  layers: 5000,
  graphNodes: 100_000,
  /** Elements of one image as the model sees it, and of any layer's output for it. */
  activationElements: 2 ** 28,
  classes: 1_000_000,
} as const;

/** Throws LPR-209 where `size` is above `limit`. Both are whole numbers in `unit`. */
export function checkBudget(what: string, size: number, limit: number, unit: string): void {
  if (size > limit) throw modelErrors.overBudget({ what, size: `${size} ${unit}`, limit: `${limit} ${unit}` });
}
