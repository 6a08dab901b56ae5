import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { checkFileRequest, type JudgedThreshold } from '../../protocol/experimentFileMessages';
import { hostErrors } from '../../protocol/errors';
import { runProgressNotification } from '../../protocol/serverMessages';
import { runFolderOf } from '../choices/choice';
import { describeProgress } from '../commands/describeProgress';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { rangeOf } from './thresholdTests';

/** What is to be run of one experiment file. */
export interface FileTests {
  readonly suite: vscode.TestItem;
  readonly tests: readonly vscode.TestItem[];
}

/**
 * Evaluates one experiment file and gives each of its tests the verdict that `lp-robustness check` gives, since the
 * engine's one judge says both. A run that has finished is judged without being evaluated again.
 */
export async function runFile(extension: Pick<Extension, 'runs' | 'server'>, run: vscode.TestRun, { suite, tests }: FileTests): Promise<void> {
  const { uri } = suite;
  if (uri === undefined) return;
  const output = (line: string) => run.appendOutput(`${line}\r\n`);
  const workId = randomUUID();
  const cancellation = new vscode.CancellationTokenSource();
  const work = extension.server.beginWork(workId, { name: suite.label, cancel: () => cancellation.cancel() });
  const disposables: { dispose(): void }[] = [work, cancellation, run.token.onCancellationRequested(() => cancellation.cancel())];
  if (run.token.isCancellationRequested) cancellation.cancel();
  for (const test of tests) run.started(test);
  try {
    await vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString() && document.isDirty)?.save();
    let last = '';
    disposables.push(
      extension.server.listen(runProgressNotification, ({ workId: of, progress }) => {
        if (of !== workId) return;
        const { message, timeLeft, fraction } = describeProgress(progress);
        const text = [message, timeLeft].filter(Boolean).join(', ');
        work.update(`${suite.label}: ${text}`, fraction);
        if (message !== last) output(`${suite.label}: ${text}`);
        last = message;
      }),
    );
    const began = performance.now();
    const { judged, reused } = await extension.server.request(checkFileRequest, { workId, folder: runFolderOf(uri.fsPath), file: uri.fsPath }, cancellation.token);
    output(reused ? vscode.l10n.t('{0}: judged by the run that had finished already', suite.label) : vscode.l10n.t('{0}: evaluated', suite.label));
    extension.runs.refresh();
    // One evaluation serves them all: its time is shared out.
    const duration = reused ? undefined : (performance.now() - began) / tests.length;
    for (const test of tests) report(run, test, judged.find(({ id }) => id === test.id), output, duration);
  } catch (failure) {
    const error = asLprError(failure);
    for (const test of tests) {
      if (error.code === hostErrors.cancelled.code) run.skipped(test);
      else run.errored(test, messageAt(test, `${error.happened} ${error.action} (${error.code})`));
    }
    output(error.code === hostErrors.cancelled.code ? vscode.l10n.t('{0}: cancelled', suite.label) : `${suite.label}: ${error.message}`);
  } finally {
    vscode.Disposable.from(...disposables).dispose();
  }
}

function report(run: vscode.TestRun, test: vscode.TestItem, judged: JudgedThreshold | undefined, output: (line: string) => void, duration: number | undefined): void {
  if (judged === undefined) {
    run.errored(test, messageAt(test, vscode.l10n.t('The experiment file does not have this threshold any more.')));
    return;
  }
  const { judgement, text, place } = judged;
  output(text);
  if (judgement.verdict === 'held') {
    run.passed(test, duration);
    return;
  }
  const message = new vscode.TestMessage(text);
  if (test.uri !== undefined) message.location = new vscode.Location(test.uri, rangeOf(place));
  run.failed(test, message, duration);
}

function messageAt(test: vscode.TestItem, text: string): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  if (test.uri !== undefined && test.range !== undefined) message.location = new vscode.Location(test.uri, test.range);
  return message;
}
