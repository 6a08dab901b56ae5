import { dimensionOf, type ImageShape } from '../corruption';
import type { AugmentationDescription, Noise } from './augmentationDescription';
import { openStream, type ImagePlace } from './augmentationStream';
import { cropAndFlip, drawCut, usualPadding } from './cropAndFlip';
import { fromBytes, toBytes } from './grey';
import { lpNoise, mostConcurrent, patchGaussian, type NoiseStage } from './lpNoise';
import { drawMixture, mix, type Mixture } from './mixing';
import { noisyMix } from './noisyMix';
import { policyStage, type PolicyStage } from './policy';
import { eraseAtRandom } from './randomErasing';

/** The images of a training run, in memory while a batch is made of them. */
export interface TrainingImages {
  readonly shape: ImageShape;
  readonly classes: number;
  /** Their indices in the split, each below 2^53: the partners of Mixup and CutMix are drawn from these. */
  readonly indices: ArrayLike<number>;
  /** An image, height x width x channels: bytes, or numbers in [0, 1]. It is not changed. */
  pixels(index: number): Uint8Array | Float32Array;
  /** Its class, from 0 to classes - 1. */
  label(index: number): number;
}

/** Which images, in which epoch. */
export interface BatchAddress {
  /** Indices in the split. */
  readonly indices: ArrayLike<number>;
  /** From 0, below 2^32. */
  readonly epoch: number;
  /** Place of the first in the epoch's order; needed only where neighbours share noise. Default 0. */
  readonly position?: number;
}

export interface AugmentedBatch {
  /** Views x images x height x width x channels, in [0, 1]: all images of the first view, then those of the second. */
  readonly images: Float32Array;
  /** Images x classes: weights from 0 to 1 whose sum is 1. The views of an image have one label. */
  readonly labels: Float32Array;
}

/**
 * What training does to its images, in the order of `AugmentationDescription`. What becomes of an image is a function
 * of (seed, image index, epoch) alone, so batches can be cut and shared out between threads at will; only where
 * neighbours share noise does it depend on the image's place in the epoch's order too.
 *
 * It holds buffers: a thread needs one of its own.
 */
export class TrainingAugmentation {
  /** Images that one image becomes. */
  readonly views: 1 | 3;
  readonly #description: AugmentationDescription;
  readonly #images: TrainingImages;
  readonly #seed: number;
  readonly #padding: number;
  readonly #policy: PolicyStage | undefined;
  readonly #noise: readonly { readonly stage: NoiseStage; readonly sharedBy: number }[];
  readonly #bytes: Uint8Array;
  readonly #image: Float32Array;
  readonly #partner: Float32Array;

  /**
   * @param seed a whole number from 0 to 2^53 - 1
   * @throws RangeError where a noise is to draw more strengths at once than it has
   */
  constructor(description: AugmentationDescription, images: TrainingImages, seed: number) {
    const { shape } = images;
    const size = dimensionOf(shape);
    this.views = description.views;
    this.#description = description;
    this.#images = images;
    this.#seed = seed;
    this.#padding = description.crop === false ? 0 : (description.crop.padding ?? usualPadding(shape));
    this.#policy = description.policy === undefined ? undefined : policyStage(description.policy, shape);
    this.#noise = description.noise.map((noise) => ({ stage: noiseStage(noise, shape), sharedBy: noise.name === 'lp' ? noise.sharedBy : 1 }));
    this.#bytes = new Uint8Array(size);
    this.#image = new Float32Array(size);
    this.#partner = new Float32Array(size);
  }

  /** Images that a batch is made of, partners included: what `pixels` and `label` will be asked for. */
  imagesNeeded({ indices, epoch }: BatchAddress): number[] {
    return Array.from(indices).flatMap((index) => {
      const mixture = this.#mixtureOf(index, epoch);
      return mixture === undefined ? [index] : [index, this.#indexAt(mixture.partner)];
    });
  }

  /**
   * The images of a batch with their labels.
   *
   * @param into arrays that receive them, of the batch's size or larger, instead of new ones; in shared memory, say
   */
  augmentBatch(address: BatchAddress, into: AugmentedBatch = this.#arraysFor(address.indices.length)): AugmentedBatch {
    const { indices, epoch, position = 0 } = address;
    const size = this.#image.length;
    const { classes } = this.#images;
    into.labels.fill(0, 0, indices.length * classes);
    for (let i = 0; i < indices.length; i++) {
      const index = indices[i] as number;
      const mixture = this.#mixtureOf(index, epoch);
      for (let view = 0; view < this.views; view++) {
        this.#prepare(index, epoch, view, this.#image);
        if (mixture !== undefined) {
          this.#prepare(this.#indexAt(mixture.partner), epoch, view, this.#partner);
          mix(this.#image, this.#partner, mixture, this.#images.shape);
        }
        if (!this.#staysPlain(view)) this.#addNoise(index, epoch, view, position + i);
        into.images.set(this.#image, (view * indices.length + i) * size);
      }
      this.#writeLabel(into.labels, i * classes, index, mixture);
    }
    return into;
  }

  #arraysFor(count: number): AugmentedBatch {
    return { images: new Float32Array(this.views * count * this.#image.length), labels: new Float32Array(count * this.#images.classes) };
  }

  /** The first of three views is the image as it was cropped and mixed. */
  #staysPlain(view: number): boolean {
    return this.views === 3 && view === 0;
  }

  #indexAt(place: number): number {
    return this.#images.indices[place] as number;
  }

  #mixtureOf(index: number, epoch: number): Mixture | undefined {
    const { mixing } = this.#description;
    if (mixing.length === 0) return undefined;
    return drawMixture(mixing, this.#images.indices.length, this.#images.shape, openStream('mixing', this.#place(index, epoch, 0)));
  }

  #place(image: number, epoch: number, view: number): ImagePlace {
    return { seed: this.#seed, image, epoch, view };
  }

  /** An image up to mixing: flipped, cropped and, but for the plain view, under the policy and erased. */
  #prepare(index: number, epoch: number, view: number, out: Float32Array): void {
    const { shape } = this.#images;
    const isPlain = this.#staysPlain(view);
    const pixels = this.#images.pixels(index);
    // One cut for all views: they are to differ by what is done to them alone.
    const cut = drawCut(this.#description.flip, this.#padding, openStream('crop', this.#place(index, epoch, 0)));
    if (pixels instanceof Uint8Array) cropAndFlip(pixels, shape, cut, this.#bytes);
    else cropAndFlip(pixels, shape, cut, out);
    if (this.#policy !== undefined && !isPlain) {
      if (!(pixels instanceof Uint8Array)) toBytes(out, this.#bytes);
      this.#policy(this.#bytes, openStream('policy', this.#place(index, epoch, view)), out);
    } else if (pixels instanceof Uint8Array) fromBytes(this.#bytes, out);
    const { erasing } = this.#description;
    if (erasing !== undefined && !isPlain) eraseAtRandom(out, shape, erasing, openStream('erasing', this.#place(index, epoch, view)));
  }

  #addNoise(index: number, epoch: number, view: number, position: number): void {
    this.#noise.forEach(({ stage, sharedBy }, at) => {
      const owner = sharedBy === 1 ? index : Math.floor(position / sharedBy);
      stage(this.#image, this.#place(owner, epoch, view), at * mostConcurrent);
    });
  }

  #writeLabel(labels: Float32Array, at: number, index: number, mixture: Mixture | undefined): void {
    const weight = mixture?.weight ?? 1;
    const add = (image: number, share: number): void => {
      const place = at + this.#images.label(image);
      labels[place] = (labels[place] as number) + share;
    };
    add(index, weight);
    if (mixture !== undefined) add(this.#indexAt(mixture.partner), 1 - weight);
  }
}

function noiseStage(noise: Noise, shape: ImageShape): NoiseStage {
  switch (noise.name) {
    case 'lp':
      return lpNoise(noise, shape);
    case 'patchGaussian':
      return patchGaussian(noise, shape);
    case 'noisyMix':
      return noisyMix(noise, shape);
  }
}
