import { corruptImagesRequest, openImagesRequest, type CorruptedImage, type CorruptionBlock, type ImagesSummary } from '../protocol/computeMessages';
import { runErrors } from '../protocol/errors';
import type { RunProgress } from '../protocol/run';
import { seededOrder } from '../robustness/randomStream';
import { computeEnvironment } from './backend/computeEnvironment';
import { computeProgram } from './backend/computeProgram';
import { dataSource } from './experiment/experimentFrom';
import { ComputePool } from './pool/computePool';
import { workInLanes } from './pool/lanes';
import { workerCount } from './pool/workerCount';
import { ProgressMeter } from './progressMeter';
import { locateImages } from './separation/separationJob';

/** Which images to corrupt, and how. */
export interface CorruptionQuestion extends Pick<CorruptionBlock, 'name' | 'severity' | 'seed'> {
  /** A dataset's name, or a path. */
  readonly data: string;
  readonly split: 'test' | 'train';
  /** A seeded sample of this many images, the one that an evaluation takes. Default: all. */
  readonly limit?: number;
}

/** What is about to be written: one row for each image, in the order of the split. */
export interface CorruptionPlan {
  /** Index in the split of each row. */
  readonly images: Uint32Array;
  /** Class of each row, in the data's own numbering. */
  readonly labels: Int32Array;
  readonly classNames?: readonly string[];
}

/** Takes the corrupted images, in any order, several at a time. */
export interface CorruptionTarget {
  begin(plan: CorruptionPlan): Promise<void>;
  store(row: number, image: CorruptedImage): Promise<void>;
}

export interface CorruptionJobOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
  readonly onLog?: (line: string) => void;
  /** The built compute program. Default: beside this bundle. */
  readonly computeScript?: string;
}

/** Images a message asks for: few enough for a prompt cancel and small messages, many enough to hide their cost. */
const imagesAtOnce = 16;
/** Milliseconds without an answer after which a process is taken to hang: it answers between two images. */
const patience = 120_000;

/**
 * Puts images under a common corruption, in one process a core, and hands them to a target. Memory does not grow with
 * their number, and no process is left when the promise settles.
 *
 * @throws LprError: LPR-3xx where the data cannot be read, 601 when aborted, and what the target throws
 */
export async function corruptionJob(question: CorruptionQuestion, target: CorruptionTarget, options: CorruptionJobOptions): Promise<CorruptionPlan> {
  const { signal, onProgress, onLog } = options;
  const source = await dataSource(question.data, process.cwd());
  const location = await locateImages(source, onProgress, signal);
  let summary: ImagesSummary | undefined;
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment('wasm'),
    patience,
    ...(onLog && { onLog }),
    prepare: async (process, stop) => {
      const found = await process.request(openImagesRequest, { location, split: question.split }, stop);
      if (summary !== undefined && found.count !== summary.count) throw runErrors.changedUnderway({ what: 'data' });
      summary ??= found;
    },
  });
  try {
    onProgress({ phase: 'starting', message: 'Opening the images' });
    const first = pool.addWorker();
    const opened = await first.run('opening the images', signal, () => Promise.resolve(summary));
    if (opened === undefined) throw new Error('A prepared process has opened the images');
    const plan = planFor(opened, question);
    await target.begin(plan);
    const workers = [first];
    const starts = Array.from({ length: Math.ceil(plan.images.length / imagesAtOnce) }, (_, block) => block * imagesAtOnce);
    while (workers.length < workerCount(undefined, { isGpu: false }, starts.length)) workers.push(pool.addWorker());
    const meter = new ProgressMeter({
      total: plan.images.length,
      doneBefore: 0,
      onProgress: (progress) => onProgress(progress.phase === 'evaluating' ? { ...progress, activity: { verb: 'Corrupting', unit: 'images' } } : progress),
    });
    const { name, severity, seed } = question;
    await workInLanes({
      items: starts,
      workers,
      signal,
      work: (worker, start, both) =>
        worker.run(`image ${start + 1} of ${plan.images.length}`, both, (process) =>
          process.request(corruptImagesRequest, { name, severity, seed, images: plan.images.slice(start, start + imagesAtOnce) }, both),
        ),
      store: async (start, corrupted) => {
        for (const [i, image] of corrupted.entries()) await target.store(start + i, image);
        meter.add(corrupted.length);
      },
    });
    return plan;
  } finally {
    await pool.end();
  }
}

function planFor({ count, labels, classNames }: ImagesSummary, { limit, seed }: CorruptionQuestion): CorruptionPlan {
  const images = seededOrder(count, seed, limit).sort();
  return { images, labels: Int32Array.from(images, (image) => labels[image] ?? 0), ...(classNames && { classNames }) };
}
