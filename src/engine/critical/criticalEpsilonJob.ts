import path from 'node:path';
import { criticalEpsilonReportSchema, findCriticalEpsilonsRequest, type CriticalEpsilonReport } from '../../protocol/criticalEpsilon';
import type { Experiment, RunProgress } from '../../protocol/run';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { chooseBackend, locateData, runNameOf } from '../evaluationChoices';
import { EvaluationSubject } from '../evaluationSubject';
import { ComputePool } from '../pool/computePool';
import { workInLanes } from '../pool/lanes';
import { workerCount } from '../pool/workerCount';
import { ProgressMeter } from '../progressMeter';
import { JobFolder, jobFolderName, readResult } from '../run/jobFolder';
import { decodeCriticalEpsilons, encodeCriticalEpsilons } from './criticalEpsilonRecord';
import { CriticalEpsilonWork } from './criticalEpsilonWork';

export interface CriticalEpsilonJobOptions {
  /** Where critical epsilons live: `.lp-robustness/critical-epsilons` of the workspace or working folder. */
  readonly folder: string;
  /** This job's own folder instead. */
  readonly out?: string;
  /** Times that the bracket of a flip is halved: 10 leave a thousandth of it. */
  readonly halvings?: number;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onLog?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly computeScript?: string;
}

export interface CriticalEpsilonResult {
  readonly folder: string;
  readonly report: CriticalEpsilonReport;
  /** True where they were found before and nothing was computed. */
  readonly reused: boolean;
}

const patience = 240_000;
export const defaultHalvings = 10;
export const criticalEpsilonFile = 'critical-epsilon.json';

/**
 * Finds the critical epsilon of each image under each law of the experiment's suite: the first at which its prediction flips, on its
 * addressed direction (draw 0), along the suite's epsilons and refined inside that bracket. The same question goes on where it
 * stopped, or returns what was found before. Every process has ended when the promise settles.
 *
 * @throws LprError as an evaluation: LPR-1xx to 4xx where what was asked for does not work, 5xx where the folder cannot be written,
 * 601 when the signal aborted it; finished blocks are kept.
 */
export async function criticalEpsilonJob(experiment: Experiment, options: CriticalEpsilonJobOptions): Promise<CriticalEpsilonResult> {
  const { onProgress = () => undefined, onLog = () => undefined, signal = new AbortController().signal, halvings = defaultHalvings } = options;
  onProgress({ phase: 'starting', message: 'Looking for a backend' });
  const location = await locateData(experiment, onProgress, signal);
  const choice = await chooseBackend(experiment, undefined, signal, onLog);
  const subject = new EvaluationSubject(experiment, choice, location);
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment(choice.name),
    patience,
    onLog,
    prepare: (process, stop) => subject.open(process, stop),
  });
  try {
    onProgress({ phase: 'starting', message: 'Opening the model and the data' });
    const first = pool.addWorker();
    await first.run('opening the model and the data', signal, () => Promise.resolve());
    const work = new CriticalEpsilonWork(experiment, subject.opened, halvings);
    const folder = options.out === undefined ? path.join(options.folder, jobFolderName([runNameOf(experiment)], work.hash)) : path.resolve(options.out);
    const before = await finishedBefore(folder, work.hash, experiment);
    if (before !== undefined) return { folder, report: before, reused: true };
    const job = await JobFolder.open({
      folder,
      hash: work.hash,
      results: [criticalEpsilonFile],
      onRecord: (record) => {
        const block = decodeCriticalEpsilons(record);
        return block !== undefined && work.add(block.block, block.found);
      },
    });
    try {
      const left = work.blocksLeft();
      const workers = [first];
      while (workers.length < workerCount(experiment.workers, subject.opened.backend, left.length)) workers.push(pool.addWorker());
      const meter = new ProgressMeter({
        total: work.total,
        doneBefore: work.done,
        onProgress: (progress) => onProgress(progress.phase === 'evaluating' ? { ...progress, activity: { verb: 'Searching', unit: 'images and norms' } } : progress),
      });
      await workInLanes({
        items: left,
        workers,
        signal,
        work: (worker, [number, block], both) =>
          worker.run(`block ${number + 1} of ${work.blocks.length}`, both, (process) => process.request(findCriticalEpsilonsRequest, block, both)),
        store: async ([number], found) => {
          await job.append(encodeCriticalEpsilons(number, found));
          work.add(number, found);
          meter.add(found.epsilons.length);
        },
      });
      onProgress({ phase: 'finishing', message: 'Writing the result' });
      const report = criticalEpsilonReportSchema.parse(work.report());
      await job.write(criticalEpsilonFile, `${JSON.stringify(report, null, 1)}\n`);
      return { folder, report, reused: false };
    } finally {
      await job.close();
    }
  } finally {
    await pool.end();
  }
}

/** What was found before, with the paths as they are asked for now: the question knows contents, not where they lie. */
async function finishedBefore(folder: string, hash: string, { model, data }: Experiment): Promise<CriticalEpsilonReport | undefined> {
  const report = await readResult(folder, criticalEpsilonFile, criticalEpsilonReportSchema);
  if (report?.question !== hash) return undefined;
  return { ...report, model: { ...report.model, path: model.path }, data: { ...report.data, source: data.source } };
}
