import * as vscode from 'vscode';
import type { ListedRun } from '../../protocol/runListMessages';
import { runDescription, runLabel } from './runText';

/**
 * The folders of the runs to compare: the finished ones among those chosen already, where they are two or more, else
 * those that the user picks. The one that finished first comes first: the others are compared with it.
 * Undefined where the user gave up, or there are no two.
 */
export async function runsToCompare(all: readonly ListedRun[], chosen: readonly ListedRun[]): Promise<string[] | undefined> {
  const finished = all.filter(({ state }) => state.kind === 'finished');
  const ready = chosen.filter(({ state }) => state.kind === 'finished');
  if (ready.length >= 2) return inOrder(ready);
  if (finished.length < 2) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Comparing takes two finished runs, and this workspace has {0}.', finished.length));
    return undefined;
  }
  const now = Date.now();
  const offers = finished.map((run) => ({
    label: runLabel(run, 'none'),
    description: runDescription(run, 'none', now),
    detail: vscode.workspace.asRelativePath(run.folder),
    picked: ready.includes(run),
    run,
  }));
  const picked = await vscode.window.showQuickPick(offers, {
    title: vscode.l10n.t('Compare runs'),
    placeHolder: vscode.l10n.t('Choose two runs or more on the same data'),
    canPickMany: true,
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  if (picked.length >= 2) return inOrder(picked.map(({ run }) => run));
  void vscode.window.showInformationMessage(vscode.l10n.t('Choose two runs or more to compare them.'));
  return undefined;
}

function inOrder(runs: readonly ListedRun[]): string[] {
  const finishedAt = ({ state }: ListedRun): string => (state.kind === 'finished' ? state.finished : '');
  return [...runs].sort((a, b) => finishedAt(a).localeCompare(finishedAt(b))).map(({ folder }) => folder);
}
