import path from 'node:path';
import * as vscode from 'vscode';
import { thresholdsRequest, type NamedThreshold, type ThresholdPlace } from '../../protocol/experimentFileMessages';
import { hostErrors } from '../../protocol/errors';
import { isExperimentFile } from '../commands/evaluateFile';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';

const pattern = '**/*.lprobust.json';
const excluded = '**/{node_modules,.lp-robustness,.git}/**';
const mostFiles = 500;
/** While somebody types, the list follows a little later than the text. */
const settlingMilliseconds = 300;

/** The tests that there are: each experiment file with thresholds is a suite, each threshold a test. */
export class ThresholdTests implements vscode.Disposable {
  private readonly disposables: { dispose(): void }[] = [];
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private discovering: Promise<void> | undefined;

  constructor(
    private readonly controller: vscode.TestController,
    private readonly extension: Pick<Extension, 'log' | 'server'>,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const later = (uri: vscode.Uri) => this.schedule(uri);
    this.disposables.push(
      watcher,
      watcher.onDidCreate(later),
      watcher.onDidChange(later),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument(({ uri }) => this.schedule(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.schedule(document.uri);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.discover()),
    );
    for (const { uri } of vscode.workspace.textDocuments) this.schedule(uri);
  }

  /** Finds the experiment files of the workspace; in Restricted Mode none is looked into. */
  discover(token?: vscode.CancellationToken): Promise<void> {
    this.discovering ??= this.find(token).finally(() => (this.discovering = undefined));
    return this.discovering;
  }

  /** Reads a file's thresholds anew and lists them; a file without any is taken off. */
  async read(uri: vscode.Uri): Promise<void> {
    if (!vscode.workspace.isTrusted || !isExperimentFile(uri)) return;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    try {
      const text = open?.isDirty === true ? { text: open.getText() } : {};
      const { thresholds, problem } = await this.extension.server.request(thresholdsRequest, { file: uri.fsPath, ...text });
      this.list(uri, thresholds, problem?.happened);
    } catch (failure) {
      const error = asLprError(failure);
      if (error.code !== hostErrors.cancelled.code) this.extension.log.warn(`${uri.fsPath}: ${error.message}`);
    }
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async find(token: vscode.CancellationToken | undefined): Promise<void> {
    if (!vscode.workspace.isTrusted) return;
    const files = await vscode.workspace.findFiles(pattern, excluded, mostFiles, token);
    const there = new Set(files.map((uri) => uri.toString()));
    this.controller.items.forEach(({ id }) => {
      if (!there.has(id)) this.controller.items.delete(id);
    });
    await Promise.all(files.map((uri) => this.read(uri)));
  }

  private schedule(uri: vscode.Uri): void {
    if (!isExperimentFile(uri) || !vscode.workspace.isTrusted) return;
    const id = uri.toString();
    clearTimeout(this.waiting.get(id));
    const read = () => {
      this.waiting.delete(id);
      void this.read(uri);
    };
    this.waiting.set(id, setTimeout(read, settlingMilliseconds));
  }

  private list(uri: vscode.Uri, thresholds: readonly NamedThreshold[], problem: string | undefined): void {
    const id = uri.toString();
    const known = this.controller.items.get(id);
    if (thresholds.length === 0 && (known === undefined || problem === undefined)) {
      this.controller.items.delete(id);
      return;
    }
    const item = known ?? this.controller.createTestItem(id, path.basename(uri.fsPath, '.lprobust.json'), uri);
    item.description = vscode.workspace.asRelativePath(uri);
    item.error = problem;
    // While a text cannot be read, the tests that it had stay.
    if (problem === undefined) item.children.replace(thresholds.map((threshold, index) => this.testOf(item, threshold, index)));
    if (known === undefined) this.controller.items.add(item);
  }

  private testOf(suite: vscode.TestItem, { id, asked, place }: NamedThreshold, index: number): vscode.TestItem {
    const test = suite.children.get(id) ?? this.controller.createTestItem(id, id, suite.uri);
    test.description = asked;
    test.range = rangeOf(place);
    test.sortText = String(index).padStart(5, '0');
    return test;
  }
}

export function rangeOf({ line, column, endLine, endColumn }: ThresholdPlace): vscode.Range {
  return new vscode.Range(line, column, endLine, endColumn);
}
