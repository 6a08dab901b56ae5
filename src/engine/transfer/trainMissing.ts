import os from 'node:os';
import type { LprError } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import type { TrainingMoment, TrainingResult } from '../../protocol/training';
import type { TransferModelPlace, TransferModelState } from '../../protocol/transfer';
import type { WriterKind } from '../run/runLock';
import { trainingJob } from '../training/trainingJob';
import { isOfOneModel } from './modelFailure';
import type { PlannedTraining } from './transferPlan';
import { whenFree } from './whenFree';

export interface TrainMissingOptions {
  readonly trainingsFolder: string;
  /** Trainings side by side. Default: one a core, one on a GPU. */
  readonly atOnce?: number;
  readonly isGpu: boolean;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly checkpointEvery?: number;
  readonly writer?: WriterKind;
  readonly computeScript?: string;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onModel: (place: TransferModelPlace, state: TransferModelState) => void;
  readonly onLog: (line: string) => void;
}

/** A training's images, model and library: more than CIFAR-10 and a small network take. */
const bytesPerTraining = 2 ** 31;
/** Milliseconds between two messages of progress at least. */
const tellEvery = 200;

/**
 * Trains what is not trained yet, several trainings side by side, each in a process of its own. A training that cannot be
 * trained is told by its error, and the others go on.
 *
 * @returns for each training its folder, or why it has no model
 * @throws LPR-5xx where a folder cannot be written, 601 when aborted: each training has then written a checkpoint
 */
export async function trainMissing(trainings: readonly PlannedTraining[], options: TrainMissingOptions): Promise<(string | LprError)[]> {
  const { signal, isGpu, onModel, onLog } = options;
  const results: (string | LprError)[] = trainings.map(({ folder }) => folder);
  const missing = [...trainings.entries()].filter(([, { report }]) => report === undefined);
  const meter = new TrainingsMeter(missing.length, options.onProgress);
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const lanes = Math.min(missing.length, options.atOnce ?? (isGpu ? 1 : besideEachOther()));
  const waiting = missing.values();
  let failure: { readonly error: unknown } | undefined;

  const tell = ({ places }: PlannedTraining, state: TransferModelState): void => places.forEach((place) => onModel(place, state));
  for (const planned of trainings) tell(planned, planned.report === undefined ? { phase: 'waiting' } : { phase: 'trained', reused: true });
  const train = (planned: PlannedTraining): Promise<TrainingResult> =>
    whenFree(
      () =>
        trainingJob(planned.training, {
          trainingsFolder: options.trainingsFolder,
          threads: options.threads,
          // One thread that augments keeps up with one of arithmetic.
          ...(lanes > 1 ? { preparers: 1 } : {}),
          signal: both,
          onLog,
          ...(options.writer === undefined ? {} : { writer: options.writer }),
          ...(options.checkpointEvery === undefined ? {} : { checkpointEvery: options.checkpointEvery }),
          ...(options.computeScript === undefined ? {} : { computeScript: options.computeScript }),
          onMoment: (moment) => {
            meter.add(planned, moment);
            tell(planned, { phase: 'training', share: moment.done / moment.total, epoch: moment.epoch, epochs: moment.epochs, loss: moment.loss });
          },
        }),
      ({ happened }) => onLog(`${happened} Waiting for it.`),
      both,
    );

  const lane = async (): Promise<void> => {
    for (const [at, planned] of waiting) {
      try {
        const { reused, folder } = await train(planned);
        results[at] = folder;
        tell(planned, { phase: 'trained', reused });
      } catch (error) {
        if (!isOfOneModel(error)) {
          failure ??= { error };
          stop.abort();
          return;
        }
        results[at] = error;
        tell(planned, { phase: 'failed', code: error.code, happened: error.happened });
        onLog(error.message);
      }
      meter.finish(planned);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failure !== undefined) throw failure.error;
  return results;
}

/** One a core, as far as the memory goes. */
function besideEachOther(): number {
  return Math.max(1, Math.min(os.availableParallelism(), Math.floor(os.totalmem() / bytesPerTraining)));
}

/** Adds up how far trainings side by side are, in epochs' images. */
class TrainingsMeter {
  readonly #moments = new Map<PlannedTraining, TrainingMoment>();
  readonly #first = new Map<PlannedTraining, number>();
  readonly #began = performance.now();
  #finished = 0;
  #elsewhere = 0;
  #lastTold = -Infinity;

  /** @param count trainings to do */
  constructor(
    private readonly count: number,
    private readonly onProgress: (progress: RunProgress) => void,
  ) {}

  add(training: PlannedTraining, moment: TrainingMoment): void {
    if (!this.#first.has(training)) this.#first.set(training, moment.done);
    this.#moments.set(training, moment);
    if (performance.now() - this.#lastTold >= tellEvery) this.#tell();
  }

  finish(training: PlannedTraining): void {
    const moment = this.#moments.get(training);
    // Another process has trained it, or it could not be begun: nothing of it was to be done here.
    if (moment === undefined) this.#elsewhere += 1;
    else this.#moments.set(training, { ...moment, done: moment.total });
    this.#finished += 1;
    this.#tell();
  }

  #tell(): void {
    this.#lastTold = performance.now();
    const moments = [...this.#moments.values()];
    const each = moments.reduce((sum, { total }) => sum + total, 0) / Math.max(1, moments.length);
    const total = each * (this.count - this.#elsewhere);
    const done = moments.reduce((sum, moment) => sum + moment.done, 0);
    const before = [...this.#first.values()].reduce((sum, value) => sum + value, 0);
    const seconds = (performance.now() - this.#began) / 1000;
    const here = done - before;
    this.onProgress({
      phase: 'evaluating',
      activity: { verb: `Training, ${this.#finished} of ${this.count} models done`, unit: 'images' },
      done,
      total,
      ...(here > 0 ? { secondsLeft: (Math.max(0, total - done) * seconds) / here } : {}),
    });
  }
}
