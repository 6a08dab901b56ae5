import { LprError, hostErrors } from '../../protocol/errors';
import { readPictureRequest, splitsOf, type Picture, type SeparationReport } from '../../protocol/separation';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { ComputePool } from '../pool/computePool';
import { locateImages } from './separationJob';

const patience = 60_000;

/**
 * The two images of a separation's nearest pair, for people to look at. Empty where they cannot be read: the figures stand
 * without them.
 * @throws LPR-601 when aborted
 */
export async function nearestPair({ data, between, pair, pairClasses }: SeparationReport, { signal, onLog, computeScript = computeProgram() }: NearestPairOptions): Promise<Picture[]> {
  const pool = new ComputePool({ script: computeScript, environment: computeEnvironment('wasm'), patience, onLog, prepare: () => Promise.resolve() });
  const { images, candidates } = splitsOf(between);
  try {
    const location = await locateImages(data.source, () => undefined, signal);
    const worker = pool.addWorker();
    const read = (split: 'train' | 'test', image: number) => worker.run('reading an image', signal, (process) => process.request(readPictureRequest, { location, split, image }, signal));
    const found = [await read(candidates, pair[0]), await read(images, pair[1])];
    return found.map((picture, place) => ({ ...picture, className: pairClasses[place] ?? picture.className }));
  } catch (error) {
    if (!(error instanceof LprError) || error.code === hostErrors.cancelled.code) throw error;
    onLog(error.message);
    return [];
  } finally {
    await pool.end();
  }
}

export interface NearestPairOptions {
  readonly signal: AbortSignal;
  readonly onLog: (line: string) => void;
  readonly computeScript?: string;
}
