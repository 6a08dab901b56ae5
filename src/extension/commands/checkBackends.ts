import * as vscode from 'vscode';
import { doctorRequest, type BackendStatus } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';

/** **Check backends**: which of them work here, why the others do not, and what to do; a choice installs one. */
export async function checkBackends(extension: Extension): Promise<readonly BackendStatus[]> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Checking the backends of Lp Robustness ...'), cancellable: true };
  const { backends } = await vscode.window.withProgress(options, (_, token) => extension.server.request(doctorRequest, {}, token));
  for (const backend of backends) extension.log.info(line(backend));
  extension.server.backend ??= backends.find(({ chosen }) => chosen)?.name;
  // The picks stay open for as long as the user reads, and the check is done.
  void showBackends(backends).catch((error: unknown) => showError(error, extension.log));
  return backends;
}

const line = ({ name, works, detail, action }: BackendStatus) => [works ? vscode.l10n.t('{0} works: {1}', name, detail) : vscode.l10n.t('{0} does not work: {1}', name, detail), action].filter(Boolean).join(' ');

async function showBackends(backends: readonly BackendStatus[]): Promise<void> {
  const offers = backends.map((backend) => ({
    label: `$(${backend.works ? 'pass' : 'circle-slash'}) ${backend.name}`,
    description: [backend.works ? vscode.l10n.t('works') : vscode.l10n.t('does not work'), ...(backend.chosen ? [vscode.l10n.t('taken by auto')] : [])].join(', '),
    detail: [backend.detail, backend.action].filter(Boolean).join(' '),
    backend,
  }));
  const chosen = await vscode.window.showQuickPick(offers, {
    title: vscode.l10n.t('Backends of Lp Robustness'),
    placeHolder: vscode.l10n.t('Choose one to see all about it, or to install it'),
  });
  if (chosen === undefined) return;
  // A quick pick cuts long lines off.
  const install = vscode.l10n.t('Install {0}', chosen.backend.name);
  const next = await vscode.window.showInformationMessage(line(chosen.backend), ...(chosen.backend.installable ? [install] : []));
  if (next === install) await vscode.commands.executeCommand('lpRobustness.installBackend', chosen.backend.name);
}

