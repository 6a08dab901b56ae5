import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { z } from 'zod';
import { hostErrors, LprError } from '../protocol/errors';
import type { NotificationMessage, RequestMessage } from '../protocol/message';
import { plainErrorSchema } from '../protocol/serverMessages';
import type { ServerLife, ServerTimeLimits } from './languageClient';
import { RestartPolicy } from './restartPolicy';
import type { ServerState } from './serverState';
import { WorkList, type ShownWork, type WorkActions } from './shownWork';

/** A cold start on a machine that is busy with something else takes a few seconds. */
const defaultLimits: ServerTimeLimits = { start: 30_000, stop: 3000 };

interface Listener {
  readonly method: string;
  readonly receive: (params: unknown) => void;
}

/**
 * The one connection to the server, which runs in a process of its own. Nothing starts before the first request.
 *
 * Lifetime: made when the extension is first asked for something, ended with it. Within it the server may have many lives: when
 * it ends by itself it is started again as {@link RestartPolicy} says; requests in flight then fail with LPR-603. Once it
 * has failed it stays down, and requests fail with the state's error, until {@link restart}.
 */
export class ServerConnection implements vscode.Disposable {
  private readonly stateChange = new vscode.EventEmitter<ServerState>();
  private readonly listeners = new Map<Listener, vscode.Disposable | undefined>();
  private readonly answers = new Map<string, (params: unknown) => Promise<unknown>>();
  private policy: RestartPolicy;
  private current: ServerState = { kind: 'stopped' };
  private running: Promise<ServerLife> | undefined;
  private life: ServerLife | undefined;
  private lastBackend: string | undefined;
  /** Aborted when the present attempts to run the server are no longer wanted. */
  private wanted = new AbortController();

  readonly onDidChangeState = this.stateChange.event;
  readonly work = new WorkList();

  /**
   * @param module Path of the built server.
   * @param environment For its process, beside this one's own.
   */
  constructor(
    private readonly module: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly limits: ServerTimeLimits = defaultLimits,
    private readonly firstPolicy = new RestartPolicy(),
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    this.policy = firstPolicy;
    this.work.onDidChange(() => this.showWork());
  }

  get state(): ServerState {
    return this.current;
  }

  /**
   * Asks the server and checks its answer. Starts it where it has not been started; waits while it is being restarted.
   * @throws LprError with the server's own code; LPR-601 where the token was cancelled, LPR-602, 603 or 620 where the server fails
   */
  async request<P extends z.ZodType, R extends z.ZodType>(
    message: RequestMessage<P, R>,
    params: z.input<P>,
    token?: vscode.CancellationToken,
  ): Promise<z.output<R>> {
    const client = await this.start();
    let answer: unknown;
    try {
      // A token that is undefined would be sent as a second parameter.
      answer = await (token === undefined ? client.sendRequest(message.method, params) : client.sendRequest(message.method, params, token));
    } catch (error) {
      throw errorOfRequest(error, token);
    }
    const result = message.result.safeParse(answer);
    if (!result.success) throw hostErrors.invalidMessage({ method: message.method, reason: result.error.message });
    return result.data;
  }

  /** Starts the server where it is not running, for what the language client does by itself. @throws LPR-602 */
  async wake(): Promise<void> {
    await this.start();
  }

  /** Answers a request that the server makes, in each of its lives; the server checks the answer. */
  answer<P extends z.ZodType, R extends z.ZodType>(message: RequestMessage<P, R>, handle: (params: z.output<P>) => Promise<z.input<R>>): void {
    this.answers.set(message.method, async (params) => handle(message.params.parse(params)));
  }

  /** Hears what the server tells in each of its lives, until the result is disposed. A message that is not understood is logged. */
  listen<P extends z.ZodType>(message: NotificationMessage<P>, receive: (params: z.output<P>) => void): vscode.Disposable {
    const listener: Listener = {
      method: message.method,
      receive: (params) => {
        const result = message.params.safeParse(params);
        if (result.success) receive(result.data);
        else this.log.error(`${message.method}: ${result.error.message}`);
      },
    };
    this.listeners.set(listener, this.life?.client.onNotification(listener.method, listener.receive));
    return new vscode.Disposable(() => {
      this.listeners.get(listener)?.dispose();
      this.listeners.delete(listener);
    });
  }

  /** Name of the backend that computed last, as far as this window knows. */
  get backend(): string | undefined {
    return this.lastBackend;
  }

  set backend(name: string | undefined) {
    if (name === this.lastBackend) return;
    this.lastBackend = name;
    this.stateChange.fire(this.current);
  }

  /** Shows a piece of work as going on, until the result is disposed. */
  beginWork(id: string, actions?: WorkActions): ShownWork {
    return this.work.begin(id, actions);
  }

  /** Ends the server, whatever state it is in, and starts it anew. @throws LprError LPR-602 */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends the server; the next request starts it again. Nothing of it is left when this resolves. */
  async stop(): Promise<void> {
    const { running } = this;
    this.wanted.abort();
    this.wanted = new AbortController();
    this.running = undefined;
    this.life = undefined;
    this.policy = this.firstPolicy;
    const life = await running?.catch(() => undefined);
    await life?.close();
    if (!this.isWanted()) this.setState({ kind: 'stopped' });
  }

  dispose(): void {
    void this.stop().finally(() => {
      vscode.Disposable.from(this.stateChange, this.work).dispose();
    });
  }

  /** Whether somebody needs the server, and it runs or is being started. */
  private isWanted(): boolean {
    return this.running !== undefined;
  }

  private async start(): Promise<LanguageClient> {
    const { signal } = this.wanted;
    for (;;) {
      if (this.current.kind === 'failed') throw LprError.fromPlain(this.current.error);
      this.running ??= this.run(false, 0);
      const life = await this.running;
      if (life.process.isConnected || signal.aborted) return life.client;
      // Its channel closes a moment before its end is told: what is asked in between is for the next life.
      await life.process.ended;
    }
  }

  /** Starts the server, again and again as the policy allows, until it runs. @throws LprError once it has failed */
  private async run(again: boolean, delay: number): Promise<ServerLife> {
    const { signal } = this.wanted;
    const isUnwanted = () => signal.aborted;
    for (let isAgain = again, waiting = delay; ; isAgain = true) {
      this.setState({ kind: 'starting', again: isAgain });
      // An end of waiting that was cut short is noticed below.
      if (waiting > 0) await wait(waiting, undefined, { signal }).catch(() => undefined);
      if (isUnwanted()) throw hostErrors.cancelled({});
      const { openLanguageClient } = await (await import('./loadLanguageClient')).loadLanguageClient();
      const start = await openLanguageClient(this.module, this.log, this.limits, signal, (garbage) => this.log.error(hostErrors.serverGarbage({ garbage }).message), this.environment);
      if (start.kind === 'running') {
        if (!isUnwanted()) this.begin(start.life, signal);
        return start.life; // an unwanted one is closed by stop(), which waits for it
      }
      if (isUnwanted()) throw hostErrors.cancelled({});
      const { reason, isSilent } = start;
      this.log.error(`The server did not start: ${reason}.`);
      const next = isSilent ? undefined : this.policy.next(performance.now());
      if (next === undefined) throw this.fail(hostErrors.serverNotStarted({ reason }));
      this.policy = next.policy;
      waiting = next.wait;
    }
  }

  private begin(life: ServerLife, signal: AbortSignal): void {
    this.life = life;
    for (const [method, handle] of this.answers) life.client.onRequest(method, handle);
    for (const listener of this.listeners.keys()) this.listeners.set(listener, life.client.onNotification(listener.method, listener.receive));
    this.setState({ kind: 'ready' });
    this.showWork();
    void life.process.ended.then((how) => {
      if (!signal.aborted) this.serverHasEnded(how);
    });
  }

  /** The server has ended by itself. */
  private serverHasEnded(how: string): void {
    this.life = undefined;
    const next = this.policy.next(performance.now());
    if (next === undefined) {
      this.fail(hostErrors.serverFailed({ how }));
      this.log.error(`The server ended with ${how}.`);
      return;
    }
    this.policy = next.policy;
    this.running = this.run(true, next.wait);
    this.running.catch(() => undefined); // told by the state; whoever needs the server meanwhile hears it, too
    this.log.warn(`The server ended with ${how}; it is started again in ${next.wait / 1000} s.`);
  }

  private fail(error: LprError): LprError {
    this.running = undefined;
    this.setState({ kind: 'failed', error: error.toPlain() });
    return error;
  }

  private showWork(): void {
    if (this.current.kind !== 'ready' && this.current.kind !== 'busy') return;
    const work = this.work.state;
    this.setState(work === undefined ? { kind: 'ready' } : { kind: 'busy', work });
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
