import os from 'node:os';
import type { BackendDescription } from '../../protocol/computeMessages';

/** Compute processes to use: as asked, else one a core on a CPU and one on a GPU; never more than there are blocks. */
export function workerCount(asked: number | undefined, { isGpu }: Pick<BackendDescription, 'isGpu'>, blocks: number, cores = os.availableParallelism()): number {
  return Math.max(1, Math.min(asked ?? (isGpu ? 1 : cores), blocks));
}
