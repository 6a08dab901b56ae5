import * as vscode from 'vscode';
import { hostErrors, LprError } from '../protocol/errors';

const openLog = 'Open log';
const manageTrust = 'Manage workspace trust';

/** Makes any failure one with a code. */
export function asLprError(error: unknown): LprError {
  if (error instanceof LprError) return error;
  return hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
}

/** Tells the user what happened, what to do, and offers the next step. A cancelled piece of work needs no message. */
export async function showError(failure: unknown, log: vscode.LogOutputChannel): Promise<void> {
  const error = asLprError(failure);
  if (error.code === hostErrors.cancelled.code) return;
  log.error(error.message, ...(error.cause instanceof Error ? [error.cause] : []));
  const actions = error.code === hostErrors.untrustedWorkspace.code ? [manageTrust] : [openLog];
  const chosen = await vscode.window.showErrorMessage(`${error.happened} ${error.action} (${error.code})`, ...actions);
  if (chosen === openLog) log.show();
  if (chosen === manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
}
