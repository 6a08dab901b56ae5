import { setTimeout as wait } from 'node:timers/promises';
import { RunListing } from '../../src/engine/run/runListing';
import { runsFolderOf } from '../../src/server/followedRuns';
import { signal } from './programs';

/** An evaluation that was stopped where it is. */
export interface HeldRun {
  readonly folder: string;
  goOn(): void;
}

/**
 * Stops the evaluation that is going on in a workspace folder as soon as it has come this far. So what a test is to see of it stays to be
 * seen, however fast the machine is and however late the test looks.
 * @param share Of its work, in [0, 1]
 * @param processes Those that do the work, or wait for it; asked when the time has come
 */
export async function holdRun(workspace: string, share: number, processes: () => readonly number[]): Promise<HeldRun> {
  const listing = new RunListing(() => undefined);
  const end = performance.now() + 150_000; // not into the next try
  while (performance.now() < end) {
    const runs = await listing.runs(runsFolderOf(workspace));
    const found = runs.find(({ state }) => state.kind === 'running' && (state.share ?? -1) >= share);
    if (found !== undefined) {
      const held = processes();
      signal(held, 'SIGSTOP');
      return { folder: found.folder, goOn: () => signal(held, 'SIGCONT') };
    }
    await wait(5);
  }
  throw new Error(`No evaluation in ${workspace} has come as far as ${share}.`);
}
