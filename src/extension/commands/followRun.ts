import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { followRunRequest } from '../../protocol/backgroundMessages';
import type { Report } from '../../protocol/report';
import { allRunsRequest, type ListedRun } from '../../protocol/runListMessages';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';
import { modelName } from '../sidePanel/runNames';
import { runLabel } from '../sidePanel/runText';
import { runEvaluation, type EvaluationOrder } from './evaluation';

/**
 * Follows a run that another process writes, and shows its report when it has finished. Cancelling stops a run in the
 * background, and merely looks away from any other.
 * @throws LprError
 */
export function followRun(extension: Extension, run: ListedRun): Promise<Report> {
  return runEvaluation(extension, orderOf(extension, run));
}

/**
 * Takes up the runs that an earlier window has left going on in the background: the status bar shows them, and a
 * message says when one has finished. Without any the server is not started.
 */
export async function followBackgroundRuns(extension: Extension): Promise<void> {
  const all = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const folders = (await Promise.all(all.map(async (folder) => ((await hasWriter(folder)) ? [folder] : [])))).flat();
  if (folders.length === 0) return;
  const { runs } = await extension.server.request(allRunsRequest, { folders });
  for (const run of runs) {
    if (run.state.kind !== 'running' || run.state.by !== 'background') continue;
    void runEvaluation(extension, { ...orderOf(extension, run), isQuiet: true }).catch((error: unknown) => showError(error, extension.log));
  }
}

function orderOf({ server }: Extension, run: ListedRun): EvaluationOrder {
  return {
    name: runLabel(run, 'none'),
    subject: modelName(run.model),
    isElsewhere: true,
    ask: (workId, token) => server.request(followRunRequest, { workId, of: { kind: 'run', folder: run.folder } }, token),
  };
}

/** Whether any run of a workspace folder has a lock; the server says whose. */
async function hasWriter(folder: string): Promise<boolean> {
  const runs = path.join(folder, '.lp-robustness', 'runs');
  const names = await readdir(runs).catch((): string[] => []);
  const files = await Promise.all(names.map((name) => readdir(path.join(runs, name)).catch((): string[] => [])));
  return files.some((entries) => entries.includes('lock'));
}
