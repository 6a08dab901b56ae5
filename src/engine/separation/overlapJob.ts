import { measureOverlapRequest, type OverlapQuestion } from '../../protocol/separation';
import type { RunProgress } from '../../protocol/run';
import { clopperPearson } from '../../robustness/statistics/binomialInterval';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { dataSource } from '../experiment/experimentFrom';
import { ComputePool } from '../pool/computePool';
import { locateImages } from './separationJob';
import type { ImageShape } from '../../protocol/computeMessages';

/** The overlap question with its data as a user names them. */
export interface OverlapRequest extends Omit<OverlapQuestion, 'location'> {
  /** A dataset's name, or a path. */
  readonly data: string;
}

export interface OverlapJobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  readonly onLog?: (line: string) => void;
  readonly computeScript?: string;
}

export interface Overlap {
  /** Share of the inner ball's samples whose clipped difference lies in the outer ball, with its 95 % interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
  readonly inside: number;
  readonly count: number;
  readonly shape: ImageShape;
}

const patience = 240_000;

/**
 * Measures what share of one ball around an image lies in another, by samples, with the interval of Clopper and Pearson.
 * @throws LPR-345 where there is no such image, LPR-3xx where it cannot be read, LPR-601 when aborted.
 */
export async function overlapJob({ data, ...question }: OverlapRequest, options: OverlapJobOptions = {}): Promise<Overlap> {
  const { signal = new AbortController().signal, onProgress = () => undefined, onLog = () => undefined } = options;
  const location = await locateImages(await dataSource(data, process.cwd()), onProgress, signal);
  const pool = new ComputePool({
    script: options.computeScript ?? computeProgram(),
    environment: computeEnvironment('wasm'),
    patience,
    onLog,
    prepare: () => Promise.resolve(),
  });
  try {
    onProgress({ phase: 'starting', message: 'Drawing samples' });
    const { inside, shape } = await pool.addWorker().run('an overlap', signal, (process) => process.request(measureOverlapRequest, { ...question, location }, signal));
    const { count } = question;
    return { share: inside / count, ...clopperPearson(inside, count), inside, count, shape };
  } finally {
    await pool.end();
  }
}
