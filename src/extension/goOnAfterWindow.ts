import * as vscode from 'vscode';
import { goOnAfterWindowRequest } from '../protocol/backgroundMessages';
import type { ServerConnection } from './serverConnection';
import { isSettingChanged, settings } from './settings';

/** Tells each life of the server whether evaluations go on in the background when the window is closed. */
export function keepServerTold(server: ServerConnection, log: vscode.LogOutputChannel): vscode.Disposable {
  let told = false; // what a fresh server takes for granted
  const tell = () => {
    const { kind } = server.state;
    if (kind !== 'ready' && kind !== 'busy') {
      told = false;
      return;
    }
    const goOn = settings.goOnInBackground;
    if (goOn === told) return;
    told = goOn;
    server.request(goOnAfterWindowRequest, { goOn }).catch((error: unknown) => log.warn(String(error)));
  };
  return vscode.Disposable.from(
    server.onDidChangeState(tell),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (isSettingChanged(event, 'goOnInBackground')) tell();
    }),
  );
}
