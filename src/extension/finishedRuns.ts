import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { lastRunRequest, listRunsRequest, type LastRun, type RunSubject, type RunSummary } from '../protocol/serverMessages';
import type { ServerConnection } from './serverConnection';

/** A run writes several files within a moment: they are one change. */
const settlingMilliseconds = 200;

/** The finished runs of the workspace, as the server reads them, and a word when they may be others than before. */
export class FinishedRuns implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private readonly disposables: { dispose(): void }[] = [this.change];
  private settling: NodeJS.Timeout | undefined;

  readonly onDidChange = this.change.event;

  constructor(private readonly server: ServerConnection) {
    // Runs are written by other windows and by the command line, too.
    const watcher = vscode.workspace.createFileSystemWatcher('**/.lp-robustness/runs/*/manifest.json');
    const refresh = () => this.refresh();
    this.disposables.push(watcher, watcher.onDidCreate(refresh), watcher.onDidChange(refresh), watcher.onDidDelete(refresh));
    // On Linux VS Code's watcher misses folders made one within the other at once, as those of a workspace's first run.
    this.disposables.push(vscode.window.onDidEndTerminalShellExecution(refresh));
    this.disposables.push(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) this.refresh();
      }),
    );
  }

  /** Tells the listeners soon that there may be another run. */
  refresh(): void {
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      this.change.fire();
    }, settlingMilliseconds);
  }

  /** Whether the folder has any runs; the server need not be started to tell. */
  async areIn(folder: string): Promise<boolean> {
    return stat(path.join(folder, '.lp-robustness', 'runs')).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }

  /** Reads nothing but `.lp-robustness/` of the folder. The last finished one comes first. @throws LprError */
  async list(folder: string, token: vscode.CancellationToken): Promise<RunSummary[]> {
    const { runs } = await this.server.request(listRunsRequest, { folder }, token);
    return runs;
  }

  /** Reads the model's or experiment's files, too: for trusted workspaces. @throws LprError */
  async last(folder: string, of: RunSubject, token: vscode.CancellationToken): Promise<LastRun> {
    return this.server.request(lastRunRequest, { folder, of }, token);
  }

  dispose(): void {
    clearTimeout(this.settling);
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
