import os from 'node:os';
import path from 'node:path';
import type { Training, TrainingResult } from '../../protocol/training';
import { trainingEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { resolveBackend } from '../backend/resolveBackend';
import { ComputePool } from '../pool/computePool';
import type { WriterKind } from '../run/runLock';
import { locateImages } from '../separation/separationJob';
import { OpenedTraining } from './openedTraining';
import { allTrainings, askedOf, endWith, finishedTraining, findStarted, folderOf, modelFolder, TrainingFolder, type TrainingEnd } from './trainingStore';
import { TrainingWork, type TrainingWorkOptions } from './trainingWork';

export interface TrainingJobOptions extends Partial<TrainingWorkOptions> {
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
  /** What kind of process trains. Default: a terminal. */
  readonly writer?: WriterKind;
  /** Told the training's folder once it is this process's. */
  readonly onFolder?: (folder: string) => void;
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
}

/** Opening a large data set from a slow disk, or one step of a large model, is the longest silence of a healthy process. */
const patience = 600_000;

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
