import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { z } from 'zod';
import { hostErrors, LprError } from '../protocol/errors';
import type { NotificationMessage, RequestMessage } from '../protocol/message';
import { plainErrorSchema } from '../protocol/serverMessages';
import { openLanguageClient } from './languageClient';
import type { ServerState } from './serverState';

/** How often the server may end within three minutes before it stays down until it is needed again. */
const maximumRestarts = 3;

/** A piece of work that the status bar shows until it is disposed. */
export interface ShownWork {
  update(detail: string): void;
  dispose(): void;
}

/**
 * The one connection to the server, which runs in a process of its own. Nothing starts before the first request.
 *
 * Lifetime: made at activation, ended with the extension. The server may end and start again within it: requests in
 * flight then fail with LPR-603.
 */
export class ServerConnection implements vscode.Disposable {
  private readonly stateChange = new vscode.EventEmitter<ServerState>();
  private readonly disposables: { dispose(): void }[] = [this.stateChange];
  private client: Promise<LanguageClient> | undefined;
  private current: ServerState = { kind: 'stopped' };
  private readonly work = new Map<string, string>();

  readonly onDidChangeState = this.stateChange.event;

  /** @param module Path of the built server. */
  constructor(
    private readonly module: string,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  get state(): ServerState {
    return this.current;
  }

  /**
   * Asks the server and checks its answer.
   * @throws LprError with the server's own code; LPR-601 where the token was cancelled, LPR-602 or LPR-603 where the server fails
   */
  async request<P extends z.ZodType, R extends z.ZodType>(
    message: RequestMessage<P, R>,
    params: z.input<P>,
    token?: vscode.CancellationToken,
  ): Promise<z.output<R>> {
    const client = await this.start();
    let answer: unknown;
    try {
      answer = await client.sendRequest(message.method, params, token);
    } catch (error) {
      throw errorOfRequest(error, token);
    }
    const result = message.result.safeParse(answer);
    if (!result.success) throw hostErrors.invalidMessage({ method: message.method, reason: result.error.message });
    return result.data;
  }

  /** Hears what the server tells, for as long as the result is not disposed. A message that is not understood is logged. */
  async listen<P extends z.ZodType>(message: NotificationMessage<P>, listener: (params: z.output<P>) => void): Promise<{ dispose(): void }> {
    const client = await this.start();
    return client.onNotification(message.method, (params: unknown) => {
      const result = message.params.safeParse(params);
      if (result.success) listener(result.data);
      else this.log.error(`${message.method}: ${result.error.message}`);
    });
  }

  /** Shows a piece of work as going on, until the result is disposed. */
  beginWork(id: string): ShownWork {
    const update = (detail: string) => {
      this.work.set(id, detail);
      this.showWork();
    };
    const dispose = () => {
      this.work.delete(id);
      this.showWork();
    };
    return { update, dispose };
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) await (await client).stop();
    this.setState({ kind: 'stopped' });
  }

  dispose(): void {
    void this.stop().catch((error: unknown) => {
      this.log.error(String(error));
    });
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private start(): Promise<LanguageClient> {
    this.client ??= this.open().catch((error: unknown) => {
      this.client = undefined; // the next request tries again
      const failure = hostErrors.serverNotStarted({ reason: error instanceof Error ? error.message : String(error) }, error);
      this.setState({ kind: 'failed', error: failure.toPlain() });
      throw failure;
    });
    return this.client;
  }

  private async open(): Promise<LanguageClient> {
    this.setState({ kind: 'starting' });
    const { client, disposable } = await openLanguageClient(this.module, this.log, maximumRestarts, {
      running: () => {
        this.setState({ kind: 'ready' });
        this.showWork();
      },
      restarting: () => this.setState({ kind: 'starting' }),
      ended: () => {
        this.client = undefined;
        this.setState({ kind: 'failed', error: hostErrors.serverEnded({}).toPlain() });
      },
    });
    this.disposables.push(disposable);
    return client;
  }

  private showWork(): void {
    if (this.current.kind !== 'ready' && this.current.kind !== 'busy') return;
    const detail = [...this.work.values()].at(-1);
    this.setState(detail === undefined ? { kind: 'ready' } : { kind: 'busy', detail });
  }

  private setState(state: ServerState): void {
    this.current = state;
    this.stateChange.fire(state);
  }
}

function errorOfRequest(error: unknown, token: vscode.CancellationToken | undefined): LprError {
  const plain = plainErrorSchema.safeParse(error instanceof Error && 'data' in error ? error.data : undefined);
  if (plain.success) return LprError.fromPlain(plain.data);
  if (token?.isCancellationRequested === true) return hostErrors.cancelled({}, error);
  return hostErrors.serverEnded({}, error);
}
