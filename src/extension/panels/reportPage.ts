import * as vscode from 'vscode';
import type { Report } from '../../protocol/report';
import { fromReportPageSchema, type FromReportPage, type ReportPageState, type ToReportPage } from '../../protocol/reportMessages';
import type { ExportFormat, ExportSubject } from '../../protocol/reportDetails';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';
import { exportReport } from './reportExport';
import { ReportQuestions } from './reportQuestions';
import { pagesFolder, webviewPage } from './webviewPage';

/** What a page is told to do by the one that opened it. */
export interface ReportPageOwner {
  /** The user pressed Cancel in the page. */
  cancel?(): void;
  /** The user wants report.json as text. */
  openFile?(): Promise<void>;
  /** Folder of the run that the page asks about; without one it has nothing to ask. */
  readonly folder?: string;
}

/**
 * The page of a report in a webview that VS Code has made, of a running evaluation or of a report's editor. The page
 * keeps nothing that cannot be sent again: it asks with `ready` each time it is loaded, and gets the latest state.
 */
export class ReportPage {
  private closed = false;
  private readonly questions: ReportQuestions | undefined;

  constructor(
    private readonly extension: Extension,
    readonly panel: vscode.WebviewPanel,
    private state: ReportPageState | undefined,
    private readonly owner: ReportPageOwner,
  ) {
    const { extensionUri } = extension.context;
    if (owner.folder !== undefined) this.questions = new ReportQuestions(extension, owner.folder, (reply) => this.post(reply));
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      panel.onDidDispose(() => {
        this.closed = true;
        this.questions?.dispose();
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'report', vscode.l10n.t('Lp robustness report'));
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** The report on show, where there is one. */
  get report(): Report | undefined {
    return this.state?.report;
  }

  show(state: ReportPageState): void {
    this.state = state;
    this.post({ kind: 'show', state });
  }

  private post(message: ToReportPage): void {
    // False for a page that is hidden: it will ask when it comes back.
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private async export(subject: ExportSubject, format: ExportFormat | 'png', picture?: Uint8Array): Promise<void> {
    const { folder } = this.owner;
    if (folder !== undefined) await exportReport(this.extension, folder, subject, format, picture);
  }

  private async receive(message: unknown): Promise<void> {
    const result = fromReportPageSchema.safeParse(message);
    try {
      if (result.success) { await this.answer(result.data); return; }
    } catch (error) {
      void showError(error, this.extension.log);
      return;
    }
    this.extension.log.warn(`The report page sent what it should not: ${result.error.message}`);
  }

  private async answer(message: FromReportPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        if (this.state !== undefined) this.post({ kind: 'show', state: this.state });
        break;
      case 'cancel':
        this.owner.cancel?.();
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('The table is in the clipboard as {0}.', message.what), 4000);
        break;
      case 'ask':
        await this.questions?.ask(message.id, message.question);
        break;
      case 'forget':
        this.questions?.forget(message.id);
        break;
      case 'export':
        await this.export(message.subject, message.format);
        break;
      case 'exportPicture':
        await this.export(message.subject, 'png', Buffer.from(message.png, 'base64'));
        break;
      case 'preview':
        if (this.report !== undefined) await vscode.commands.executeCommand('lpRobustness.preview', previewOf(this.report, message));
        break;
      case 'manageTrust':
        await vscode.commands.executeCommand('workbench.trust.manage');
        break;
      case 'openFile':
        await this.owner.openFile?.();
        break;
      case 'showLog':
        this.extension.log.show();
        break;
    }
  }
}

/** What the preview is opened with: the run's own image, model and draw; its corruption where that is one of a norm. */
function previewOf({ data, model, seed, cells }: Report, { cell, image, draw }: Extract<FromReportPage, { kind: 'preview' }>) {
  const { norm, epsilon, sampling, unit } = cells[cell] ?? {};
  const law = norm === undefined ? {} : { norm, epsilon, sampling, unit };
  return { data: data.source, split: data.split, model: model.path, image, ...law, seed, draw };
}
