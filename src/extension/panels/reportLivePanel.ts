import * as vscode from 'vscode';
import type { PlainError } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import type { ReportPageState } from '../../protocol/reportMessages';
import type { Extension } from '../extensionParts';
import { openReportEditor } from './reportEditor';
import { ReportPage } from './reportPage';

type Running = Extract<ReportPageState, { kind: 'running' }>;

/**
 * The report of an evaluation while it goes on. There is no file yet, so it is a panel of its own; when the run has
 * finished, the editor of its report.json takes its place. It lives until then, or until the user closes it; a run
 * that goes on after that opens no other.
 */
export class ReportLivePanel {
  static readonly viewType = 'lpRobustness.evaluation';

  /** Opens a panel; `cancel` is called when the user presses Cancel in it. */
  static open(extension: Extension, title: string, cancel: () => void): ReportLivePanel {
    const panel = vscode.window.createWebviewPanel(ReportLivePanel.viewType, title, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true });
    return new ReportLivePanel(new ReportPage(extension, panel, { kind: 'running', message: vscode.l10n.t('Starting') }, { cancel }));
  }

  /** Fills a panel from before the window was loaded again: its evaluation ended with the window. */
  static restore(extension: Extension, panel: vscode.WebviewPanel): void {
    new ReportPage(extension, panel, { kind: 'cancelled' }, {});
  }

  private constructor(private readonly page: ReportPage) {}

  get isClosed(): boolean {
    return this.page.isClosed;
  }

  reveal(): void {
    if (!this.isClosed) this.page.panel.reveal();
  }

  /** Shows how far the run is, with the newest estimates or, without any, those from before. */
  showProgress(progress: Omit<Running, 'kind' | 'report'>, report: Report | undefined): void {
    const newest = report ?? this.page.report;
    this.page.show({ kind: 'running', ...progress, ...(newest === undefined ? {} : { report: newest }) });
  }

  /** Shows that the run has ended early; the estimates so far stay. */
  showEnd(end: { kind: 'cancelled' } | { kind: 'failed'; error: PlainError }): void {
    const { report } = this.page;
    const rest = report === undefined ? {} : { report };
    this.page.show(end.kind === 'failed' ? { ...end, work: 'evaluate', ...rest } : { ...end, ...rest });
  }

  /** The run has finished: its report's editor takes the panel's place, as soon as the panel is looked at. */
  async finish(report: Report, folder: string): Promise<void> {
    const { panel } = this.page;
    this.page.show({ kind: 'finished', report, folder, news: 'finished', trusted: vscode.workspace.isTrusted });
    if (!panel.visible) await becomesVisible(panel);
    if (this.isClosed) return;
    await openReportEditor(folder, 'finished', { viewColumn: panel.viewColumn ?? vscode.ViewColumn.Active, preserveFocus: !panel.active });
    panel.dispose();
  }
}

/** Resolves when a hidden panel is shown or closed. */
function becomesVisible(panel: vscode.WebviewPanel): Promise<void> {
  return new Promise((resolve) => {
    const listeners = [panel.onDidChangeViewState(() => done(panel.visible)), panel.onDidDispose(() => done(true))];
    const done = (over: boolean): void => {
      if (!over) return;
      vscode.Disposable.from(...listeners).dispose();
      resolve();
    };
  });
}
