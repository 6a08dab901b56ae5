import * as vscode from 'vscode';
import { hostErrors, type PlainError } from '../../protocol/errors';
import { reportRequests } from '../../protocol/reportDetails';
import type { ReportAsked } from '../../protocol/reportMessages';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';

/** What becomes of a question. */
export type ReportReply = { readonly kind: 'answer'; readonly id: number; readonly answer: unknown } | { readonly kind: 'refused'; readonly id: number; readonly error: PlainError };

/**
 * A page's questions about the run in a folder, on their way to the server. One per page, and it ends with it: what has
 * not been answered then is cancelled.
 */
export class ReportQuestions implements vscode.Disposable {
  private readonly asked = new Map<number, vscode.CancellationTokenSource>();

  constructor(
    private readonly extension: Pick<Extension, 'server'>,
    private readonly folder: string,
    private readonly reply: (reply: ReportReply) => void,
  ) {}

  async ask(id: number, question: ReportAsked): Promise<void> {
    const source = new vscode.CancellationTokenSource();
    this.asked.set(id, source);
    try {
      const answer = await answerOf(this.extension, this.folder, question, source.token);
      if (!source.token.isCancellationRequested) this.reply({ kind: 'answer', id, answer });
    } catch (error) {
      if (!source.token.isCancellationRequested) this.reply({ kind: 'refused', id, error: asLprError(error).toPlain() });
    } finally {
      this.asked.delete(id);
      source.dispose();
    }
  }

  /** The page does not want the answer any more. */
  forget(id: number): void {
    this.asked.get(id)?.cancel();
  }

  dispose(): void {
    for (const source of this.asked.values()) source.cancel();
  }
}

/** @throws LprError; LPR-604 for pictures in a workspace that is not trusted */
async function answerOf({ server }: Pick<Extension, 'server'>, folder: string, asked: ReportAsked, token: vscode.CancellationToken): Promise<unknown> {
  switch (asked.name) {
    case 'classes':
      return server.request(reportRequests.classes, { folder, question: asked.params }, token);
    case 'calibration':
      return server.request(reportRequests.calibration, { folder, question: asked.params }, token);
    case 'realised':
      return server.request(reportRequests.realised, { folder, question: asked.params }, token);
    case 'labelSafety':
      return server.request(reportRequests.labelSafety, { folder, question: asked.params }, token);
    case 'flips':
      return server.request(reportRequests.flips, { folder, question: asked.params }, token);
    case 'pictures':
      if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
      return server.request(reportRequests.pictures, { folder, question: asked.params }, token);
    case 'history':
      return server.request(reportRequests.history, { folder, question: asked.params }, token);
    case 'export':
      return server.request(reportRequests.export, { folder, question: asked.params }, token);
  }
}
