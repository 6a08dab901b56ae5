import * as vscode from 'vscode';
import type { ServerConnection } from './serverConnection';
import type { ServerState } from './serverState';

/** Shows the server's state at the bottom of the window, from its first start on; a click does what helps in that state. */
export function createStatusBar(server: ServerConnection): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('lpRobustness.server', vscode.StatusBarAlignment.Left);
  item.name = 'Lp Robustness';
  const show = (state: ServerState) => {
    item.backgroundColor = undefined;
    item.command = 'lpRobustness.evaluate';
    switch (state.kind) {
      case 'stopped':
        item.hide();
        return;
      case 'starting':
        item.text = '$(loading~spin) Lp Robustness';
        item.tooltip = 'Starting the server';
        break;
      case 'ready':
        item.text = '$(pulse) Lp Robustness';
        item.tooltip = 'Evaluate Lp robustness';
        break;
      case 'busy':
        item.text = `$(loading~spin) ${state.detail}`;
        item.tooltip = 'Lp Robustness is working; a click shows the log';
        item.command = 'lpRobustness.showLog';
        break;
      case 'failed':
        item.text = '$(error) Lp Robustness';
        item.tooltip = `${state.error.happened} ${state.error.action}`;
        item.command = 'lpRobustness.showLog';
        item.backgroundColor = new vscode.ThemeColor('statusBarItem.errorBackground');
        break;
    }
    item.show();
  };
  const listener = server.onDidChangeState(show);
  return vscode.Disposable.from(item, listener);
}
