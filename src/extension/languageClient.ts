import type * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, State, TransportKind } from 'vscode-languageclient/node';

export interface ClientEvents {
  running(): void;
  restarting(): void;
  /** The server has ended too often, or was stopped: it does not come back by itself. */
  ended(): void;
}

const withinMilliseconds = 3 * 60_000;

/** Starts the server as a language server over IPC. */
export async function openLanguageClient(
  module: string,
  log: vscode.LogOutputChannel,
  maximumRestarts: number,
  events: ClientEvents,
): Promise<{ client: LanguageClient; disposable: { dispose(): void } }> {
  const ends: number[] = [];
  const server = { module, transport: TransportKind.ipc };
  const client = new LanguageClient(
    'lpRobustness',
    'Lp Robustness',
    { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
    {
      outputChannel: log,
      // Failures are shown by the command that failed, once.
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const now = Date.now();
          ends.push(now);
          const restart = ends.filter((end) => end > now - withinMilliseconds).length <= maximumRestarts;
          if (!restart) events.ended();
          return { action: restart ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true };
        },
      },
    },
  );
  const disposable = client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) events.running();
    else if (newState === State.Starting) events.restarting();
  });
  await client.start();
  return { client, disposable };
}
