import { plainLine } from '../../protocol/reportText/plainLine';
import type { ListedRun } from '../../protocol/runListMessages';
import { dataName, modelName } from './runNames';

/** By what the runs are put together. */
export const groupings = ['none', 'model', 'data', 'suite'] as const;
export type Grouping = (typeof groupings)[number];

export interface RunGroup {
  /** Tells groups apart: a model's path, not its name. */
  readonly key: string;
  readonly name: string;
  readonly runs: readonly ListedRun[];
}

/**
 * Those runs of which model, data, suite, backend or state hold every word of the text, whatever its case. An empty
 * text holds for all.
 */
export function filtered(runs: readonly ListedRun[], text: string): ListedRun[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return runs.filter(({ model, data, suite, backend, state }) => {
    const all = [model, data, suite, backend, stateWord(state)].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** As the rows call it: whoever looks for what is finished does not mean the unfinished. */
function stateWord(state: ListedRun['state']): string {
  if (state.kind !== 'unfinished') return state.kind;
  return state.wasCancelled ? 'cancelled' : 'interrupted';
}

/** The runs in groups, each with its runs in their order; groups in the order in which they first come up. */
export function grouped(runs: readonly ListedRun[], by: Exclude<Grouping, 'none'>): RunGroup[] {
  const groups = new Map<string, ListedRun[]>();
  for (const run of runs) groups.set(run[by], [...(groups.get(run[by]) ?? []), run]);
  return [...groups].map(([key, own]) => ({ key, name: nameOf(key, by), runs: own }));
}

function nameOf(key: string, by: Exclude<Grouping, 'none'>): string {
  if (by === 'model') return modelName(key);
  return by === 'data' ? dataName(key) : plainLine(key);
}

/** The runs of a workspace in the order of a list: those that are being worked on, then the newest. */
export function inOrder(runs: Iterable<ListedRun>): ListedRun[] {
  const time = ({ state, started }: ListedRun) => (state.kind === 'finished' ? state.finished : started);
  const isRunning = ({ state }: ListedRun) => (state.kind === 'running' ? 1 : 0);
  return [...runs].sort((a, b) => isRunning(b) - isRunning(a) || compare(time(b), time(a)) || compare(a.folder, b.folder));
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
