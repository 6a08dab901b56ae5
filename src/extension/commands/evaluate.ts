import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentFile } from '../../protocol/experiment';
import { dataErrors, hostErrors, LprError } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { RunProgress } from '../../protocol/run';
import { evaluateRequest, runProgressNotification } from '../../protocol/serverMessages';
import { askChoice } from '../choices/askChoice';
import { lastChoice, rememberChoice, runFolderOf, type Choice } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { ReportPanel } from '../panels/reportPanel';
import type { ShownWork } from '../serverConnection';
import { asLprError } from '../showError';
import { describeProgress } from './describeProgress';

const resizeImages = 'Resize the images';
const openReport = 'Open report';

/**
 * **Evaluate Lp robustness**: asks what is not given, runs the evaluation on the server with progress and cancel, and
 * shows the report from its first estimate on.
 *
 * @returns the finished report, or undefined where the user gave up
 * @throws LprError, with the panel showing it where there is one
 */
export async function evaluate(extension: Extension, given: Partial<Choice> = {}): Promise<Report | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const storage = extension.context.workspaceState;
  const choice = await askChoice(given, lastChoice(storage));
  if (choice === undefined) return undefined;
  await rememberChoice(storage, choice);

  const name = `${path.basename(path.dirname(choice.model))} on ${path.basename(choice.data)}`;
  const options = { location: vscode.ProgressLocation.Notification, title: `Lp robustness of ${name}`, cancellable: true };
  try {
    return await vscode.window.withProgress(options, (notification, token) => new Evaluation(extension, choice, name, notification, token).run());
  } catch (error) {
    const isOfAnotherSize = error instanceof LprError && error.code === dataErrors.imageSize.code;
    if (!isOfAnotherSize || choice.resize === true) throw error;
    const chosen = await vscode.window.showErrorMessage(`${error.happened} (${error.code})`, resizeImages);
    return chosen === resizeImages ? await evaluate(extension, { ...choice, resize: true }) : undefined;
  }
}

function experimentOf(choice: Choice): ExperimentFile {
  const backend = vscode.workspace.getConfiguration('lpRobustness').get<ExperimentFile['backend']>('backend', 'auto');
  return {
    model: choice.model,
    data: { source: choice.data, resize: choice.resize ?? false },
    suite: choice.suite,
    split: 'test',
    seed: 1,
    draws: 1,
    backend,
    ...(choice.limit === null ? {} : { limit: choice.limit }),
  };
}

/** One evaluation from request to answer; it owns what shows it, and lets go of all but the panel at the end. */
class Evaluation {
  private readonly id = randomUUID();
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly work: ShownWork;
  private panel: ReportPanel | undefined;
  private percent = 0;

  constructor(
    private readonly extension: Extension,
    private readonly choice: Choice,
    private readonly name: string,
    private readonly notification: vscode.Progress<{ message?: string; increment?: number }>,
    private readonly notificationToken: vscode.CancellationToken,
  ) {
    this.work = extension.server.beginWork(this.id);
  }

  async run(): Promise<Report> {
    const { server } = this.extension;
    const disposables: { dispose(): void }[] = [this.work, this.cancellation];
    try {
      disposables.push(this.notificationToken.onCancellationRequested(() => this.cancellation.cancel()));
      disposables.push(
        await server.listen(runProgressNotification, ({ workId, progress }) => {
          if (workId === this.id) this.showProgress(progress);
        }),
      );
      const params = { workId: this.id, folder: runFolderOf(this.choice.model), experiment: experimentOf(this.choice) };
      const { report, folder, reused } = await server.request(evaluateRequest, params, this.cancellation.token);
      if (reused) ReportPanel.openFinished(this.extension, report, folder);
      else if (this.panel?.isClosed === true) void this.offerReport(report, folder);
      else this.openPanel().show({ kind: 'finished', report, folder, reused });
      return report;
    } catch (failure) {
      const error = asLprError(failure);
      this.panel?.showEnd(error.code === hostErrors.cancelled.code ? { kind: 'cancelled' } : { kind: 'failed', error: error.toPlain() });
      throw error;
    } finally {
      vscode.Disposable.from(...disposables).dispose();
    }
  }

  private showProgress(progress: RunProgress): void {
    const { message, timeLeft, fraction } = describeProgress(progress);
    const text = [message, timeLeft].filter(Boolean).join(', ');
    const percent = fraction === undefined ? this.percent : Math.round(fraction * 100);
    this.notification.report({ message: text, increment: Math.max(0, percent - this.percent) });
    this.percent = Math.max(this.percent, percent);
    this.work.update(`${this.name}: ${text}`);
    const partial = progress.phase === 'evaluating' ? progress.partial : undefined;
    if (partial === undefined && this.panel === undefined) return;
    this.openPanel().showProgress({ message, ...(timeLeft === undefined ? {} : { timeLeft }), ...(fraction === undefined ? {} : { fraction }) }, partial);
  }

  /** The user has closed the panel meanwhile: the report is not pushed at them. */
  private async offerReport(report: Report, folder: string): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(`The evaluation of ${this.name} is finished.`, openReport);
    if (chosen === openReport) ReportPanel.openFinished(this.extension, report, folder);
  }

  private openPanel(): ReportPanel {
    this.panel ??= ReportPanel.open(this.extension, `Lp robustness: ${path.basename(path.dirname(this.choice.model))}`, () => this.cancellation.cancel());
    return this.panel;
  }
}
