import { measureOverlapCurveRequest, type MeasuredOverlap, type OverlapCurveQuestion } from '../../protocol/geometryMessages';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { ComputePool } from '../pool/computePool';
import type { OverlapJobOptions } from './overlapJob';
import { locateImages } from './separationJob';

const patience = 240_000;

/**
 * Measures the overlap of two balls around an image at every radius, by samples.
 * @throws LPR-345 where there is no such image, LPR-3xx where it cannot be read, LPR-601 when aborted.
 */
export async function overlapCurveJob(asked: OverlapCurveQuestion, options: OverlapJobOptions = {}): Promise<MeasuredOverlap> {
  const { signal = new AbortController().signal, onProgress = () => undefined, onLog = () => undefined } = options;
  const { data, ...question } = asked;
  const location = await locateImages(data, onProgress, signal);
  const pool = new ComputePool({ script: options.computeScript ?? computeProgram(), environment: computeEnvironment('wasm'), patience, onLog, prepare: () => Promise.resolve() });
  try {
    onProgress({ phase: 'starting', message: 'Drawing samples' });
    const found = await pool.addWorker().run('an overlap', signal, (process) => process.request(measureOverlapCurveRequest, { ...question, location }, signal));
    return { question: asked, ...found };
  } finally {
    await pool.end();
  }
}
