import path from 'node:path';
import * as vscode from 'vscode';
import { runErrors } from '../../protocol/errors';
import type { ListedRun } from '../../protocol/runListMessages';
import { rowsOfKey } from './focusedRows';
import { runDescription, runLabel } from './runText';
import type { RunNode } from './runTree';
import type { WorkspaceRuns } from './workspaceRuns';

/** What a key in the Runs view hands to its command: the row with the focus is meant, or the selected ones around it. */
const ofKey = 'key';

/**
 * The runs that a command is about: the rows that it was called on, those that a key pressed in the view means, the run whose
 * folder or report was pointed at in the explorer, or, from the palette, the one that the user chooses. None where the
 * user gave up.
 *
 * @param isMeant Which runs the command can do something with.
 * @throws LPR-510 for a folder that is no run of the workspace
 */
export async function chosenRuns(
  runs: WorkspaceRuns,
  view: vscode.TreeView<RunNode>,
  args: readonly unknown[],
  title: string,
  isMeant: (run: ListedRun) => boolean,
): Promise<ListedRun[]> {
  const [first, selected] = args;
  if (first === undefined || first === null) return choose(await runs.now(), title, isMeant);
  const rows = first === ofKey ? await rowsOfKey(view) : isRunNode(first) ? (Array.isArray(selected) ? selected.filter(isRunNode) : [first]) : undefined;
  if (rows !== undefined) {
    const folders = new Set(rows.map((node) => (node.kind === 'run' ? node.folder : '')));
    return (await runs.known()).filter((run) => folders.has(run.folder) && isMeant(run));
  }
  const folder = folderOf(first);
  const run = (await runs.now()).find((candidate) => path.relative(candidate.folder, folder) === '');
  if (run === undefined) throw runErrors.notAWorkspaceRun({ folder });
  return isMeant(run) ? [run] : [];
}

function isRunNode(value: unknown): value is RunNode {
  return typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'run' || value.kind === 'group');
}

/** A run's folder, from it or from a file in it. */
function folderOf(place: unknown): string {
  const file = place instanceof vscode.Uri ? place.fsPath : String(place);
  return path.basename(file) === 'report.json' ? path.dirname(file) : file;
}

async function choose(runs: readonly ListedRun[], title: string, isMeant: (run: ListedRun) => boolean): Promise<ListedRun[]> {
  const now = Date.now();
  const offers = runs
    .filter(isMeant)
    .map((run) => ({ label: runLabel(run, 'none'), description: runDescription(run, 'none', now), detail: vscode.workspace.asRelativePath(run.folder), run }));
  if (offers.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: this workspace has no run for it.', title));
    return [];
  }
  const chosen = await vscode.window.showQuickPick(offers, { title, placeHolder: vscode.l10n.t('Choose a run'), matchOnDescription: true });
  return chosen === undefined ? [] : [chosen.run];
}
