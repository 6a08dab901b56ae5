import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { trainingErrors } from '../../protocol/errors';
import type { TrainedStretch, TrainingQuestion, TrainingState, TrainingStretch, TrainingSummary, ValidationResult } from '../../protocol/trainingMessages';
import { learningRateAt, scheduleOf, splitForTraining, type TrainingSplit } from '../../robustness/training';
import type { OpenBackend } from '../backend/openBackend';
import { openSource } from '../data/openData';
import type { CancellationCheck } from '../corruptBatch';
import { viewsOf, type Batch, type BatchQuestion } from './batchMaker';
import { batchesByThreads, batchesInPlace, type BatchSource } from './batchThreads';
import { ImageStore, storeImages, type StoredImages } from './imageStore';
import { registerTrainingKernels } from './registerTrainingKernels';
import { trainableModel, type DataForm, type TrainableModel } from './trainableModel';
import { Trainer } from './trainer';

/** Images predicted at a time when the error on those kept apart is measured. */
const validationBatch = 256;

/** The clock that a stretch is measured by, in milliseconds. */
const now = (): number => performance.now();

/**
 * One training while it is under way in this process: the model with its optimiser, the images and what makes batches of
 * them. What a batch does is a function of the state and the batch's number, so a training that was cut off goes on as if
 * it had not been.
 */
export class TrainingSession {
  private constructor(
    private readonly opened: OpenBackend,
    private readonly question: TrainingQuestion,
    private readonly model: TrainableModel,
    private readonly trainer: Trainer,
    private readonly images: StoredImages,
    private readonly split: TrainingSplit,
    private readonly batches: BatchSource,
    private readonly dataHash: string,
  ) {}

  /** @throws LPR-2xx and 3xx for a model or data that cannot be opened, LPR-703, 705 and 706 for what cannot be trained. */
  static async open(opened: OpenBackend, question: TrainingQuestion): Promise<TrainingSession> {
    const { tf, description } = opened;
    const { recipe, location, resize, hash } = question;
    const kernels = registerTrainingKernels(tf, description.name);
    const form = await formOf(question);
    const model = await trainableModel(tf, question.subject, form, recipe.seed);
    const classNames = model.description.classNames?.length === model.classCount ? model.description.classNames : form.classNames;
    const stored = await storeImages({ location, resize, shape: model.input.image, classNames, hash });
    const { images } = stored;
    const split = splitForTraining(images.labels.length, recipe.seed, recipe.validation, recipe.limit);
    if (split.training.length < 2) throw trainingErrors.tooFewImages({ count: images.labels.length, need: `training with a validation share of ${recipe.validation}` });
    const batchQuestion: BatchQuestion = { images, training: split.training, recipe };
    const batches = question.preparers > 0 ? batchesByThreads(batchQuestion, question.preparers) : batchesInPlace(batchQuestion);
    const trainer = new Trainer(tf, { model: model.logits, kernels, loss: recipe.loss, optimiser: recipe.optimiser, seed: recipe.seed });
    return new TrainingSession(opened, question, model, trainer, images, split, batches, stored.hash);
  }

  get summary(): TrainingSummary {
    const { model, images, split } = this;
    const { description } = model;
    return {
      data: this.dataHash,
      model: model.hash,
      input: images.shape,
      classNames: images.classNames,
      trainableCount: model.logits.trainableWeights.reduce((sum, { shape }) => sum + shape.reduce<number>((product, size) => product * (size ?? 0), 1), 0),
      trainingImages: split.training.length,
      validationImages: split.validation.length,
      batchesPerEpoch: this.#batchesPerEpoch,
      topology: model.topology,
      weightSpecs: model.weightSpecs,
      description: { ...description, classNames: [...images.classNames] },
    };
  }

  restore(state: TrainingState): void {
    this.trainer.restore(state);
  }

  state(): Promise<TrainingState> {
    return this.trainer.state();
  }

  /** Trains until the seconds are over, the epoch is, or `isCancelled` says so. @throws LPR-3xx where an image cannot be read */
  async train({ epoch, first, seconds }: TrainingStretch, isCancelled: CancellationCheck): Promise<TrainedStretch> {
    const began = now();
    let done: TrainedStretch = { batches: 0, images: 0, lossSum: 0, correct: 0, learningRate: 0 };
    for (let batch = first; batch < this.#batchesPerEpoch; batch += 1) {
      const made = await this.batches.next({ epoch, batch });
      const learningRate = this.#learningRate(epoch, batch);
      const { loss, isFinite, correct } = await this.#step(made, epoch * this.#batchesPerEpoch + batch, learningRate);
      if (!isFinite) return { ...done, failed: { batch, loss: Number.isFinite(loss) ? 'a number without a finite gradient' : String(loss) } };
      done = {
        batches: done.batches + 1,
        images: done.images + made.count,
        lossSum: done.lossSum + loss * made.count,
        correct: done.correct + correct,
        learningRate,
      };
      if ((await isCancelled()) || now() - began >= 1000 * seconds) break;
    }
    return done;
  }

  /** Error on the images kept apart, as the model predicts outside training. */
  async validate(isCancelled: CancellationCheck): Promise<ValidationResult> {
    const { tf } = this.opened;
    const { validation } = this.split;
    const classes = this.images.classNames.length;
    const store = new ImageStore(this.images);
    const values = new Float32Array(validationBatch * this.#imageLength);
    let result: ValidationResult = { images: 0, lossSum: 0, correct: 0 };
    for (let first = 0; first < validation.length; first += validationBatch) {
      if (await isCancelled()) break;
      const indices = Array.from(validation.subarray(first, first + validationBatch));
      await store.bring(indices);
      for (const [i, index] of indices.entries()) {
        const pixels = store.pixels(index);
        const factor = pixels instanceof Uint8Array ? 255 : 1;
        for (let e = 0; e < this.#imageLength; e += 1) values[i * this.#imageLength + e] = (pixels[e] as number) / factor;
      }
      const logs = tf.tidy(() => tf.logSoftmax(this.trainer.predict(this.model.prepare(values.subarray(0, indices.length * this.#imageLength), indices.length))));
      const found = await logs.data();
      logs.dispose();
      for (const [i, index] of indices.entries()) {
        const row = Array.from(found.subarray(i * classes, (i + 1) * classes));
        const label = this.images.labels[index] ?? 0;
        result = { images: result.images + 1, lossSum: result.lossSum - (row[label] ?? Number.NaN), correct: result.correct + Number(row.indexOf(Math.max(...row)) === label) };
      }
    }
    await store.close();
    return result;
  }

  async close(): Promise<void> {
    await this.batches.close();
    this.trainer.dispose();
  }

  get #batchesPerEpoch(): number {
    return Math.ceil(this.split.training.length / this.question.recipe.batchSize);
  }

  get #imageLength(): number {
    const { height, width, channels } = this.images.shape;
    return height * width * channels;
  }

  async #step({ images, labels, count }: Batch, step: number, rate: number): ReturnType<Trainer['trainOn']> {
    const { tf } = this.opened;
    const classes = this.images.classNames.length;
    const views = viewsOf(this.question.recipe) * count;
    // Copies: TensorFlow.js may read them later, when the arrays hold another batch.
    const input: Tensor = this.model.prepare(images.slice(0, views * this.#imageLength), views);
    const targets: Tensor2D = tf.tensor2d(labels.slice(0, count * classes), [count, classes]);
    try {
      return await this.trainer.trainOn({ images: input, targets }, step, rate);
    } finally {
      tf.dispose([input, targets]);
    }
  }

  #learningRate(epoch: number, batch: number): number {
    const { recipe } = this.question;
    const schedule = scheduleOf(recipe.learningRate, recipe.epochs);
    if (recipe.rateChanges === 'epoch') return learningRateAt(schedule, epoch, 1);
    return learningRateAt(schedule, epoch + batch / this.#batchesPerEpoch, 1 / this.#batchesPerEpoch);
  }
}

/** Size of the first image and names of the classes, which an architecture is built for. */
async function formOf({ location }: TrainingQuestion): Promise<DataForm> {
  const source = await openSource(location.kind === 'dataset' ? location.folder : location.path, 'train');
  try {
    if (source.labels.length === 0) throw trainingErrors.tooFewImages({ count: 0, need: 'training' });
    const { height, width, channels } = await source.read(0);
    const classCount = source.labels.reduce((largest, label) => Math.max(largest, label), 0) + 1;
    return { shape: { height, width, channels }, classNames: source.classNames ?? Array.from({ length: classCount }, (_, i) => String(i)) };
  } finally {
    source.close();
  }
}
