import * as vscode from 'vscode';
import { CloseAction, ErrorAction, IPCMessageWriter, LanguageClient, RevealOutputChannelOn } from 'vscode-languageclient/node';
import type { WorkspaceState } from '../protocol/experimentFileMessages';
import { ServerChannelReader } from './serverChannel';
import { ServerProcess } from './serverProcess';

/** The files whose text the server is sent; its language features are for no others. */
const experimentFiles = ['**/*.lprobust.json', '**/*.lptrain.json', '**/*.lptransfer.json'].map((pattern) => ({ scheme: 'file', pattern }));

/** How long the server may take, in milliseconds. */
export interface ServerTimeLimits {
  /** Until it has answered the first message. */
  readonly start: number;
  /** Until it has stopped after it was asked to; it is killed then. */
  readonly stop: number;
}

/** One life of the server: its process and the language client that talks to it. Another life needs another of these. */
export interface ServerLife {
  readonly client: LanguageClient;
  readonly process: ServerProcess;
  /** Asks the server to stop, and kills it where it does not; it is gone when this resolves. Never rejects. */
  close(): Promise<void>;
}

export type ServerStart =
  | { readonly kind: 'running'; readonly life: ServerLife }
  /** Nothing of it is left. `isSilent`: it ran but said nothing, and another try would take as long. */
  | { readonly kind: 'failed'; readonly reason: string; readonly isSilent: boolean };

/** Failures are shown by the command that failed, once, with a code; the client's own words go to the log. */
class QuietLanguageClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/**
 * Starts the server in a process of its own as a language server over IPC.
 * @param onGarbage Told once, before the process is killed, when the server sends something that is no message.
 * @param signal Aborted: it is not waited for any longer.
 * @throws never
 */
export async function openLanguageClient(
  module: string,
  log: vscode.LogOutputChannel,
  limits: ServerTimeLimits,
  signal: AbortSignal,
  onGarbage: (garbage: string) => void,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerStart> {
  const process = new ServerProcess(module, (line) => log.info(line), environment);
  let garbage: string | undefined;
  const reader = new ServerChannelReader(process.child, (received) => {
    if (garbage !== undefined) return;
    garbage = describe(received);
    onGarbage(garbage);
    process.kill();
  });
  const transports = { reader, writer: new IPCMessageWriter(process.child) };
  const client = new QuietLanguageClient('lpRobustness', 'Lp Robustness', () => Promise.resolve(transports), {
    documentSelector: experimentFiles,
    initializationOptions: () => ({ isTrusted: vscode.workspace.isTrusted }) satisfies WorkspaceState,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The connection starts another life, or does not: each with a client of its own.
      closed: () => ({ action: CloseAction.DoNotRestart, handled: true }),
    },
  });
  const giveUp = () => process.kill();
  signal.addEventListener('abort', giveUp);
  let patience: NodeJS.Timeout | undefined;
  const silence = new Promise<'silence'>((resolve) => (patience = setTimeout(resolve, limits.start, 'silence')));
  const started = client.start().then(() => 'started' as const);
  started.catch(() => undefined); // It loses the race when the process ends first.
  try {
    const outcome = await Promise.race([started, process.ended, silence]);
    if (outcome === 'started') {
      const life: ServerLife = { client, process, close: () => closeLanguageClient(life, log, limits) };
      return { kind: 'running', life };
    }
    const isSilent = outcome === 'silence';
    process.kill();
    await process.ended;
    if (isSilent) return { kind: 'failed', reason: `it did not answer within ${limits.start / 1000} s`, isSilent };
    return { kind: 'failed', reason: garbage === undefined ? `it ended at once with ${outcome}` : `it sent ${garbage}`, isSilent };
  } catch (error) {
    process.kill();
    await process.ended;
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error), isSilent: false };
  } finally {
    clearTimeout(patience);
    signal.removeEventListener('abort', giveUp);
  }
}

async function closeLanguageClient({ client, process }: ServerLife, log: vscode.LogOutputChannel, limits: ServerTimeLimits): Promise<void> {
  const force = setTimeout(() => {
    log.warn(`The server did not stop within ${limits.stop / 1000} s and is killed.`);
    process.kill();
  }, limits.stop);
  try {
    // The client's own limit is the longer one.
    await Promise.race([client.stop(limits.stop + 1000), process.ended]);
  } catch (error) {
    log.debug(`Stopping the server: ${String(error)}`);
  }
  await process.end(limits.stop);
  clearTimeout(force);
}

function describe(received: unknown): string {
  const text = typeof received === 'string' ? received : JSON.stringify(received);
  return `${text.slice(0, 100)}${text.length > 100 ? '...' : ''}, which is no message`;
}
