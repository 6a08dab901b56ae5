import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { age } from '../codeLens/age';
import { lineOf } from '../codeLens/lineOf';
import { openTransferCommand } from '../panels/transferEditor';
import { tableOf } from './transferFiles';

/**
 * Lenses over a transfer file: one runs it, the other opens its last table, where there is one. Neither opens a file or starts the
 * server. In Restricted Mode there is only the second.
 */
export async function transferLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const { uri } = document;
  const line = lineOf(document, /"strategies"\s*:/);
  const range = new vscode.Range(line, 0, line, 0);
  const run: vscode.Command = { command: 'lpRobustness.transfer', title: vscode.l10n.t('Run transfer experiment'), arguments: [uri] };
  const commands = [...(vscode.workspace.isTrusted ? [run] : []), ...(await lastTable(uri.fsPath))];
  return commands.map((command) => new vscode.CodeLens(range, command));
}

async function lastTable(file: string): Promise<vscode.Command[]> {
  const table = tableOf(file);
  const [made, written] = await Promise.all([timeOf(table), timeOf(file)]);
  if (made === undefined) return [];
  const isOlder = written !== undefined && written > made;
  const title = [vscode.l10n.t('transfer table'), age((Date.now() - made) / 1000), ...(isOlder ? [vscode.l10n.t('file written since')] : [])].join(', ');
  const tooltip = [...(isOlder ? [vscode.l10n.t('The file may ask for something else now than is in the table.')] : []), vscode.l10n.t('Opens the transfer table')].join('\n');
  return [{ ...openTransferCommand(vscode.Uri.file(table)), title, tooltip }];
}

function timeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
