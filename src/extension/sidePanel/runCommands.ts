import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { reportMarkdown } from '../../protocol/reportText/reportMarkdown';
import { runAgainRequest, type ListedRun } from '../../protocol/runListMessages';
import { runEvaluation } from '../commands/evaluation';
import { readReport } from '../commands/readReport';
import type { Extension } from '../extensionParts';
import { runLabel } from './runText';
import { modelName } from './runNames';
import { runsMarkdown } from './runsMarkdown';

/**
 * Goes on with an unfinished run, or asks a run's question again in a run of its own (`fresh`).
 * @throws LprError, with the panel showing it where there is one
 */
export async function runAgain(extension: Extension, run: ListedRun, fresh: boolean): Promise<Report> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  return runEvaluation(extension, {
    name: runLabel(run, 'none'),
    subject: modelName(run.model),
    ask: (workId, token) => extension.server.request(runAgainRequest, { workId, run: run.folder, fresh }, token),
  });
}

/** One finished run: its report. Otherwise a table with a row for each run. */
export async function copyAsMarkdown(runs: readonly ListedRun[]): Promise<void> {
  const [run] = runs;
  const isReport = runs.length === 1 && run?.state.kind === 'finished';
  await vscode.env.clipboard.writeText(isReport ? reportMarkdown(await readReport(run.folder)) : runsMarkdown(runs));
  const message = isReport ? vscode.l10n.t('The report is in the clipboard as Markdown.') : vscode.l10n.t('The runs are in the clipboard as a Markdown table.');
  vscode.window.setStatusBarMessage(message, 4000);
}
