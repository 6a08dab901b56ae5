import path from 'node:path';
import * as vscode from 'vscode';
import type { TransferReport } from '../../protocol/transferReport';
import { fromTransferPageSchema, transferPictureRequest, transferReportRequest, type FromTransferPage, type ToTransferPage, type TransferFormat } from '../../protocol/transferMessages';
import { tableCsv, tableJson, tableLatex, tableMarkdown } from '../../protocol/reportText/dataTable';
import { transferCellsTable, transferNotes, transferTableOf, type TransferView } from '../../protocol/reportText/transferTables';
import type { Extension } from '../extensionParts';
import { asLprError, showError } from '../showError';
import { openFlippedImages, openReportEditor } from './reportEditor';
import { saveExport } from './saveExport';
import { pagesFolder, webviewPage } from './webviewPage';

const viewType = 'lpRobustness.transfer';
const fileName = 'report.json';

/** Opens the table of the finished experiment whose report is in `folder`, in the editor that has it already where there is one. */
export async function openTransferEditor(folder: string, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  const { command, arguments: args = [] } = openTransferCommand(vscode.Uri.file(path.join(folder, fileName)), options);
  await vscode.commands.executeCommand(command, ...(args as unknown[]));
}

/** The command, yet without a title, that opens a table: for a lens. */
export function openTransferCommand(report: vscode.Uri, options: vscode.TextDocumentShowOptions = {}): Omit<vscode.Command, 'title'> {
  return { command: 'vscode.openWith', arguments: [report, viewType, { preview: false, ...options }] };
}

/**
 * Fills the editor of a transfer experiment's `report.json`, in a webview that VS Code has made and that owns it. It is
 * opened from the explorer and kept through a reload and a restart, and shows the file anew when it is written. Nothing but
 * that file is read, so it works in Restricted Mode.
 */
export function resolveTransferEditor(extension: Extension, uri: vscode.Uri, panel: vscode.WebviewPanel): void {
  const { extensionUri } = extension.context;
  const page = new TransferPage(extension, uri, panel);
  const reload = (): void => void page.load();
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(path.dirname(uri.fsPath)), path.basename(uri.fsPath)));
  const disposables: vscode.Disposable[] = [watcher, watcher.onDidCreate(reload), watcher.onDidChange(reload), watcher.onDidDelete(reload), panel.webview.onDidReceiveMessage((message: unknown) => void page.receive(message))];
  panel.onDidDispose(() => {
    page.close();
    vscode.Disposable.from(...disposables).dispose();
  });
  panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
  panel.webview.html = webviewPage(panel.webview, extensionUri, 'transfer', vscode.l10n.t('Lp robustness transfer table'));
  reload();
}

/** The page keeps nothing that cannot be sent again: it asks with `ready` each time it is loaded. */
class TransferPage {
  private readonly folder: string;
  private state: ToTransferPage | undefined;
  private closed = false;

  constructor(
    private readonly extension: Extension,
    private readonly uri: vscode.Uri,
    private readonly panel: vscode.WebviewPanel,
  ) {
    this.folder = path.dirname(uri.fsPath);
  }

  close(): void {
    this.closed = true;
  }

  async load(): Promise<void> {
    try {
      const report = await this.extension.server.request(transferReportRequest, { folder: this.folder });
      this.panel.title = vscode.l10n.t('Transfer: {0}', report.name);
      this.show({ kind: 'table', report });
    } catch (error) {
      this.show({ kind: 'failed', error: asLprError(error).toPlain() });
    }
  }

  async receive(received: unknown): Promise<void> {
    const { log } = this.extension;
    const message = fromTransferPageSchema.safeParse(received);
    if (!message.success) {
      log.warn(`The transfer page sent what it should not: ${message.error.message}`);
      return;
    }
    try {
      await this.act(message.data);
    } catch (error) {
      void showError(error, log);
    }
  }

  private show(state: ToTransferPage): void {
    this.state = state;
    this.post(state);
  }

  private post(message: ToTransferPage): void {
    // False for a page that is hidden: it will ask when it comes back.
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private async act(message: FromTransferPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        if (this.state !== undefined) this.post(this.state);
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('The table is in the clipboard as {0}.', message.what), 4000);
        break;
      case 'export':
        await this.export(message.view, message.format);
        break;
      case 'picture':
        this.post({ kind: 'picture', view: message.view, svg: await this.picture(message.view) });
        break;
      case 'exportPicture':
        await this.save(message.view, 'png', () => Promise.resolve(Buffer.from(message.png, 'base64')));
        break;
      case 'openRun':
        await this.openRun(message);
        break;
      case 'openFile':
        await vscode.window.showTextDocument(this.uri, { viewColumn: this.panel.viewColumn ?? vscode.ViewColumn.Active });
        break;
      case 'showLog':
        this.extension.log.show();
        break;
    }
  }

  /** The report of the run behind a cell, at the images that flipped. */
  private async openRun({ row, strategy, model }: Extract<FromTransferPage, { kind: 'openRun' }>): Promise<void> {
    const tested = this.report?.rows[row];
    const place = tested === undefined ? undefined : this.report?.strategies[strategy]?.models[model]?.runs[tested.test];
    if (tested === undefined || place === undefined || place === null) return;
    const folder = path.resolve(this.folder, place);
    if (tested.kind === 'clean') await openReportEditor(folder);
    else await openFlippedImages(folder, tested.kind === 'norm' ? { norm: tested.norm, sampling: tested.sampling, unit: tested.unit } : undefined);
  }

  private get report(): TransferReport | undefined {
    return this.state?.kind === 'table' ? this.state.report : undefined;
  }

  private async export(view: TransferView, format: TransferFormat): Promise<void> {
    const { report } = this;
    if (report === undefined) return;
    await this.save(view, format, async () => Buffer.from(format === 'svg' ? await this.picture(view) : textOf(report, view, format), 'utf8'));
  }

  private async picture(view: TransferView): Promise<string> {
    return (await this.extension.server.request(transferPictureRequest, { folder: this.folder, view })).svg;
  }

  private save(view: TransferView, format: TransferFormat | 'png', content: () => Promise<Uint8Array>): Promise<void> {
    return saveExport(this.extension, vscode.l10n.t('Export the transfer table'), `${path.basename(this.folder)}-${view}`, format, content);
  }
}

/** CSV and JSON hold every figure for programmes, Markdown and LaTeX the table as it is shown. */
function textOf(report: TransferReport, view: TransferView, format: Exclude<TransferFormat, 'svg'>): string {
  switch (format) {
    case 'csv':
      return tableCsv(transferCellsTable(report));
    case 'json':
      return tableJson(transferCellsTable(report));
    case 'markdown':
      return [tableMarkdown(transferTableOf(report, view)), ...transferNotes(report).map((note) => `- ${note}\n`)].join('\n');
    case 'latex':
      return tableLatex(transferTableOf(report, view));
  }
}
