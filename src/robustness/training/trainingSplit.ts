import { randomOrder, RandomStream, seededOrder } from '../randomStream';

/** Which images of the training split are trained on, and which only watched; indices in the split's own order. */
export interface TrainingSplit {
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Parts the training images by a seeded order of them: a share is kept apart for validation, the rest is trained on. No
 * test image is in either.
 *
 * @param count images in the split
 * @param validation share of the images kept apart, in [0, 1), rounded to whole images
 * @param limit take only so many images of the split, a seeded sample
 */
export function splitForTraining(count: number, seed: number, validation: number, limit = count): TrainingSplit {
  const order = seededOrder(count, seed, Math.min(limit, count));
  const kept = Math.round(order.length * validation);
  // In the data's own order, so that what the order of an epoch is does not hang together with who was kept.
  const ascending = (images: Uint32Array): Uint32Array => images.slice().sort();
  return { training: ascending(order.subarray(kept)), validation: ascending(order.subarray(0, kept)) };
}

/** The training images in the order of one epoch: shuffled at the address (seed, epoch), the same after a resume. */
export function epochOrder(training: Uint32Array, seed: number, epoch: number): Uint32Array {
  const places = randomOrder(new RandomStream({ seed, purpose: 'training', kind: 'order', image: 0, draw: epoch }), training.length);
  return places.map((place) => training[place] as number);
}
