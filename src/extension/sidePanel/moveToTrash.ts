import * as vscode from 'vscode';
import { runErrors } from '../../protocol/errors';
import type { Extension } from '../extensionParts';

/**
 * Moves folders to the trash; where there is none, as on most remote machines, the user is asked whether to delete them for good.
 *
 * @param question What is asked then, about those that could not be moved.
 * @returns the folders that are gone
 * @throws LPR-502 where one cannot be deleted
 */
export async function moveToTrash({ log }: Pick<Extension, 'log'>, folders: readonly string[], question: (kept: readonly string[]) => string): Promise<string[]> {
  const kept: string[] = [];
  for (const folder of folders) {
    try {
      await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: true });
    } catch (error) {
      log.info(`${folder} was not moved to the trash: ${String(error)}`);
      kept.push(folder);
    }
  }
  if (kept.length > 0 && (await isForGood(question(kept)))) {
    for (const folder of kept.splice(0)) await deleteForGood(folder);
  }
  return folders.filter((folder) => !kept.includes(folder));
}

async function isForGood(question: string): Promise<boolean> {
  const detail = vscode.l10n.t('It cannot be moved to the trash on this machine, and deleting cannot be undone.');
  const yes = vscode.l10n.t('Delete');
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

async function deleteForGood(folder: string): Promise<void> {
  try {
    await vscode.workspace.fs.delete(vscode.Uri.file(folder), { recursive: true, useTrash: false });
  } catch (error) {
    throw runErrors.unwritable({ path: folder, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
