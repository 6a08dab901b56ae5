import * as vscode from 'vscode';
import { hostErrors, LprError } from '../protocol/errors';

const openLog = vscode.l10n.t('Open log');
const manageTrust = vscode.l10n.t('Manage workspace trust');
const restartServer = vscode.l10n.t('Restart the server');

const serverFailures: readonly string[] = [hostErrors.serverNotStarted.code, hostErrors.serverFailed.code];
/** The failure of the server whose message is on screen: whoever needed it would show the same again. */
let shownFailure: string | undefined;

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
  const isServerFailure = serverFailures.includes(error.code);
  if (isServerFailure && shownFailure === error.message) return;
  if (isServerFailure) shownFailure = error.message;
  const chosen = await vscode.window.showErrorMessage(`${error.happened} ${error.action} (${error.code})`, ...actionsFor(error.code));
  if (isServerFailure) shownFailure = undefined;
  if (chosen === openLog) log.show();
  if (chosen === manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
  if (chosen === restartServer) await vscode.commands.executeCommand('lpRobustness.restartServer');
}

function actionsFor(code: string): string[] {
  if (code === hostErrors.untrustedWorkspace.code) return [manageTrust];
  return serverFailures.includes(code) ? [restartServer, openLog] : [openLog];
}
