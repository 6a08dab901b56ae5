import os from 'node:os';
import path from 'node:path';
import type { DataLocation } from '../../protocol/computeMessages';
import { runErrors, separationErrors } from '../../protocol/errors';
import { datasetNameSchema } from '../../protocol/experiment';
import type { RunProgress } from '../../protocol/run';
import { findNeighboursRequest, openComparisonRequest, type Between, type ComparisonSummary, type SeparationReport } from '../../protocol/separation';
import { isSeparationNorm } from '../../robustness/classSeparation';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { fetchDataset } from '../dataset/fetchDataset';
import { dataSource } from '../experiment/experimentFrom';
import { ComputePool } from '../pool/computePool';
import { workInLanes } from '../pool/lanes';
import { workerCount } from '../pool/workerCount';
import { ProgressMeter } from '../progressMeter';
import { jobFolderName } from '../run/jobFolder';
import { neighboursParquet } from './neighboursParquet';
import { finishedSeparation, identityHash, identityOf, SeparationSession } from './separationStore';
import { SeparationWork } from './separationWork';

export interface SeparationQuestion {
  /** A dataset's name, or a path. */
  readonly data: string;
  readonly norm: number | 'inf' | 'gaussian';
  readonly between: Between;
  readonly limit?: number;
  readonly seed: number;
}

export interface SeparationJobOptions {
  /** Where separations live: `.lp-robustness/separations` of the workspace or working folder. */
  readonly folder: string;
  /** This separation's own folder instead. */
  readonly out?: string;
  readonly workers?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onLog?: (line: string) => void;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
}

export interface SeparationResult {
  readonly folder: string;
  readonly report: SeparationReport;
  /** True where it was found before and nothing was computed. */
  readonly reused: boolean;
}

/** Reading a large data set from a slow disk, and preparing the search in it, is the longest silence of a healthy process. */
const patience = 600_000;
/** What a process needs for each byte of an image: the image and what bounds its distances. */
const memoryPerByte = 3;

/**
 * Finds the class separation of a data set: every image's distance to the nearest image of another class, exactly. The same
 * question goes on where it stopped, or returns what was found before. Every process has ended when the promise settles.
 *
 * @throws LPR-341 for p below 1, 340, 342 to 344 for data without a separation, 3xx where they cannot be read, 5xx where the
 * folder cannot be written, 601 when the signal aborted it; finished blocks are kept.
 */
export async function separationJob(question: SeparationQuestion, options: SeparationJobOptions): Promise<SeparationResult> {
  const { signal = new AbortController().signal, onProgress = () => undefined, onLog = () => undefined } = options;
  const { norm, between, seed, limit = null } = question;
  if (!isSeparationNorm(norm)) throw separationErrors.normBelowOne({ norm: String(question.norm) });
  const source = await dataSource(question.data, process.cwd());
  const location = await locateImages(source, onProgress, signal);
  let summary: ComparisonSummary | undefined;
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment('wasm'),
    patience,
    onLog,
    prepare: async (process, stop) => {
      const opened = await process.request(openComparisonRequest, { location, between, norm, limit, seed, hash: summary === undefined }, stop);
      summary ??= opened;
      if (opened.images.length !== summary.images.length || opened.candidates !== summary.candidates) throw runErrors.changedUnderway({ what: 'data' });
    },
  });
  try {
    onProgress({ phase: 'starting', message: 'Opening the images' });
    const first = pool.addWorker();
    const opened = await first.run('opening the images', signal, () => Promise.resolve(summary));
    if (opened === undefined) throw new Error('A prepared process has told what it opened');
    const identity = identityOf({ norm, between, data: { source, hash: opened.hash }, limit, seed });
    const folder = options.out === undefined ? path.join(options.folder, folderName(source, between, norm, identityHash(identity))) : path.resolve(options.out);
    const before = await finishedSeparation(folder, identity);
    if (before !== undefined) return { folder, report: before, reused: true };
    const work = new SeparationWork(opened);
    const session = await SeparationSession.open(folder, identity, work);
    try {
      const left = work.blocksLeft();
      const workers = [first];
      while (workers.length < workersFor(options.workers, opened, left.length)) workers.push(pool.addWorker());
      const meter = new ProgressMeter({
        total: opened.images.length,
        doneBefore: work.done,
        onProgress: (progress) => onProgress(progress.phase === 'evaluating' ? { ...progress, activity: { verb: 'Comparing', unit: 'images' } } : progress),
      });
      await workInLanes({
        items: left,
        workers,
        signal,
        work: (worker, number, both) =>
          worker.run(`block ${number + 1} of ${work.blockCount}`, both, (process) => process.request(findNeighboursRequest, work.block(number), both)),
        store: async (number, found) => {
          await session.append(number, found);
          work.add(number, found);
          meter.add(found.distances.length);
        },
      });
      const report: SeparationReport = { ...identity, ...work.figures(between) };
      await session.finish(neighboursParquet(opened.images, work.found), report);
      return { folder, report, reused: false };
    } finally {
      await session.close();
    }
  } finally {
    await pool.end();
  }
}

/** Where images are; a named dataset is fetched first. */
export async function locateImages(source: string, onProgress: (progress: RunProgress) => void, signal: AbortSignal): Promise<DataLocation> {
  const named = datasetNameSchema.safeParse(source);
  if (!named.success) return { kind: 'path', path: source };
  const folder = await fetchDataset(named.data, { signal, onProgress: (progress) => onProgress({ phase: 'fetching', ...progress }) });
  return { kind: 'dataset', name: named.data, folder };
}

/** One process a core, as far as memory holds their copies of the images. */
function workersFor(asked: number | undefined, { candidates, shape }: ComparisonSummary, blocks: number): number {
  const bytes = candidates * shape.height * shape.width * shape.channels * memoryPerByte;
  const fitting = Math.max(1, Math.floor(os.totalmem() / 2 / bytes));
  return Math.min(fitting, workerCount(asked, { isGpu: false }, blocks));
}

function folderName(source: string, between: Between, norm: number | 'inf', hash: string): string {
  return jobFolderName([path.basename(source), between, `L${norm}`], hash);
}
