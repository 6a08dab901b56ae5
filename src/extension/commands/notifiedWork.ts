import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { runProgressNotification } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';
import { describeProgress, type DescribedProgress } from './describeProgress';

/** A long piece of work of the server. */
export interface NotifiedWork<T> {
  /** For people, in the notification and the status bar: "Critical epsilons of mnist-lp". */
  readonly name: string;
  /** Cancels it, whoever asks; it is disposed at the end. */
  readonly cancellation: vscode.CancellationTokenSource;
  /** Its progress begins anew with each phase, so that a bar would be full long before the end. */
  readonly hasPhases?: boolean;
  readonly onProgress?: (progress: DescribedProgress) => void;
  /** Asks the server; progress comes under `workId`. */
  readonly ask: (workId: string, token: vscode.CancellationToken) => Promise<T>;
}

/**
 * Works while a notification, with Cancel, and the status bar show how far it is.
 * @throws what `ask` throws
 */
export function withNotification<T>({ server }: Pick<Extension, 'server'>, { name, cancellation, hasPhases = false, onProgress, ask }: NotifiedWork<T>): Promise<T> {
  const id = randomUUID();
  const work = server.beginWork(id, { name, cancel: () => cancellation.cancel() });
  const options = { location: vscode.ProgressLocation.Notification, title: name, cancellable: true };
  const run = async (notification: vscode.Progress<{ message?: string; increment?: number }>, token: vscode.CancellationToken): Promise<T> => {
    let percent = 0;
    const listener = server.listen(runProgressNotification, ({ workId, progress }) => {
      if (workId !== id) return;
      const described = describeProgress(progress);
      const { message, timeLeft, fraction } = described;
      const text = [message, timeLeft].filter(Boolean).join(', ');
      const now = fraction === undefined ? percent : Math.round(fraction * 100);
      notification.report({ message: text, ...(hasPhases ? {} : { increment: Math.max(0, now - percent) }) });
      percent = Math.max(percent, now);
      work.update(`${name}: ${text}`, fraction);
      onProgress?.(described);
    });
    const cancelled = token.onCancellationRequested(() => cancellation.cancel());
    try {
      return await ask(id, cancellation.token);
    } finally {
      vscode.Disposable.from(listener, cancelled, work, cancellation).dispose();
    }
  };
  return Promise.resolve(vscode.window.withProgress(options, run));
}
