import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { openReportEditor } from '../panels/reportEditor';

const maximumRuns = 1000;

/**
 * **Open Lp robustness report**: the finished run in `folder`, or one that the user chooses among those of the
 * workspace, the newest first. Reads `.lp-robustness/` only.
 */
export async function openReport(folder?: string): Promise<void> {
  const chosen = folder ?? (await chooseRun());
  if (chosen !== undefined) await openReportEditor(chosen);
}

async function chooseRun(): Promise<string | undefined> {
  const files = await vscode.workspace.findFiles('**/.lp-robustness/runs/*/report.json', '**/node_modules/**', maximumRuns);
  if (files.length === 0) throw hostErrors.noReports({});
  const runs = await Promise.all(files.map(async (file) => ({ folder: path.dirname(file.fsPath), time: (await vscode.workspace.fs.stat(file)).mtime })));
  const offers = runs
    .sort((a, b) => b.time - a.time)
    .map(({ folder, time }) => ({ label: path.basename(folder), description: new Date(time).toLocaleString(), detail: vscode.workspace.asRelativePath(folder), folder }));
  const chosen = await vscode.window.showQuickPick(offers, { title: vscode.l10n.t('Open Lp robustness report'), placeHolder: vscode.l10n.t('Choose a run') });
  return chosen?.folder;
}
