import path from 'node:path';
import type { WorkspaceNames } from './completions';
import { nearestNames } from './nearestName';
import type { Fix, Problem } from './problem';

/** "Did you mean": the models or data of the workspace whose paths are nearest to one that does not exist; a workspace with a single one offers it. */
export function nearestFixes({ missing, offset, length }: Problem, names: WorkspaceNames): Fix[] {
  if (missing === undefined) return [];
  const candidates = missing.kind === 'model' ? names.models : names.data;
  const wanted = missing.name.replaceAll('\\', '/');
  const inFolder = candidates.filter((candidate) => path.posix.dirname(candidate) === wanted.replace(/\/$/, ''));
  const near = [...new Set([...inFolder, ...nearestNames(wanted, candidates), ...sameEnding(wanted, candidates)])];
  const offered = near.length === 0 && candidates.length === 1 ? candidates : near.slice(0, 4);
  return offered.map((candidate, index) => ({ title: `Change to ${candidate}`, changes: [{ offset, length, text: JSON.stringify(candidate) }], isPreferred: index === 0 }));
}

/** Those that share the last folder's or file's name: the path was moved. */
function sameEnding(wanted: string, candidates: readonly string[]): string[] {
  const name = telling(wanted);
  return candidates.filter((candidate) => telling(candidate) === name);
}

/** Of models/x/model.json it is x that tells. */
function telling(file: string): string {
  return path.posix.basename(file) === 'model.json' ? path.posix.basename(path.posix.dirname(file)) : path.posix.basename(file);
}
