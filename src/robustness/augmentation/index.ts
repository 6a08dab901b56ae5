/*
 * What training does to its images: crop and flip, augmentation policies, erasing, mixing, and random Lp corruptions.
 *
 * A batch loop makes one `TrainingAugmentation` a thread from a description (`augmentationSchema` of the protocol gives
 * one with its defaults), the images and the run's seed, and asks it for batches:
 *
 *     const augmentation = new TrainingAugmentation(description, images, seed);
 *     const { images, labels } = augmentation.augmentBatch({ indices, epoch, position });
 *
 * - `indices` are indices in the split, in the epoch's order; `position` is the place of the first in that order.
 * - `images` is views x batch x height x width x channels in [0, 1], `labels` batch x classes, each row of sum 1. Pass
 *   arrays of your own (in a SharedArrayBuffer, say) as second argument to have them filled.
 * - The result is a function of (seed, image index, epoch), whatever the batch or the thread.
 * - With `views: 3` the first view is the plain image and the loss adds the Jensen-Shannon term over the three.
 * - Label smoothing belongs to the loss; it is not applied here.
 * - Where images are read as they are needed, `imagesNeeded` names those of a batch, partners of Mixup included.
 */
export { augmentationVersion } from './augmentationVersion';
export type {
  AugMix,
  AugmentationDescription,
  Erasing,
  LpNoise,
  Mixing,
  Noise,
  NoisyMix,
  Patch,
  PatchGaussian,
  Policy,
  RandAugment,
  StrengthScale,
  TrivialAugment,
} from './augmentationDescription';
export { pooledStrengths, type Strength } from './lpNoise';
export { TrainingAugmentation, type AugmentedBatch, type BatchAddress, type TrainingImages } from './trainingAugmentation';
