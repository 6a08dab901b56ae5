import * as vscode from 'vscode';
import type { Extension } from '../extensionParts';

type Subject = 'workspaceRuns' | 'trainings';

/**
 * The documents in view that have lenses. As long as there is one, what its lenses tell of is followed, whoever writes it: a
 * file watcher alone misses runs in folders that were made one within the other.
 */
export class LookedAtDocuments implements vscode.Disposable {
  private readonly subjects = new Map<string, Subject>();
  private readonly listeners: vscode.Disposable;

  constructor(private readonly extension: Pick<Extension, Subject>) {
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidChangeVisibleTextEditors(() => this.look()),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.subjects.delete(uri.toString())),
    );
  }

  /** A document whose lenses tell of runs or trainings. */
  add({ uri }: vscode.TextDocument, subject: Subject): void {
    this.subjects.set(uri.toString(), subject);
    this.look();
  }

  /** There are no lenses any more. */
  clear(): void {
    this.subjects.clear();
    this.look();
  }

  private look(): void {
    const inView = new Set(vscode.window.visibleTextEditors.map(({ document }) => this.subjects.get(document.uri.toString())));
    for (const subject of ['workspaceRuns', 'trainings'] as const) this.extension[subject].setLookedAt(inView.has(subject), 'lenses');
  }

  dispose(): void {
    this.listeners.dispose();
  }
}
