import { setTimeout as sleep } from 'node:timers/promises';
import { hostErrors } from '../../protocol/errors';
import { RunInUse, RunWriters } from '../run/runLock';

/** Milliseconds between two looks at a lock. */
const lookEvery = 2000;

/**
 * Does work on a folder; where another process has it, waits until that one has ended and tries again: then the work is
 * mostly done.
 * @param onWait told who has it
 * @throws LPR-601 when aborted while waiting, and what the work throws
 */
export async function whenFree<T>(work: () => Promise<T>, onWait: (inUse: RunInUse) => void, signal: AbortSignal): Promise<T> {
  const writers = new RunWriters();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RunInUse) || error.writer.pid === process.pid) throw error;
      onWait(error);
      while ((await writers.of(error.folder)) !== undefined) {
        await sleep(lookEvery, undefined, { signal }).catch((cause: unknown) => {
          throw hostErrors.cancelled({}, cause);
        });
      }
    }
  }
}
