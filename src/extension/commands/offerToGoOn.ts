import * as vscode from 'vscode';
import type { LprError } from '../../protocol/errors';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';

const goOn = vscode.l10n.t('Go on');
const openLog = vscode.l10n.t('Open log');

/** The server has ended under a piece of work: what was finished is on the disk, so that it can go on. */
export async function offerToGoOn({ log }: Pick<Extension, 'log'>, message: string, error: LprError, again: () => Promise<unknown>): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(`${message} (${error.code})`, goOn, openLog);
  if (chosen === openLog) log.show();
  if (chosen === goOn) await again().catch((failure: unknown) => showError(failure, log));
}
