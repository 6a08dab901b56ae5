import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { transferFileRequest } from '../../protocol/transferMessages';
import { transferName } from '../../protocol/transferNames';
import { runFolderOf } from '../choices/choice';
import { withNotification } from '../commands/notifiedWork';
import { offerToGoOn } from '../commands/offerToGoOn';
import type { Extension } from '../extensionParts';
import { openTransferEditor } from '../panels/transferEditor';
import { asLprError, showError } from '../showError';

const goOn = vscode.l10n.t('Go on');

/** Where the report of a finished experiment is. */
export interface TransferOutcome {
  readonly folder: string;
}

/** The experiments that this window runs, by their files: the same trainings are not begun twice. */
const running = new Map<string, Promise<TransferOutcome>>();

/**
 * Runs a transfer file as it is, and opens its table. What is not saved yet is saved first. One that goes on already is waited for.
 * @throws LprError: LPR-601 where it was cancelled, which is told, with a way on
 */
export async function runTransfer(extension: Extension, uri: vscode.Uri): Promise<TransferOutcome> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const file = uri.fsPath;
  const name = transferName(file);
  const known = running.get(file);
  if (known !== undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The transfer experiment {0} is going on already.', name));
    // Whoever began it tells how it ends.
    return known.catch((error: unknown) => {
      throw hostErrors.cancelled({}, error);
    });
  }
  const work = saveAndRun(extension, file, name).finally(() => running.delete(file));
  running.set(file, work);
  try {
    return await work;
  } catch (error) {
    const failure = asLprError(error);
    const again = () => runTransfer(extension, uri);
    if (failure.code === hostErrors.cancelled.code) void tellCancelled(extension, name, again);
    else if (failure.code === hostErrors.serverEnded.code) void offerToGoOn(extension, vscode.l10n.t('The transfer experiment {0} was interrupted: {1}', name, failure.happened), failure, again);
    else throw error;
    throw hostErrors.cancelled({}, error);
  }
}

async function saveAndRun(extension: Extension, file: string, name: string): Promise<TransferOutcome> {
  const { server, runs, trainings } = extension;
  await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file && document.isDirty)?.save();
  try {
    const outcome = await withNotification(extension, {
      name: vscode.l10n.t('Transfer experiment {0}', name),
      cancellation: new vscode.CancellationTokenSource(),
      hasPhases: true,
      ask: (workId, token) => server.request(transferFileRequest, { workId, folder: runFolderOf(file), file }, token),
    });
    await openTransferEditor(outcome.folder, { preserveFocus: true });
    return outcome;
  } finally {
    // It has trained and evaluated, however it ended.
    runs.refresh();
    trainings.changes.tell();
  }
}

async function tellCancelled({ log }: Pick<Extension, 'log'>, name: string, again: () => Promise<unknown>): Promise<void> {
  const message = vscode.l10n.t('The transfer experiment {0} was cancelled. What is trained and tested is kept, and the same command goes on from there.', name);
  if ((await vscode.window.showInformationMessage(message, goOn)) === goOn) await again().catch((failure: unknown) => showError(failure, log));
}
