import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { Extension } from '../extensionParts';

/** What can be exported, and the end of its file's name. */
const endings = { csv: 'csv', json: 'json', markdown: 'md', latex: 'tex', svg: 'svg', html: 'html', png: 'png' } as const;
export type ExportEnding = keyof typeof endings;

/** Under which the folder of the last export is remembered. */
const folderKey = 'lpRobustness.exportFolder';

/**
 * Asks where to, and writes an export there. Whether a file is written over is the dialog's question.
 *
 * @param name of the file, without its ending
 * @param content is made once the user has chosen a place
 * @throws LPR-615 where the disk says no, and as `content` does
 */
export async function saveExport({ context }: Extension, title: string, name: string, format: ExportEnding, content: () => Promise<Uint8Array>): Promise<void> {
  const ending = endings[format];
  const folder = context.workspaceState.get<string>(folderKey) ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? os.homedir();
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.file(path.join(folder, `${name}.${ending}`)),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  if (target === undefined) return;
  await context.workspaceState.update(folderKey, path.dirname(target.fsPath));
  const bytes = await content();
  try {
    await vscode.workspace.fs.writeFile(target, bytes);
  } catch (error) {
    throw hostErrors.fileNotWritten({ file: target.fsPath, reason: error instanceof Error ? error.message : String(error) }, error);
  }
  void offerToOpen(target);
}

async function offerToOpen(target: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('Exported {0}.', path.basename(target.fsPath)), open);
  if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}
