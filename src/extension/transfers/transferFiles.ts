import path from 'node:path';
import type * as vscode from 'vscode';
import { transferEnding, transferFolder } from '../../protocol/transferNames';
import { runFolderOf } from '../choices/choice';

export function isTransferFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(transferEnding);
}

/** Where the table of a transfer file lies, whether there is one yet or not. */
export function tableOf(file: string): string {
  return path.join(transferFolder(path.join(runFolderOf(file), '.lp-robustness'), file), 'report.json');
}
