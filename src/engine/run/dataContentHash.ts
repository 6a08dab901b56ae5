import { hashDataRequest, type DataHashQuestion } from '../../protocol/computeMessages';
import { dataErrors, hostErrors, LprError } from '../../protocol/errors';
import { computeEnvironment } from '../backend/computeEnvironment';
import { computeProgram } from '../backend/computeProgram';
import { ComputePool } from '../pool/computePool';

const patience = 60_000;

/**
 * The content hash that a run over this data would find, read in a compute process of its own: the readers are there, and
 * gigabytes keep nobody waiting. Undefined where the data cannot be read as it is.
 * @throws LPR-601 when aborted, LPR-45x where the process fails
 */
export async function dataContentHash(question: DataHashQuestion, signal: AbortSignal, computeScript = computeProgram()): Promise<string | undefined> {
  const pool = new ComputePool({ script: computeScript, environment: computeEnvironment('wasm'), patience, prepare: () => Promise.resolve() });
  try {
    return await pool.addWorker().run('comparing the data with the run', signal, (process) => process.request(hashDataRequest, question, signal));
  } catch (error) {
    if (error instanceof LprError && isAboutData(error)) return undefined; // evaluating it says what is wrong with it
    throw error;
  } finally {
    await pool.end();
  }
}

const isAboutData = ({ code }: LprError): boolean => code !== hostErrors.cancelled.code && Object.values(dataErrors).some((known) => known.code === code);
