import * as vscode from 'vscode';
import { mayDeleteRunRequest, type ListedRun } from '../../protocol/runListMessages';
import type { Extension } from '../extensionParts';
import { moveToTrash } from './moveToTrash';
import { runLabel } from './runText';

/**
 * Moves runs to the trash, or, where there is none and the user says so, deletes them for good. If any is being written none is
 * deleted.
 *
 * @returns the folders that are gone
 * @throws LPR-503 where a process writes one of them, LPR-502 where one cannot be deleted
 */
export async function deleteRuns(extension: Pick<Extension, 'server' | 'log'>, runs: readonly ListedRun[]): Promise<string[]> {
  for (const { folder } of runs) await extension.server.request(mayDeleteRunRequest, { run: folder });
  const question = (kept: readonly string[]): string => {
    const run = runs.find(({ folder }) => folder === kept[0]);
    return kept.length === 1 && run !== undefined ? vscode.l10n.t('Delete the run {0} for good?', runLabel(run, 'none')) : vscode.l10n.t('Delete {0} runs for good?', kept.length);
  };
  return moveToTrash(extension, runs.map(({ folder }) => folder), question);
}
