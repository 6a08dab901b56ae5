import type { Recipe } from '../../protocol/training';
import { TrainingAugmentation, type AugmentedBatch } from '../../robustness/augmentation';
import { epochOrder } from '../../robustness/training';
import { ImageStore, type StoredImages } from './imageStore';

/** What a thread needs to make batches. */
export interface BatchQuestion {
  readonly images: StoredImages;
  /** The images trained on, by their indices in the split. */
  readonly training: Uint32Array;
  readonly recipe: Recipe;
}

/** Which batch: epoch and its number in the epoch, both from 0. */
export interface BatchNumber {
  readonly epoch: number;
  readonly batch: number;
}

export interface Batch extends AugmentedBatch {
  /** Images of one view. */
  readonly count: number;
}

/** 1, or 3 where the loss compares views of an image. */
export function viewsOf({ loss }: Recipe): 1 | 3 {
  return loss.kind === 'jensenShannon' ? 3 : 1;
}

/**
 * Makes the batches of a training: the images in the epoch's order, augmented and corrupted. A batch is a function of the
 * seed and its number; it does not matter which thread makes it, or after which.
 */
export class BatchMaker {
  readonly #store: ImageStore;
  readonly #augmentation: TrainingAugmentation;
  #order: { readonly epoch: number; readonly indices: Uint32Array } | undefined;

  constructor(private readonly question: BatchQuestion) {
    const { images, training, recipe } = question;
    this.#store = new ImageStore(images);
    const subject = {
      shape: images.shape,
      classes: images.classNames.length,
      indices: training,
      pixels: (index: number) => this.#store.pixels(index),
      label: (index: number) => images.labels[index] ?? 0,
    };
    this.#augmentation = new TrainingAugmentation({ ...recipe.augmentation, views: viewsOf(recipe) }, subject, recipe.seed);
  }

  /** @param into arrays for a full batch, of which the beginning is filled @throws LPR-3xx where an image cannot be read */
  async make({ epoch, batch }: BatchNumber, into: AugmentedBatch): Promise<Batch> {
    const { training, recipe } = this.question;
    if (this.#order?.epoch !== epoch) this.#order = { epoch, indices: epochOrder(training, recipe.seed, epoch) };
    const position = batch * recipe.batchSize;
    const indices = this.#order.indices.subarray(position, position + recipe.batchSize);
    const address = { indices, epoch, position };
    await this.#store.bring(this.#augmentation.imagesNeeded(address));
    const { images, labels } = this.#augmentation.augmentBatch(address, into);
    return { images, labels, count: indices.length };
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}

/** Elements of a full batch: those of its images, of all views, and of its labels. */
export function batchLengths({ images, training, recipe }: BatchQuestion): { readonly images: number; readonly labels: number } {
  const { height, width, channels } = images.shape;
  const count = Math.min(recipe.batchSize, training.length);
  return { images: viewsOf(recipe) * count * height * width * channels, labels: count * images.classNames.length };
}
