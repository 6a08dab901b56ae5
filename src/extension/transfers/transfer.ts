import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { transferEnding } from '../../protocol/transferNames';
import type { Offer } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { newTransfer } from './newTransfer';
import { runTransfer, type TransferOutcome } from './runTransfer';
import { isTransferFile } from './transferFiles';

const mostFiles = 500;

/**
 * **Run transfer experiment**: the transfer file that was pointed at or is being edited, or one of the workspace. Where there is none,
 * one is written for the data that the user chooses.
 *
 * @param argument A file.
 * @returns undefined where the user gave up, or has a new file to look through
 * @throws LprError
 */
export async function transfer(extension: Extension, argument?: unknown): Promise<TransferOutcome | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  if (uri instanceof vscode.Uri && isTransferFile(uri)) return runTransfer(extension, uri);
  const files = await vscode.workspace.findFiles(`**/*${transferEnding}`, '**/{node_modules,.lp-robustness}/**', mostFiles);
  const chosen = files.length === 0 ? 'new' : await chooseFile(files);
  if (chosen instanceof vscode.Uri) return runTransfer(extension, chosen);
  if (chosen === 'new') await newTransfer();
  return undefined;
}

async function chooseFile(files: readonly vscode.Uri[]): Promise<vscode.Uri | 'new' | undefined> {
  const own = files.toSorted((a, b) => a.fsPath.localeCompare(b.fsPath)).map((file): Offer<vscode.Uri | 'new'> => ({ label: path.basename(file.fsPath, transferEnding), description: vscode.workspace.asRelativePath(file), value: file }));
  const offers: Offer<vscode.Uri | 'new'>[] = [...own, { label: `$(add) ${vscode.l10n.t('New transfer experiment...')}`, alwaysShow: true, value: 'new' }];
  return (await vscode.window.showQuickPick(offers, { title: vscode.l10n.t('Run transfer experiment'), placeHolder: vscode.l10n.t('Choose a transfer file') }))?.value;
}
