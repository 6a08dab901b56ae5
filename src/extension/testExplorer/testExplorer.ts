import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';
import { runFile, type FileTests } from './testRun';
import { ThresholdTests } from './thresholdTests';

/** What fills the Test Explorer once it is looked at: experiment files with their thresholds, and runs of them. */
export class TestExplorer implements vscode.Disposable {
  private readonly tests: ThresholdTests;

  constructor(
    private readonly extension: Extension,
    private readonly controller: vscode.TestController,
  ) {
    this.tests = new ThresholdTests(controller, extension);
  }

  /** VS Code asks for all tests when their view is first shown, and for those of one suite when it is opened. */
  async resolve(item: vscode.TestItem | undefined, token?: vscode.CancellationToken): Promise<void> {
    if (item?.uri === undefined) await this.tests.discover(token);
    else await this.tests.read(item.uri);
  }

  /** Runs what was asked for, one experiment file after the other: each uses the whole machine. */
  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      await showError(hostErrors.untrustedWorkspace({}), this.extension.log);
      return;
    }
    const run = this.controller.createTestRun(request);
    try {
      const files = this.filesOf(request);
      for (const { tests } of files) for (const test of tests) run.enqueued(test);
      for (const file of files) {
        if (token.isCancellationRequested) for (const test of file.tests) run.skipped(test);
        else await runFile(this.extension, run, file);
      }
    } finally {
      run.end();
    }
  }

  dispose(): void {
    this.tests.dispose();
  }

  private filesOf({ include, exclude = [] }: vscode.TestRunRequest): FileTests[] {
    const wanted = include ?? itemsOf(this.controller.items);
    const files = new Map<vscode.TestItem, Set<vscode.TestItem>>();
    for (const item of wanted) {
      const suite = item.parent ?? item;
      const tests = files.get(suite) ?? new Set();
      for (const test of item.parent === undefined ? itemsOf(item.children) : [item]) tests.add(test);
      files.set(suite, tests);
    }
    const isLeftOut = (test: vscode.TestItem) => exclude.includes(test) || (test.parent !== undefined && exclude.includes(test.parent));
    return [...files].map(([suite, tests]) => ({ suite, tests: [...tests].filter((test) => !isLeftOut(test)) })).filter(({ tests }) => tests.length > 0);
  }
}

function itemsOf(collection: vscode.TestItemCollection): vscode.TestItem[] {
  return [...collection].map(([, item]) => item);
}
