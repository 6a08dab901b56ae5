import os from 'node:os';
import path from 'node:path';
import type { BackendChoice, BackendDescription, DataLocation } from '../../protocol/computeMessages';
import { openBackendRequest } from '../../protocol/computeMessages';
import type { LprError} from '../../protocol/errors';
import { hostErrors, runErrors, trainingErrors } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import type { EpochRecord, Training, TrainingMoment, TrainingReport, TrainingResult } from '../../protocol/training';
import { openTrainingRequest, restoreTrainingRequest, trainingStateRequest, trainStretchRequest, validateRequest, type TrainedStretch, type TrainingSummary } from '../../protocol/trainingMessages';
import { computeProgram } from '../backend/computeProgram';
import { trainingEnvironment } from '../backend/computeEnvironment';
import { resolveBackend } from '../backend/resolveBackend';
import { ComputePool, type ComputeWorker } from '../pool/computePool';
import type { ComputeProcess } from '../pool/computeProcess';
import type { WriterKind } from '../run/runLock';
import { locateImages } from '../separation/separationJob';
import { beginning, type Checkpoint, type TrainingPlace } from './checkpoint';
import type { PauseSwitch } from './pauseSwitch';
import { saveModel } from './savedModel';
import { TrainingMeter } from './trainingMeter';
import { identityOf, type TrainingIdentity } from './trainingIdentity';
import { allTrainings, askedOf, endWith, finishedTraining, findStarted, folderOf, modelFolder, TrainingFolder, type TrainingEnd } from './trainingStore';

export interface TrainingJobOptions {
  /** Where trainings live: `.lp-robustness/trainings` of the workspace or working folder. */
  readonly trainingsFolder: string;
  /** This training's own folder instead. */
  readonly out?: string;
  /** The training file, where it was read from one: an unfinished training of it that was begun with other settings is told. */
  readonly file?: string;
  /** Starts anew even where the same training was begun or finished. */
  readonly fresh?: boolean;
  /** Leaves an unfinished training of the same file with other settings alone, instead of refusing to begin another. */
  readonly besideUnfinished?: boolean;
  readonly signal?: AbortSignal;
  /** While it is paused the training rests, its checkpoint saved, with everything in memory. */
  readonly pause?: PauseSwitch;
  /** What kind of process trains. Default: a terminal. */
  readonly writer?: WriterKind;
  /** Told the training's folder once it is this process's. */
  readonly onFolder?: (folder: string) => void;
  /** Phases before and after the training itself. */
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onMoment?: (moment: TrainingMoment) => void;
  /** Each epoch once: those of earlier work on the training first. */
  readonly onEpoch?: (epoch: EpochRecord) => void;
  readonly onLog?: (line: string) => void;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
  /**
   * Threads of the arithmetic, on tfjs-node: they decide the last bits. Default: all cores. Several trainings at once, of one
   * thread each, get through more images than one after another.
   */
  readonly threads?: number;
  /** Threads that prepare batches beside the arithmetic. Default: one, or more on a machine of many cores. */
  readonly preparers?: number;
  /** Seconds between two checkpoints within an epoch; one is always written at its end. Default 60. */
  readonly checkpointEvery?: number;
}

/** Opening a large data set from a slow disk, or one step of a large model, is the longest silence of a healthy process. */
const patience = 600_000;
/** Seconds of training between two looks at it. */
const stretchSeconds = 1;
/** How long a stopped process may take to hand its weights over, in milliseconds. */
const handOverTime = 60_000;

/**
 * Trains a model, from its training file to a folder that evaluations open. The same training goes on from its last
 * checkpoint, with the weights it would have had, or is returned where it is finished. Every process has ended when the
 * promise settles.
 *
 * @throws LPR-2xx to 4xx where what was asked for does not work, 503 where another process trains it, 5xx where the folder
 * cannot be written, 601 when the signal aborted it (a checkpoint is kept), 703 to 712 where it cannot be trained.
 */
export async function trainingJob(training: Training, options: TrainingJobOptions): Promise<TrainingResult> {
  const { signal = new AbortController().signal, onProgress = () => undefined, onLog = () => undefined, fresh = false } = options;
  const asked = askedOf(training);
  const file = options.file === undefined ? null : path.resolve(options.file);
  onProgress({ phase: 'starting', message: 'Looking for a backend' });
  const started = fresh || options.out !== undefined ? undefined : await findStarted(await allTrainings(options.trainingsFolder), asked, options.besideUnfinished === true ? null : file);
  const location = await locateImages(training.data.source, onProgress, signal);
  const resolved = await resolveBackend(training.backend === 'auto' ? (started?.manifest.identity.backend.name ?? 'auto') : training.backend, signal);
  for (const { name, problem } of resolved.passedOver) onLog(`Not ${name}: ${problem.happened}`);
  const subject = new OpenedTraining(training, resolved.choice, location, options.preparers ?? preparersFor(os.availableParallelism()));
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: trainingEnvironment(resolved.choice.name, options.threads),
    patience,
    onLog,
    prepare: (process, stop) => subject.open(process, stop),
  });
  try {
    onProgress({ phase: 'starting', message: 'Opening the model and the images' });
    const worker = pool.addWorker();
    await worker.run('opening the model and the images', signal, () => Promise.resolve());
    const identity = subject.identity;
    const out = options.out === undefined ? undefined : path.resolve(options.out);
    const folder = folderOf(options.trainingsFolder, out, training, identity);
    const report = fresh ? undefined : await finishedTraining(folder, identity);
    if (report !== undefined) {
      for (const epoch of report.epochs) options.onEpoch?.(epoch);
      return { folder, model: path.join(modelFolder(folder), 'model.json'), report, reused: true };
    }
    const place = await TrainingFolder.open(folder, identity, { asked, file, fresh, writer: options.writer ?? 'terminal' });
    options.onFolder?.(folder);
    let end: TrainingEnd | undefined;
    try {
      return await new TrainingWork(training, subject, worker, place, { ...options, signal }).toTheEnd();
    } catch (error) {
      end = endWith(error);
      throw error;
    } finally {
      await place.close(end ?? { kind: 'finished', at: new Date().toISOString() });
    }
  } finally {
    await pool.end();
  }
}

/** One thread keeps up with two cores of arithmetic; more cores train faster than one can augment. */
function preparersFor(cores: number): number {
  return Math.max(1, Math.min(8, Math.floor(cores / 4)));
}

/** Opens the training in each fresh process, and puts it where the last checkpoint was. */
class OpenedTraining {
  /** Where a fresh process is to go on from. */
  checkpoint: Checkpoint | undefined;
  /** Where the training stands: back at the checkpoint as soon as a process had to be replaced. */
  place: TrainingPlace = beginning;
  #opened: { readonly backend: BackendDescription; readonly summary: TrainingSummary } | undefined;

  constructor(
    private readonly training: Training,
    private readonly choice: BackendChoice,
    private readonly location: DataLocation,
    private readonly preparers: number,
  ) {}

  get summary(): TrainingSummary {
    if (this.#opened === undefined) throw new Error('No compute process has opened the training yet');
    return this.#opened.summary;
  }

  get identity(): TrainingIdentity {
    if (this.#opened === undefined) throw new Error('No compute process has opened the training yet');
    return identityOf(this.training, this.#opened.summary, this.#opened.backend);
  }

  async open(process: ComputeProcess, signal: AbortSignal): Promise<void> {
    const { subject, recipe, data } = this.training;
    const backend = await process.request(openBackendRequest, this.choice, signal);
    const first = this.#opened;
    const summary = await process.request(openTrainingRequest, { subject, location: this.location, resize: data.resize, recipe, preparers: this.preparers, hash: first === undefined }, signal);
    if (first === undefined) this.#opened = { backend, summary };
    else if (first.summary.model !== summary.model) throw runErrors.changedUnderway({ what: 'model' });
    else if (first.summary.trainingImages !== summary.trainingImages) throw runErrors.changedUnderway({ what: 'data' });
    if (this.checkpoint !== undefined) await process.request(restoreTrainingRequest, this.checkpoint.state, signal);
    this.place = this.checkpoint?.place ?? beginning;
  }
}

/** The work on one training, stretch by stretch. */
class TrainingWork {
  readonly #meter: TrainingMeter;
  #lastCheckpoint = performance.now();

  constructor(
    private readonly training: Training,
    private readonly subject: OpenedTraining,
    private readonly worker: ComputeWorker,
    private readonly folder: TrainingFolder,
    private readonly options: TrainingJobOptions & { readonly signal: AbortSignal },
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
