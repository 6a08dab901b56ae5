import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { finishedRuns, type FinishedRun } from '../../engine/run/finishedRuns';
import { runsFolderOf } from '../followedRuns';

interface Known {
  /** The run folders with the times of their manifests, which are written when a run begins and ends. */
  readonly stamp: string;
  readonly runs: Promise<readonly FinishedRun[]>;
}

/**
 * The finished runs of each workspace folder, read once until there are others. That is looked at each time: a watcher
 * misses folders that are made one within the other at once, as those of a workspace's first run.
 */
export class KnownRuns {
  #known = new Map<string, Known>();

  constructor(private readonly onLog: (line: string) => void) {}

  /** The last finished one first. */
  async of(folder: string): Promise<readonly FinishedRun[]> {
    const runsFolder = runsFolderOf(folder);
    const stamp = await stampOf(runsFolder);
    const known = this.#known.get(folder);
    if (known?.stamp === stamp) return known.runs;
    const runs = finishedRuns({ runsFolder, onLog: this.onLog });
    this.#known.set(folder, { stamp, runs });
    return runs;
  }

  forget(): void {
    this.#known = new Map();
  }
}

async function stampOf(runsFolder: string): Promise<string> {
  const names = await readdir(runsFolder).catch(() => []);
  const times = names.map((name) =>
    stat(path.join(runsFolder, name, 'manifest.json')).then(
      ({ mtimeMs }) => `${name} ${mtimeMs}`,
      () => name,
    ),
  );
  return (await Promise.all(times)).join('\n');
}
