import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { RunProgress, RunResult } from '../../protocol/run';
import { runProgressNotification } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';
import { ReportPanel } from '../panels/reportPanel';
import type { ShownWork } from '../serverConnection';
import { asLprError } from '../showError';
import { describeProgress } from './describeProgress';

const openReport = 'Open report';

/** What is evaluated. */
export interface EvaluationOrder {
  /** For people: "mnist-lp on mnist". */
  readonly name: string;
  /** What the report is about, in the title of its panel. */
  readonly subject: string;
  /** Asks the server; progress comes under `workId`. */
  readonly ask: (workId: string, token: vscode.CancellationToken) => Promise<RunResult>;
}

/**
 * Evaluates with progress and cancel, and shows the report from its first estimate on.
 * @throws LprError, with the panel showing it where there is one
 */
export async function runEvaluation(extension: Extension, order: EvaluationOrder): Promise<Report> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Lp robustness of ${order.name}`, cancellable: true };
  return vscode.window.withProgress(options, (notification, token) => new Evaluation(extension, order, notification, token).run());
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
    private readonly order: EvaluationOrder,
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
      const { report, folder, reused } = await this.order.ask(this.id, this.cancellation.token);
      this.extension.runs.refresh();
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
    this.work.update(`${this.order.name}: ${text}`);
    const partial = progress.phase === 'evaluating' ? progress.partial : undefined;
    if (partial === undefined && this.panel === undefined) return;
    this.openPanel().showProgress({ message, ...(timeLeft === undefined ? {} : { timeLeft }), ...(fraction === undefined ? {} : { fraction }) }, partial);
  }

  /** The user has closed the panel meanwhile: the report is not pushed at them. */
  private async offerReport(report: Report, folder: string): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(`The evaluation of ${this.order.name} is finished.`, openReport);
    if (chosen === openReport) ReportPanel.openFinished(this.extension, report, folder);
  }

  private openPanel(): ReportPanel {
    this.panel ??= ReportPanel.open(this.extension, `Lp robustness: ${this.order.subject}`, () => this.cancellation.cancel());
    return this.panel;
  }
}
