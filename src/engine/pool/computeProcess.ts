import { fork, type ChildProcess } from 'node:child_process';
import { CancellationTokenSource, createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError, type MessageConnection, type RequestParam, type RequestType } from 'vscode-jsonrpc/node';
import { computeLogNotification, isAliveRequest } from '../../protocol/computeMessages';
import { hostErrors, LprError, type PlainError } from '../../protocol/errors';
import { LastOutput } from './lastOutput';

export interface ComputeProcessOptions {
  /** The built compute program, dist/compute.js. */
  readonly script: string;
  /** Variables on top of this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  /** A process that has not answered for so long is taken to hang. In milliseconds. */
  readonly patience: number;
  readonly onLog?: (line: string) => void;
}

/** How a compute process ended that nobody had asked to end. */
export class ComputeProcessEnded extends Error {
  override readonly name = 'ComputeProcessEnded';

  constructor(
    readonly kind: 'ended' | 'outOfMemory' | 'hung' | 'notStarted',
    readonly reason: string,
  ) {
    super(reason);
  }
}

/** How long a process may take to stop, when it was asked to, before it is killed. In milliseconds. */
const graceToEnd = 2000;

const ticksOfPatience = 8;

/**
 * One compute process and the connection to it. It lives until {@link end} or until it fails: then every request under
 * way, and every later one, rejects with {@link ComputeProcessEnded}. It ends by itself when this process dies, since
 * its channel closes then.
 */
export class ComputeProcess {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #output = new LastOutput();
  readonly #exited: Promise<void>;
  /** Rejects when the process has ended. */
  readonly #failed: Promise<never>;
  #hung = false;
  #isOver = false;
  #outstanding = 0;
  #watch: NodeJS.Timeout | undefined;

  constructor(private readonly options: ComputeProcessOptions) {
    this.#child = fork(options.script, [], {
      // Flags of this process, such as a debugger's port, are not for its children; in VS Code, Electron runs as Node.
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...(process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }), ...options.environment },
    });
    this.#output.listen(this.#child.stdout);
    this.#output.listen(this.#child.stderr);
    this.#connection = createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child));
    this.#connection.onNotification(computeLogNotification, (line) => this.options.onLog?.(line));
    this.#connection.onError(() => undefined); // A send to a process that has just died; its end is reported below.
    let ended: (error: ComputeProcessEnded) => void = () => undefined;
    this.#failed = new Promise<never>((_, reject) => (ended = reject));
    this.#failed.catch(() => undefined);
    this.#exited = new Promise((resolve) => {
      const over = (error: ComputeProcessEnded): void => {
        this.#isOver = true;
        clearInterval(this.#watch);
        ended(error);
        resolve();
      };
      this.#child.once('error', (error) => {
        if (this.#child.pid === undefined) over(new ComputeProcessEnded('notStarted', error.message));
      });
      // Its last words on stderr are read first. Not "close", which never comes after a disconnect from this side.
      this.#child.once('exit', (code, signal) => void this.#output.ended().then(() => over(this.#ending(code, signal))));
    });
    this.#connection.listen();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Asks the process and awaits its answer. An abort asks it to stop between two batches; that answer is awaited, so
   * that nothing runs on behind it, and a process that does not give it soon is killed.
   * @throws LprError as the process sent it, LPR-601 when aborted, {@link ComputeProcessEnded} when the process is gone.
   */
  async request<P, R>(type: RequestType<P, R, PlainError>, parameters: P, signal: AbortSignal): Promise<R> {
    if (signal.aborted) throw hostErrors.cancelled({});
    const cancellation = new CancellationTokenSource();
    let force: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      cancellation.cancel();
      // Native code, or a model that is being read, may not hear it for long; nothing is lost with the process.
      force = setTimeout(() => this.#child.kill('SIGKILL'), graceToEnd);
    };
    signal.addEventListener('abort', cancel, { once: true });
    this.#watchOver(1);
    try {
      const answer = this.#connection.sendRequest(type, parameters as RequestParam<P>, cancellation.token);
      answer.catch(() => undefined); // It loses the race when the process dies first.
      return await Promise.race([answer, this.#failed]);
    } catch (error) {
      if (error instanceof ResponseError) throw codedError(error as ResponseError<unknown>, signal);
      throw error;
    } finally {
      this.#watchOver(-1);
      signal.removeEventListener('abort', cancel);
      clearTimeout(force);
      cancellation.dispose();
    }
  }

  /** Ends the process, by force where it does not listen, and awaits that it is gone. */
  async end(): Promise<void> {
    clearInterval(this.#watch);
    if (this.#child.connected) this.#child.disconnect();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), graceToEnd);
    await this.#exited;
    clearTimeout(force);
    this.#connection.dispose();
  }

  /** While requests are under way, asks now and then whether the process is still there, between two batches. */
  #watchOver(change: 1 | -1): void {
    this.#outstanding += change;
    if (this.#outstanding === 0 || this.#isOver) {
      clearInterval(this.#watch);
      this.#watch = undefined;
      return;
    }
    if (this.#watch !== undefined) return;
    // Counted in ticks and not by the clock: a laptop that slept has not waited.
    let silentTicks = 0;
    let asked = false;
    this.#watch = setInterval(() => {
      silentTicks += 1;
      if (silentTicks > ticksOfPatience) {
        this.#hung = true;
        this.#child.kill('SIGKILL');
      } else if (!asked) {
        asked = true;
        this.#connection.sendRequest(isAliveRequest).then(
          () => {
            asked = false;
            silentTicks = 0;
          },
          () => undefined,
        );
      }
    }, this.options.patience / ticksOfPatience);
  }

  #ending(code: number | null, signal: NodeJS.Signals | null): ComputeProcessEnded {
    const lastWords = this.#output.lastLine();
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
    const reason = lastWords === undefined ? how : `${how}, ${lastWords}`;
    if (this.#hung) return new ComputeProcessEnded('hung', reason);
    return new ComputeProcessEnded(this.#output.mentionsMemory() ? 'outOfMemory' : 'ended', reason);
  }
}

function codedError(error: ResponseError<unknown>, signal: AbortSignal): LprError {
  if (isPlainError(error.data)) return LprError.fromPlain(error.data);
  if (signal.aborted) return hostErrors.cancelled({});
  return hostErrors.unexpected({ reason: error.message }, error);
}

function isPlainError(data: unknown): data is PlainError {
  return typeof data === 'object' && data !== null && 'code' in data && 'happened' in data && 'action' in data;
}
