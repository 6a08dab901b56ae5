import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { continueInBackgroundRequest, followRunRequest } from '../../protocol/backgroundMessages';
import { hostErrors, runErrors, type LprError } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { RunProgress, RunResult } from '../../protocol/run';
import { runProgressNotification } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';
import { openReportEditor } from '../panels/reportEditor';
import { ReportLivePanel } from '../panels/reportLivePanel';
import { asLprError, showError } from '../showError';
import type { ShownWork } from '../shownWork';
import { describeProgress } from './describeProgress';
import { offerToGoOn } from './offerToGoOn';

const openReport = vscode.l10n.t('Open report');
const openLog = vscode.l10n.t('Open log');
const follow = vscode.l10n.t('Follow it');

/** What is evaluated. */
export interface EvaluationOrder {
  /** For people: "mnist-lp on mnist". */
  readonly name: string;
  /** What the report is about, in the title of its panel. */
  readonly subject: string;
  /** Another process writes the run: it is followed here. */
  readonly isElsewhere?: boolean;
  /** Only the status bar shows it, until it has finished. */
  readonly isQuiet?: boolean;
  /** Asks the server; progress comes under `workId`. */
  readonly ask: (workId: string, token: vscode.CancellationToken) => Promise<RunResult>;
}

/**
 * Evaluates with progress and cancel, and shows the report from its first estimate on.
 * @throws LprError, with the panel showing it where there is one
 */
export async function runEvaluation(extension: Extension, order: EvaluationOrder): Promise<Report> {
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Lp robustness of {0}', order.name), cancellable: true };
  const id = randomUUID();
  try {
    if (order.isQuiet === true) return await new Evaluation(extension, order, id).run();
    return await vscode.window.withProgress(options, (notification, token) => new Evaluation(extension, order, id, { notification, token }).run());
  } catch (error) {
    const failure = asLprError(error);
    if (failure.code === hostErrors.serverEnded.code) void offerToGoOn(extension, vscode.l10n.t('The evaluation of {0} was interrupted: {1}', order.name, failure.happened), failure, () => runEvaluation(extension, order));
    else if (failure.code === runErrors.inUse.code) void offerToFollow(extension, order, id, failure);
    else throw error;
    // It is told, with a way on: no other message is needed.
    throw hostErrors.cancelled({}, error);
  }
}

/** Another process writes the very run that was asked for. */
async function offerToFollow(extension: Extension, order: EvaluationOrder, refused: string, error: LprError): Promise<void> {
  const chosen = await vscode.window.showWarningMessage(`${error.happened} (${error.code})`, follow, openLog);
  if (chosen === openLog) extension.log.show();
  if (chosen !== follow) return;
  const following: EvaluationOrder = {
    ...order,
    isElsewhere: true,
    ask: (workId, token) => extension.server.request(followRunRequest, { workId, of: { kind: 'refused', workId: refused } }, token),
  };
  await runEvaluation(extension, following).catch((failure: unknown) => showError(failure, extension.log));
}

/** One evaluation from request to answer; it owns what shows it, and lets go of all but the panel at the end. */
class Evaluation {
  private readonly cancellation = new vscode.CancellationTokenSource();
  private readonly work: ShownWork;
  private panel: ReportLivePanel | undefined;
  private percent = 0;
  private isInBackground = false;
  /** The newest progress and estimates, for a panel that is opened later. */
  private shown: Parameters<ReportLivePanel['showProgress']>[0] | undefined;
  private estimates: Report | undefined;

  constructor(
    private readonly extension: Extension,
    private readonly order: EvaluationOrder,
    private readonly id: string,
    private readonly told?: { readonly notification: vscode.Progress<{ message?: string; increment?: number }>; readonly token: vscode.CancellationToken },
  ) {
    this.work = extension.server.beginWork(this.id, {
      name: order.name,
      cancel: () => this.cancellation.cancel(),
      show: () => this.bringUp(),
      ...(order.isElsewhere === true ? {} : { continueInBackground: () => this.continueInBackground() }),
    });
  }

  async run(): Promise<Report> {
    const { server } = this.extension;
    const disposables: { dispose(): void }[] = [this.work, this.cancellation];
    try {
      if (this.told !== undefined) disposables.push(this.told.token.onCancellationRequested(() => this.cancellation.cancel()));
      disposables.push(
        server.listen(runProgressNotification, ({ workId, progress }) => {
          if (workId === this.id) this.showProgress(progress);
        }),
      );
      const { report, folder, reused } = await this.order.ask(this.id, this.cancellation.token);
      server.backend = report.backend.name;
      this.extension.runs.refresh();
      if (reused) await openReportEditor(folder, 'reused');
      else if (this.panel === undefined ? this.order.isQuiet === true : this.panel.isClosed) void this.offerReport(folder);
      else if (this.panel === undefined) await openReportEditor(folder, 'finished', { preserveFocus: true });
      else void this.panel.finish(report, folder).catch((error: unknown) => showError(error, this.extension.log));
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
    const text = [message, timeLeft, this.isInBackground ? vscode.l10n.t('in the background') : undefined].filter(Boolean).join(', ');
    const percent = fraction === undefined ? this.percent : Math.round(fraction * 100);
    this.told?.notification.report({ message: text, increment: Math.max(0, percent - this.percent) });
    this.percent = Math.max(this.percent, percent);
    this.work.update(`${this.order.name}: ${text}`, fraction);
    const partial = progress.phase === 'evaluating' ? progress.partial : undefined;
    if (partial !== undefined) this.extension.server.backend = partial.backend.name;
    this.estimates = partial ?? this.estimates;
    this.shown = { message, ...(timeLeft === undefined ? {} : { timeLeft }), ...(fraction === undefined ? {} : { fraction }) };
    if (this.panel === undefined && (partial === undefined || this.order.isQuiet === true)) return;
    this.openPanel().showProgress(this.shown, partial);
  }

  /** The user has closed the panel meanwhile: the report is not pushed at them. */
  private async offerReport(folder: string): Promise<void> {
    const chosen = await vscode.window.showInformationMessage(vscode.l10n.t('The evaluation of {0} is finished.', this.order.name), openReport);
    if (chosen === openReport) await openReportEditor(folder);
  }

  /** The run becomes a process of its own, and is followed here as long as the window is open. @throws LprError */
  private async continueInBackground(): Promise<void> {
    await this.extension.server.request(continueInBackgroundRequest, { workId: this.id });
    this.isInBackground = true;
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0} goes on in the background, also when the window is closed.', this.order.name), 8000);
  }

  /** Brings the panel up; one that was closed is opened anew, since the user asks for it. */
  private bringUp(): void {
    if (this.panel?.isClosed === true) this.panel = undefined;
    const panel = this.openPanel();
    panel.reveal();
    if (this.shown !== undefined) panel.showProgress(this.shown, this.estimates);
  }

  private openPanel(): ReportLivePanel {
    this.panel ??= ReportLivePanel.open(this.extension, vscode.l10n.t('Lp robustness: {0}', this.order.subject), () => this.cancellation.cancel());
    return this.panel;
  }
}
