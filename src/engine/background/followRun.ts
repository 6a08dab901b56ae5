import { setTimeout as wait } from 'node:timers/promises';
import { hostErrors, runErrors } from '../../protocol/errors';
import type { RunProgress, RunResult } from '../../protocol/run';
import type { ListedRun } from '../../protocol/runListMessages';
import { readManifest } from '../run/manifest';
import { RunListing } from '../run/runListing';
import { finishedRun } from '../run/runStore';
import { FollowedEstimates } from './followedEstimates';

export interface FollowOptions {
  readonly onProgress: (progress: RunProgress) => void;
  readonly onLog: (line: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks at the run. */
  readonly lookEvery?: number;
}

/**
 * Follows a run that another process writes, by its journal and its manifest, until it ends: how far it is, and what it has
 * found so far. Reads nothing but the run's folder, and ends nobody.
 *
 * @returns the finished run
 * @throws LPR-511 where its process ended before it had finished, LPR-601 when aborted: the run goes on
 */
export async function followRun(folder: string, { onProgress, onLog, signal, lookEvery = 500 }: FollowOptions): Promise<RunResult> {
  const listing = new RunListing(onLog);
  const estimates = new FollowedEstimates(folder, onProgress, onLog);
  const total = (await readManifest(folder))?.planned?.predictions;
  try {
    for (;;) {
      const run = await listing.run(folder);
      if (run === undefined) throw runErrors.followedEnded({ folder, how: 'its folder is gone' });
      const { state } = run;
      if (state.kind === 'finished') return await result(folder);
      if (state.kind !== 'running') throw runErrors.followedEnded({ folder, how: ending(state) });
      if (!(await estimates.look()) && state.share !== null && total !== undefined) onProgress({ phase: 'evaluating', done: Math.round(state.share * total), total });
      await wait(lookEvery, undefined, { signal }).catch((error: unknown) => {
        throw hostErrors.cancelled({}, error);
      });
    }
  } finally {
    await estimates.end();
  }
}

async function result(folder: string): Promise<RunResult> {
  const manifest = await readManifest(folder);
  const run = await finishedRun(manifest === undefined ? undefined : { folder, manifest });
  if (run?.kind !== 'finished') throw runErrors.followedEnded({ folder, how: 'its report is not what was written' });
  return { folder, report: run.report, reused: false };
}

function ending(state: Extract<ListedRun['state'], { kind: 'unfinished' | 'failed' }>): string {
  if (state.kind === 'failed') return state.failure.replace(/\.$/, '') || 'it failed';
  return state.wasCancelled ? 'it was cancelled' : 'its process was ended';
}
