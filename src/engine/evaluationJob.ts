import path from 'node:path';
import type { BlockOutcomes, DataLocation, MadeCorruptions } from '../protocol/computeMessages';
import { hostErrors, LprError } from '../protocol/errors';
import type { Experiment, RunProgress, RunResult } from '../protocol/run';
import type { Suite } from '../protocol/suite';
import { computeEnvironment } from './backend/computeEnvironment';
import { computeProgram } from './backend/computeProgram';
import { evaluateBlocks } from './blockLanes';
import { Evaluation } from './evaluation';
import { askedOf, chooseBackend, locateData, runNameOf } from './evaluationChoices';
import { EvaluationSubject } from './evaluationSubject';
import { ComputePool } from './pool/computePool';
import { workerCount } from './pool/workerCount';
import { ProgressMeter } from './progressMeter';
import { ReportThread } from './reportThread';
import type { Asked } from './run/manifest';
import { questionHash } from './run/question';
import type { WriterKind } from './run/runLock';
import type { RunSession } from './run/runSession';
import { writeRunSubject } from './run/runSubject';
import { findStarted, openRun, type FoundRun, type RunPlace } from './run/runStore';

export interface EvaluationJobOptions {
  /** Where runs without a folder of their own live: `.lp-robustness/runs` of the workspace or working folder. */
  readonly runsFolder: string;
  /** The run's own folder instead. */
  readonly out?: string;
  /** Starts anew even where the same question has a run already. */
  readonly fresh?: boolean;
  /** What others who want to write the run are told of this process. Default: a terminal. */
  readonly writer?: WriterKind;
  /** Told the run's folder once it is open and this job writes it. */
  readonly onRun?: (folder: string) => void;
  readonly onProgress?: (progress: RunProgress) => void;
  /** Progress carries the report over what is finished, about once a second. */
  readonly partialReports?: boolean;
  /** Told of the suite as it is for this model's images, before anything is computed or written; what it throws ends the job. */
  readonly onSuite?: (suite: Pick<Suite, 'name' | 'cells'>) => void;
  /** Lines for a log: passed-over backends, replaced processes, runs that cannot be read. */
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Common corruptions that were made before, which several evaluations share: they change how long one takes, and no byte of it. */
  readonly made?: MadeCorruptions;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
  /** Milliseconds without an answer after which a compute process is taken to hang. */
  readonly patience?: number;
}

/** Opening a large data set from a slow disk is the longest silence of a healthy process. */
const defaultPatience = 240_000;

/**
 * Evaluates an experiment, from its files to its report. The same question goes on with its unfinished run, or returns
 * its finished one. Everything it started has ended when the promise settles: no process is left, and what was
 * finished is on the disk.
 *
 * @throws LprError: LPR-1xx to 4xx where what was asked for does not work, 5xx where the run cannot be written, 601
 * when the signal aborted it; finished blocks are kept in each case.
 */
export async function evaluationJob(experiment: Experiment, options: EvaluationJobOptions): Promise<RunResult> {
  const { onProgress = () => undefined, onLog = () => undefined, signal = new AbortController().signal } = options;
  const place: RunPlace = {
    runsFolder: options.runsFolder,
    fresh: options.fresh ?? false,
    onLog,
    ...(options.out === undefined ? {} : { out: path.resolve(options.out) }),
    ...(options.writer === undefined ? {} : { writer: options.writer }),
  };
  const asked = askedOf(experiment);
  onProgress({ phase: 'starting', message: 'Looking for a backend' });
  const started = await findStarted(place, asked);
  const location = await locateData(experiment, onProgress, signal);
  const setting: Setting = { experiment, options: { ...options, onProgress, onLog, signal }, place, asked, location };
  return (await attempt(setting, started)) ?? (await evaluateAnew(setting));
}

interface Setting {
  readonly experiment: Experiment;
  readonly options: EvaluationJobOptions & Required<Pick<EvaluationJobOptions, 'onProgress' | 'onLog' | 'signal'>>;
  readonly place: RunPlace;
  readonly asked: Asked;
  readonly location: DataLocation;
}

/** The started run turned out to be another question's, say because the model was trained anew: its backend does not bind. */
async function evaluateAnew(setting: Setting): Promise<RunResult> {
  const result = await attempt(setting, undefined);
  if (result === undefined) throw new Error('A run without a predecessor cannot differ from it');
  return result;
}

/** Evaluates with the backend of the started run; undefined where that run turns out to be another question's and might have bound us to a lesser backend. */
async function attempt({ experiment, options, place, asked, location }: Setting, started: FoundRun | undefined): Promise<RunResult | undefined> {
  const { onProgress, onLog, signal } = options;
  const choice = await chooseBackend(experiment, started, signal, onLog);
  const subject = new EvaluationSubject(experiment, choice, location, options.made);
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment(choice.name),
    patience: options.patience ?? defaultPatience,
    onLog,
    prepare: (process, stop) => subject.open(process, stop),
  });
  let reports: ReportThread | undefined;
  try {
    onProgress({ phase: 'starting', message: 'Opening the model and the data' });
    const first = pool.addWorker();
    await first.run('opening the model and the data', signal, () => Promise.resolve());
    const work = new Evaluation(experiment, subject.opened);
    options.onSuite?.(work.question.suite);
    if (place.out === undefined && started !== undefined && started.manifest.questionHash !== questionHash(work.question)) return undefined;
    const made = (reports = new ReportThread({ experiment, opened: subject.opened }, work, onLog));
    const add = (number: number, outcomes: BlockOutcomes): boolean => {
      const isOwn = work.add(number, outcomes);
      if (isOwn) made.add(number, outcomes);
      return isOwn;
    };
    const planned = { blocks: work.plan.blockCount, predictions: work.plan.total };
    const opened = await openRun(place, runNameOf(experiment), asked, work.question, add, planned);
    if (opened.kind === 'finished') return { folder: opened.folder, report: opened.report, reused: true };
    const { session } = opened;
    await writeRunSubject(session.folder, subject.opened);
    if (options.partialReports === true) made.begin();
    options.onRun?.(session.folder);
    return await closing(session, async () => {
      const left = work.blocksLeft();
      const workers = [first];
      while (workers.length < workerCount(experiment.workers, subject.opened.backend, left.length)) workers.push(pool.addWorker());
      session.note({ workers: workers.length });
      const meter = new ProgressMeter({
        total: work.plan.total,
        doneBefore: work.outcomes.done,
        onProgress,
        partialReport: options.partialReports === true ? () => made.partial() : undefined,
      });
      await evaluateBlocks(work.plan, left, workers, signal, async (number, outcomes) => {
        await session.append(number, outcomes);
        add(number, outcomes);
        meter.add(outcomes.predicted.length);
      });
      session.note({ restarts: pool.restarts });
      onProgress({ phase: 'finishing', message: 'Computing the report' });
      meter.end();
      await pool.end();
      const { report, json, parquet } = await made.finish();
      await session.finish(parquet, json);
      return { folder: session.folder, report, reused: false };
    });
  } finally {
    await reports?.end();
    await pool.end();
  }
}

/** Does the work of a session and closes it, telling the manifest how it went. */
async function closing<T>(session: RunSession, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
    if (coded.code === hostErrors.cancelled.code) await session.close('cancelled').catch(() => undefined);
    else await session.close('failed', coded.message).catch(() => undefined);
    throw coded;
  }
  await session.close('finished');
  return result;
}
