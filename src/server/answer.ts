import { inspect } from 'node:util';
import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import type { z } from 'zod';
import { hostErrors, LprError, type PlainError } from '../protocol/errors';
import type { NotificationMessage, RequestMessage } from '../protocol/message';
import type { RunProgress } from '../protocol/run';
import { runProgressNotification } from '../protocol/serverMessages';

/**
 * Answers one kind of request: checks what comes in, and turns every failure into a response that carries its code.
 * `signal` is aborted when the extension cancels the request or the server ends.
 */
export function answer<P extends z.ZodType, R extends z.ZodType>(
  connection: Connection,
  work: WorkInProgress,
  message: RequestMessage<P, R>,
  handle: (params: z.output<P>, signal: AbortSignal) => Promise<z.output<R>>,
): void {
  connection.onRequest(message.method, async (received: unknown, token: CancellationToken) => {
    const params = message.params.safeParse(received);
    if (!params.success) return failed(hostErrors.invalidMessage({ method: message.method, reason: params.error.message }));
    try {
      return await work.run(token, (signal) => handle(params.data, signal));
    } catch (error) {
      const coded = error instanceof LprError ? error : hostErrors.unexpected({ reason: error instanceof Error ? error.message : String(error) }, error);
      if (coded.code !== hostErrors.cancelled.code) connection.console.error(`${coded.message}\n${inspect(error)}`);
      return failed(coded);
    }
  });
}

/** Tells the extension something; it checks what it hears. */
export function tell<P extends z.ZodType>(connection: Connection, message: NotificationMessage<P>, params: z.input<P>): void {
  connection.sendNotification(message.method, params).catch((error: unknown) => {
    connection.console.error(`${message.method} was not sent: ${String(error)}`);
  });
}

/** What a job is given to say how far it is, under the name of its piece of work, and to write to the log. */
export function toldUnder(connection: Connection, workId: string): { readonly onProgress: (progress: RunProgress) => void; readonly onLog: (line: string) => void } {
  return {
    onProgress: (progress) => tell(connection, runProgressNotification, { workId, progress }),
    onLog: (line) => connection.console.info(line),
  };
}

/** Why work is aborted when the server ends: a run that is to outlive the window goes on in another process then. */
export const serverEnds = Symbol('the server ends');

/** The pieces of work that go on, so that all of them can be ended before the process does. */
export class WorkInProgress {
  readonly #running = new Map<AbortController, Promise<unknown>>();
  readonly #afterwards: (() => Promise<void>)[] = [];

  async run<T>(token: CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    if (token.isCancellationRequested) controller.abort();
    const listener = token.onCancellationRequested(() => controller.abort());
    const result = work(controller.signal);
    this.#running.set(controller, result);
    try {
      return await result;
    } finally {
      listener.dispose();
      this.#running.delete(controller);
    }
  }

  /** What is kept from one piece of work to the next is ended by `finish`, when all work has. */
  afterwards(finish: () => Promise<void>): void {
    this.#afterwards.push(finish);
  }

  /** Aborts everything and waits until it has ended. */
  async end(): Promise<void> {
    const running = [...this.#running];
    for (const [controller] of running) controller.abort(serverEnds);
    await Promise.allSettled(running.map(([, result]) => result));
    await Promise.allSettled(this.#afterwards.map((finish) => finish()));
  }
}

function failed(error: LprError): ResponseError<PlainError> {
  const code = error.code === hostErrors.cancelled.code ? LSPErrorCodes.RequestCancelled : ErrorCodes.InternalError;
  return new ResponseError(code, error.message, error.toPlain());
}
