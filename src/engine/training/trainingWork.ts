import path from 'node:path';
import type { LprError } from '../../protocol/errors';
import { hostErrors, trainingErrors } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import type { EpochRecord, Training, TrainingMoment, TrainingReport, TrainingResult } from '../../protocol/training';
import { restoreTrainingRequest, trainingStateRequest, trainStretchRequest, validateRequest, type TrainedStretch } from '../../protocol/trainingMessages';
import type { ComputeWorker } from '../pool/computePool';
import { beginning, type Checkpoint, type TrainingPlace } from './checkpoint';
import type { OpenedTraining } from './openedTraining';
import type { PauseSwitch } from './pauseSwitch';
import { saveModel } from './savedModel';
import { TrainingMeter } from './trainingMeter';
import { modelFolder, type TrainingFolder } from './trainingStore';

/** What is told of a training's work, and what steers it. */
export interface TrainingWorkOptions {
  readonly signal: AbortSignal;
  /** While it is paused the training rests, its checkpoint saved, with everything in memory. */
  readonly pause?: PauseSwitch;
  /** Phases before and after the training itself. */
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onMoment?: (moment: TrainingMoment) => void;
  /** Each epoch once: those of earlier work on the training first. */
  readonly onEpoch?: (epoch: EpochRecord) => void;
  /** Seconds between two checkpoints within an epoch; one is always written at its end. Default 60. */
  readonly checkpointEvery?: number;
}

/** Seconds of training between two looks at it. */
const stretchSeconds = 1;
/** How long a stopped process may take to hand its weights over, in milliseconds. */
const handOverTime = 60_000;

/** The work on one training, stretch by stretch. */
export class TrainingWork {
  readonly #meter: TrainingMeter;
  #lastCheckpoint = performance.now();

  constructor(
    private readonly training: Training,
    private readonly subject: OpenedTraining,
    private readonly worker: ComputeWorker,
    private readonly folder: TrainingFolder,
    private readonly options: TrainingWorkOptions,
  ) {
    const { epochs } = training.recipe;
    this.#meter = new TrainingMeter(epochs, subject.summary.trainingImages);
  }

  async toTheEnd(): Promise<TrainingResult> {
    const { folder, subject, training, options } = this;
    const { checkpoint } = folder;
    if (checkpoint !== undefined) {
      subject.checkpoint = checkpoint;
      subject.place = checkpoint.place;
      await this.worker.run('going on from the checkpoint', options.signal, (process) => process.request(restoreTrainingRequest, checkpoint.state, options.signal));
    }
    for (const epoch of folder.epochs) options.onEpoch?.(epoch);
    while (subject.place.epoch < training.recipe.epochs) {
      await this.#restWhilePaused();
      if (subject.place.batch < subject.summary.batchesPerEpoch) await this.#trainOn();
      else await this.#finishEpoch();
    }
    options.onProgress?.({ phase: 'finishing', message: 'Saving the model' });
    const { weights } = subject.checkpoint?.state ?? (await this.#state());
    const hash = await saveModel(modelFolder(folder.path), subject.summary, weights);
    const { trainingImages, validationImages, trainableCount, classNames, input } = subject.summary;
    const report: TrainingReport = { kind: 'training', weights: hash, trainingImages, validationImages, trainableCount, classNames: [...classNames], input: { ...input }, epochs: folder.epochs };
    await folder.finish(report);
    return { folder: folder.path, model: path.join(modelFolder(folder.path), 'model.json'), report, reused: false };
  }

  /** What is done is on the disk before it rests: nobody knows how long that will be. */
  async #restWhilePaused(): Promise<void> {
    const { pause, signal } = this.options;
    while (pause?.isPaused === true) {
      await this.#saveCheckpoint();
      await pause.untilGoingOn(signal);
      if (signal.aborted) throw hostErrors.cancelled({});
    }
  }

  /** Trains for a while, and tells. Where it ends is always the place of the weights: a process that had to be replaced has put both back. */
  async #trainOn(): Promise<void> {
    const { subject, folder, options } = this;
    const began = performance.now();
    const stretch = await this.#stretch();
    const seconds = (performance.now() - began) / 1000;
    subject.place = advanced(subject.place, stretch, seconds);
    const { epoch, batch } = subject.place;
    if (stretch.failed !== undefined) throw await this.#stopped(epoch, stretch.failed);
    if (stretch.images > 0) {
      this.#meter.add(stretch.images, seconds);
      options.onMoment?.(this.#meter.moment(subject.place, stretch.learningRate));
      const step = epoch * subject.summary.batchesPerEpoch + batch;
      await folder.addEvents(step, { 'batch/loss': stretch.lossSum / stretch.images, 'batch/learning_rate': stretch.learningRate });
    }
    if (options.signal.aborted) {
      await this.#saveCheckpoint();
      throw hostErrors.cancelled({});
    }
    const isDue = performance.now() - this.#lastCheckpoint >= 1000 * (options.checkpointEvery ?? 60);
    if (isDue && batch < subject.summary.batchesPerEpoch) await this.#saveCheckpoint();
  }

  /** Saves the weights of an epoch, measures and writes down what it came to, and turns to the next. */
  async #finishEpoch(): Promise<void> {
    const { subject, folder, options } = this;
    await this.#saveCheckpoint();
    if (subject.place.batch < subject.summary.batchesPerEpoch) return;
    const record = await this.#record();
    await folder.finishEpoch(record);
    await folder.addEvents(record.epoch * subject.summary.batchesPerEpoch, scalarsOf(record));
    subject.place = { ...beginning, epoch: record.epoch };
    if (subject.checkpoint !== undefined) subject.checkpoint = { ...subject.checkpoint, place: subject.place };
    options.onEpoch?.(record);
  }

  /** Trains for a while. The work is named by where the training stands, which a fresh process may have put back. */
  #stretch(): Promise<TrainedStretch> {
    const { signal } = this.options;
    return this.worker.run(`epoch ${this.subject.place.epoch + 1}`, signal, (process) => {
      const { epoch, batch } = this.subject.place;
      return process.request(trainStretchRequest, { epoch, first: batch, seconds: stretchSeconds }, signal);
    });
  }

  async #record(): Promise<EpochRecord> {
    const { subject, options } = this;
    const { place, summary } = subject;
    const found = summary.validationImages === 0 ? undefined : await this.worker.run('the images kept apart', options.signal, (process) => process.request(validateRequest, null, options.signal));
    if (options.signal.aborted) throw hostErrors.cancelled({});
    return {
      epoch: place.epoch + 1,
      loss: place.lossSum / place.images,
      accuracy: place.correct / place.images,
      validationLoss: found === undefined ? null : found.lossSum / found.images,
      validationAccuracy: found === undefined ? null : found.correct / found.images,
      learningRate: place.learningRate,
      imagesPerSecond: place.images / place.seconds,
      seconds: place.seconds,
    };
  }

  async #saveCheckpoint(): Promise<void> {
    const state = await this.#state();
    const checkpoint = { place: this.subject.place, state };
    await this.folder.saveCheckpoint(checkpoint);
    this.subject.checkpoint = checkpoint;
    this.#lastCheckpoint = performance.now();
  }

  /** The weights as they are; also after the training was told to stop. */
  #state(): Promise<Checkpoint['state']> {
    const signal = AbortSignal.timeout(handOverTime);
    return this.worker.run('handing the weights over', signal, (process) => process.request(trainingStateRequest, null, signal));
  }

  /** Saves the model of the last good checkpoint, and says so. */
  async #stopped(epoch: number, { batch, loss }: NonNullable<TrainedStretch['failed']>): Promise<LprError> {
    const { checkpoint, summary } = this.subject;
    let kept = 'There was no checkpoint yet to keep.';
    if (checkpoint !== undefined) {
      await saveModel(modelFolder(this.folder.path), summary, checkpoint.state.weights);
      const { epoch: done, batch: batches } = checkpoint.place;
      kept = `The last good checkpoint, after epoch ${done}${batches === 0 ? '' : ` and ${batches} batches`}, is kept as a model in ${modelFolder(this.folder.path)}.`;
    }
    return trainingErrors.lossNotFinite({ epoch: epoch + 1, batch: batch + 1, loss, kept });
  }
}

function advanced(place: TrainingPlace, { batches, images, lossSum, correct, learningRate }: TrainedStretch, seconds: number): TrainingPlace {
  return {
    epoch: place.epoch,
    batch: place.batch + batches,
    images: place.images + images,
    lossSum: place.lossSum + lossSum,
    correct: place.correct + correct,
    learningRate: batches > 0 ? learningRate : place.learningRate,
    seconds: place.seconds + seconds,
  };
}

function scalarsOf({ loss, accuracy, validationLoss, validationAccuracy, learningRate, imagesPerSecond }: EpochRecord): Record<string, number> {
  return {
    'train/loss': loss,
    'train/accuracy': accuracy,
    ...(validationLoss === null ? {} : { 'validation/loss': validationLoss }),
    ...(validationAccuracy === null ? {} : { 'validation/accuracy': validationAccuracy }),
    'train/learning_rate': learningRate,
    'train/images_per_second': imagesPerSecond,
  };
}
