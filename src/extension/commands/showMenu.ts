import * as vscode from 'vscode';
import type { Extension } from '../extensionParts';

/** An entry of the menu, with what it does. */
type Entry = vscode.QuickPickItem & { readonly run?: () => unknown };

/** **Show menu**: what can be done in the state that the server is in; a click on the status bar opens it, too. */
export async function showMenu(extension: Extension): Promise<void> {
  const title = vscode.l10n.t('Lp Robustness');
  const chosen = await vscode.window.showQuickPick<Entry>(entries(extension), { title, placeHolder: vscode.l10n.t('Choose what to do'), matchOnDescription: true });
  await chosen?.run?.();
}

function entries(extension: Extension): Entry[] {
  const { server, log } = extension;
  const command = (name: string) => () => vscode.commands.executeCommand(`lpRobustness.${name}`);
  const group = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const failed: Entry[] = server.state.kind === 'failed' ? [{ label: `$(error) ${server.state.error.happened}`, description: server.state.error.code, detail: server.state.error.action, alwaysShow: true }] : [];
  const isBusy = server.work.all.length > 0;
  return [
    ...failed,
    ...(isBusy ? [group(vscode.l10n.t('Going on')), ...workEntries(extension)] : []),
    group(vscode.l10n.t('Results')),
    { label: `$(pulse) ${vscode.l10n.t('Evaluate Lp robustness')}`, ...untrusted(), run: command('evaluate') },
    { label: `$(graph) ${vscode.l10n.t('Open a report')}`, run: command('openReport') },
    group(vscode.l10n.t('Backends')),
    { label: `$(checklist) ${vscode.l10n.t('Check backends')}`, run: command('doctor') },
    { label: `$(cloud-download) ${vscode.l10n.t('Install a backend')}`, run: command('installBackend') },
    group(vscode.l10n.t('Server')),
    {
      label: `$(debug-restart) ${vscode.l10n.t('Restart the server')}`,
      ...(isBusy ? { description: vscode.l10n.t('interrupts what is going on; finished parts are kept') } : {}),
      run: command('restartServer'),
    },
    { label: `$(output) ${vscode.l10n.t('Open log')}`, run: () => log.show() },
    { label: `$(gear) ${vscode.l10n.t('Settings')}`, run: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:lp-robustness.lp-robustness') },
  ];
}

function workEntries({ server }: Extension): Entry[] {
  return server.work.all.flatMap(({ name, detail, show, cancel, continueInBackground }): Entry[] => [
    ...(show === undefined ? [] : [{ label: `$(eye) ${vscode.l10n.t('Show {0}', name)}`, description: detail.replace(`${name}: `, ''), run: show }]),
    ...(continueInBackground === undefined
      ? []
      : [{ label: `$(server-process) ${vscode.l10n.t('Continue {0} in the background', name)}`, description: vscode.l10n.t('goes on when the window is closed'), run: continueInBackground }]),
    { label: `$(debug-stop) ${vscode.l10n.t('Cancel {0}', name)}`, ...(show === undefined ? { description: detail.replace(`${name}: `, '') } : {}), run: cancel },
  ]);
}

const untrusted = () => (vscode.workspace.isTrusted ? {} : { description: vscode.l10n.t('needs a trusted workspace') });
