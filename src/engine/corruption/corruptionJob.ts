import type { CommonCorruptionName, Severity } from '../../protocol/commonCorruption';
import { corruptImagesRequest, openImagesRequest, type CorruptedImage, type ImagesSummary } from '../../protocol/computeMessages';
import { runErrors } from '../../protocol/errors';
import type { RunProgress } from '../../protocol/run';
import { seededOrder } from '../../robustness/randomStream';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { dataSource } from '../experiment/experimentFrom';
import { ComputePool } from '../pool/computePool';
import { workInLanes } from '../pool/lanes';
import { workerCount } from '../pool/workerCount';
import { ProgressMeter } from '../progressMeter';
import { locateImages } from '../separation/separationJob';

/** Which images to corrupt. */
export interface CorruptionQuestion {
  /** A dataset's name, or a path. */
  readonly data: string;
  readonly split: 'test' | 'train';
  readonly seed: number;
  /** A seeded sample of this many images, the one that an evaluation takes. Default: all. */
  readonly limit?: number;
}

/** The images a job is about. */
export interface CorruptionPlan {
  /** Indices in the split, in its order. */
  readonly images: Uint32Array;
  /** Class of each of them, in the data's own numbering. */
  readonly labels: Int32Array;
  readonly classNames?: readonly string[];
}

/** One corruption at some severities, and who takes the images. */
export interface CorruptionPart {
  readonly name: CommonCorruptionName;
  readonly severities: readonly Severity[];
  readonly target: CorruptionTarget;
}

/** Takes corrupted images, in any order, several at a time. */
export interface CorruptionTarget {
  /** Told before the first image. @param rows all images at the first severity, then all at the next */
  begin(plan: CorruptionPlan, rows: number): Promise<void>;
  store(row: number, image: CorruptedImage): Promise<void>;
  /** Told when all images of the part are stored. */
  finish(plan: CorruptionPlan): Promise<void>;
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
 * Puts images under common corruptions, one part after another, in one process a core, and hands them to the parts'
 * targets. Memory does not grow with their number, and no process is left when the promise settles.
 *
 * @throws LprError: LPR-3xx where the data cannot be read, 601 when aborted, and what a target throws
 */
export async function corruptionJob(question: CorruptionQuestion, parts: readonly CorruptionPart[], options: CorruptionJobOptions): Promise<CorruptionPlan> {
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
    const { images } = plan;
    const workers = [first];
    const meter = new ProgressMeter({
      total: images.length * parts.reduce((sum, { severities }) => sum + severities.length, 0),
      doneBefore: 0,
      onProgress: (progress) => onProgress(progress.phase === 'evaluating' ? { ...progress, activity: { verb: 'Corrupting', unit: 'images' } } : progress),
    });
    for (const { name, severities, target } of parts) {
      const rows = images.length * severities.length;
      await target.begin(plan, rows);
      const blocks = severities.flatMap((severity, at) =>
        Array.from({ length: Math.ceil(images.length / imagesAtOnce) }, (_, block) => ({ severity, start: block * imagesAtOnce, row: at * images.length + block * imagesAtOnce })),
      );
      while (workers.length < workerCount(undefined, { isGpu: false }, blocks.length)) workers.push(pool.addWorker());
      await workInLanes({
        items: blocks,
        workers,
        signal,
        work: (worker, { severity, start, row }, both) =>
          worker.run(`image ${row + 1} of ${rows} under ${name}`, both, (process) =>
            process.request(corruptImagesRequest, { name, severity, seed: question.seed, images: images.slice(start, start + imagesAtOnce) }, both),
          ),
        store: async ({ row }, corrupted) => {
          for (const [i, image] of corrupted.entries()) await target.store(row + i, image);
          meter.add(corrupted.length);
        },
      });
      await target.finish(plan);
    }
    return plan;
  } finally {
    await pool.end();
  }
}

function planFor({ count, labels, classNames }: ImagesSummary, { limit, seed }: CorruptionQuestion): CorruptionPlan {
  const images = seededOrder(count, seed, limit).sort();
  return { images, labels: Int32Array.from(images, (image) => labels[image] ?? 0), ...(classNames && { classNames }) };
}
