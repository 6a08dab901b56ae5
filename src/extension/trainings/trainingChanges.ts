import * as vscode from 'vscode';

/** A training writes several files within a moment: they are one change. */
const settlingMilliseconds = 200;

/** Says when there may be other trainings than before, or one has begun, finished an epoch or ended, whoever trains. */
export class TrainingChanges implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private readonly disposables: { dispose(): void }[];
  private settling: NodeJS.Timeout | undefined;

  readonly onDidChange = this.change.event;

  constructor() {
    const tell = () => this.tell();
    const watcher = vscode.workspace.createFileSystemWatcher('**/.lp-robustness/trainings/*/{manifest,ended}.json');
    this.disposables = [
      this.change,
      watcher,
      watcher.onDidCreate(tell),
      watcher.onDidChange(tell),
      watcher.onDidDelete(tell),
      // On Linux VS Code's watcher misses folders made one within the other at once, as those of a workspace's first training.
      vscode.window.onDidEndTerminalShellExecution(tell),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) tell();
      }),
    ];
  }

  /** Tells the listeners soon. */
  tell(): void {
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      this.change.fire();
    }, settlingMilliseconds);
  }

  dispose(): void {
    clearTimeout(this.settling);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
