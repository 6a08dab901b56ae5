import path from 'node:path';
import * as vscode from 'vscode';
import type { PlainError } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { fromReportPanelSchema, type ReportPanelState, type ToReportPanel } from '../../protocol/webviewMessages';
import type { Extension } from '../extensionParts';
import { pagesFolder, webviewPage } from './webviewPage';

type Running = Extract<ReportPanelState, { kind: 'running' }>;

/**
 * A report, while its run goes on and afterwards. The page keeps nothing that cannot be sent again: it asks with
 * `ready` each time it is loaded, and gets the latest state. It lives until the user closes it; a run that goes on
 * after that opens no other.
 */
export class ReportPanel {
  static readonly viewType = 'lpRobustness.report';
  /** The open panels of finished runs, by the runs' folders. */
  private static readonly finished = new Map<string, ReportPanel>();
  private state: ReportPanelState = { kind: 'running', message: 'Starting' };
  private closed = false;

  /** Opens a panel; `cancel` is called when the user presses Cancel in it. */
  static open(extension: Extension, title: string, cancel: () => void = () => undefined): ReportPanel {
    const panel = vscode.window.createWebviewPanel(ReportPanel.viewType, title, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true });
    return new ReportPanel(extension, panel, cancel);
  }

  /** Shows the report of a finished run, in the panel that has it already where there is one. */
  static openFinished(extension: Extension, report: Report, folder: string): void {
    const panel = ReportPanel.finished.get(folder) ?? ReportPanel.open(extension, `Lp robustness: ${path.basename(path.dirname(report.model.path))}`);
    panel.show({ kind: 'finished', report, folder, reused: true });
    panel.panel.reveal();
  }

  /** Takes over a panel that VS Code has made: a new one, or one from before the window was loaded again. */
  constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private readonly cancel: () => void,
  ) {
    const { extensionUri } = extension.context;
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      panel.onDidDispose(() => {
        this.closed = true;
        if (this.state.kind === 'finished') ReportPanel.finished.delete(this.state.folder);
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'report', 'Lp robustness report');
  }

  get isClosed(): boolean {
    return this.closed;
  }

  show(state: ReportPanelState): void {
    this.state = state;
    if (state.kind === 'finished' && !this.closed) ReportPanel.finished.set(state.folder, this);
    this.post();
  }

  /** Shows how far the run is, with the newest estimates or, without any, those from before. */
  showProgress(progress: Omit<Running, 'kind' | 'report'>, report: Report | undefined): void {
    const newest = report ?? this.state.report;
    this.show({ kind: 'running', ...progress, ...(newest === undefined ? {} : { report: newest }) });
  }

  /** Shows that the run has ended early; the estimates so far stay. */
  showEnd(end: { kind: 'cancelled' } | { kind: 'failed'; error: PlainError }): void {
    const { report } = this.state;
    this.show({ ...end, ...(report === undefined ? {} : { report }) });
  }

  private post(): void {
    if (this.closed) return;
    const message: ToReportPanel = { kind: 'show', state: this.state };
    // False for a page that is hidden: it will ask when it comes back.
    void this.panel.webview.postMessage(message);
  }

  private async receive(message: unknown): Promise<void> {
    const { log } = this.extension;
    const result = fromReportPanelSchema.safeParse(message);
    if (!result.success) {
      log.warn(`The report panel sent what it should not: ${result.error.message}`);
      return;
    }
    switch (result.data.kind) {
      case 'ready':
        this.post();
        break;
      case 'cancel':
        this.cancel();
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(result.data.text);
        vscode.window.setStatusBarMessage(`The table is in the clipboard as ${result.data.what}.`, 4000);
        break;
      case 'openFile':
        if (this.state.kind === 'finished') await vscode.window.showTextDocument(vscode.Uri.file(path.join(this.state.folder, 'report.json')));
        break;
      case 'showLog':
        log.show();
        break;
    }
  }
}
