import * as vscode from 'vscode';
import type { ServerConnection } from './serverConnection';
import type { ServerState } from './serverState';
import { isSettingChanged, settings } from './settings';

/** What the item shows in a state. */
export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly isFailure: boolean;
}

/** @param backend Name of the backend that computes, or what is asked for while that is not known. */
export function statusText(state: ServerState, backend: string): StatusText {
  const text = (icon: string, more?: string) => [`$(${icon}) Lp ${backend}`, ...(more === undefined ? [] : [more])].join(' ');
  const menu = vscode.l10n.t('Click for what can be done.');
  const tooltip = (line: string) => [vscode.l10n.t('Lp Robustness, backend {0}', backend), line, menu].join('\n');
  switch (state.kind) {
    case 'stopped':
      return { text: text('pulse'), tooltip: tooltip(vscode.l10n.t('The server starts when it is needed.')), isFailure: false };
    case 'starting':
      return {
        text: text('loading~spin'),
        tooltip: tooltip(state.again ? vscode.l10n.t('The server has ended and is being started again.') : vscode.l10n.t('The server is starting.')),
        isFailure: false,
      };
    case 'ready':
      return { text: text('pulse'), tooltip: tooltip(vscode.l10n.t('The server is ready.')), isFailure: false };
    case 'busy': {
      const { fraction, detail, count } = state.work;
      const more = count > 1 ? [vscode.l10n.t('{0} pieces of work are going on.', count)] : [];
      return {
        text: text('loading~spin', fraction === undefined ? undefined : `${Math.floor(fraction * 100)}\u00a0%`),
        tooltip: tooltip([detail, ...more].join('\n')),
        isFailure: false,
      };
    }
    case 'failed':
      return { text: text('error', vscode.l10n.t('failed')), tooltip: tooltip(`${state.error.happened} ${state.error.action} (${state.error.code})`), isFailure: true };
  }
}

/** The one item at the bottom of the window: backend and state of the server; a click opens the menu. */
export function createStatusBar(server: ServerConnection): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('lpRobustness.server', vscode.StatusBarAlignment.Left);
  item.name = 'Lp Robustness';
  item.command = 'lpRobustness.showMenu';
  const show = () => {
    const { text, tooltip, isFailure } = statusText(server.state, server.backend ?? settings.backend);
    item.text = text;
    item.tooltip = tooltip;
    // An icon has no words of its own.
    item.accessibilityInformation = { label: tooltip.replaceAll('\n', ' '), role: 'button' };
    item.backgroundColor = isFailure ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
  };
  show();
  item.show();
  const change = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!isSettingChanged(event, 'backend')) return;
    server.backend = undefined;
    show();
  });
  return vscode.Disposable.from(item, server.onDidChangeState(show), change);
}
