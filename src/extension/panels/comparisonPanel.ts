import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { comparedImagesRequest, compareRunsRequest, type ComparedSubject, type Comparison } from '../../protocol/comparison';
import { fromComparisonPanelSchema, type FromComparisonPanel, type ToComparisonPanel } from '../../protocol/comparisonMessages';
import { runErrors } from '../../protocol/errors';
import { comparisonCsv, comparisonJson, comparisonMarkdown } from '../../protocol/reportText/comparisonFiles';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { openReportEditor } from './reportEditor';
import { pagesFolder, webviewPage } from './webviewPage';

/** What the page leaves with VS Code for the time after a reload of the window. */
const savedStateSchema = z.object({ folders: z.array(z.string()).min(2) });

const writers = { csv: comparisonCsv, json: comparisonJson, md: comparisonMarkdown } as const;

/**
 * Finished runs compared with the first of them. Only their folders are read, so it works in Restricted Mode. The page
 * asks with `ready` each time it is loaded, and gets the latest state.
 */
export class ComparisonPanel {
  static readonly viewType = 'lpRobustness.comparison';

  private readonly cancellation = new vscode.CancellationTokenSource();
  private state: ToComparisonPanel;
  private comparison: Comparison | undefined;
  private closed = false;

  static open(extension: Extension, folders: readonly string[]): void {
    const title = vscode.l10n.t('Comparison of {0} runs', folders.length);
    const panel = vscode.window.createWebviewPanel(ComparisonPanel.viewType, title, vscode.ViewColumn.Active);
    void new ComparisonPanel(extension, panel, folders).compare();
  }

  /** Fills a panel from before the window was loaded again. */
  static restore(extension: Extension, panel: vscode.WebviewPanel, saved: unknown): void {
    const { data } = savedStateSchema.safeParse(saved);
    // It was closed with the window before it had shown anything.
    if (data === undefined) panel.dispose();
    else void new ComparisonPanel(extension, panel, data.folders).compare();
  }

  private constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private readonly folders: readonly string[],
  ) {
    const { extensionUri } = extension.context;
    this.state = { kind: 'comparing', folders: [...folders] };
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      panel.onDidDispose(() => {
        this.closed = true;
        this.cancellation.cancel();
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'comparison', vscode.l10n.t('Comparison of runs'));
  }

  private async compare(): Promise<void> {
    const folders = [...this.folders];
    this.show({ kind: 'comparing', folders });
    try {
      this.comparison = await this.extension.server.request(compareRunsRequest, { folders }, this.cancellation.token);
      this.show({ kind: 'compared', comparison: this.comparison, folders });
    } catch (error) {
      this.show({ kind: 'failed', error: asLprError(error).toPlain() });
    }
  }

  private show(state: ToComparisonPanel): void {
    this.state = state;
    this.post(state);
  }

  private post(message: ToComparisonPanel): void {
    // False for a page that is hidden: it will ask when it comes back.
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private async receive(received: unknown): Promise<void> {
    const { log } = this.extension;
    const message = fromComparisonPanelSchema.safeParse(received);
    if (!message.success) {
      log.warn(`The comparison panel sent what it should not: ${message.error.message}`);
      return;
    }
    try {
      await this.act(message.data);
    } catch (error) {
      const { happened, action, code } = asLprError(error);
      void vscode.window.showErrorMessage(`${happened} ${action} (${code})`);
    }
  }

  private async act(message: FromComparisonPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.post(this.state);
        break;
      case 'images':
        await this.answerImages(message.subject, message.count);
        break;
      case 'preview':
        await this.preview(message);
        break;
      case 'openRun': {
        const folder = this.comparison?.runs[message.run]?.folder;
        if (folder !== undefined) await openReportEditor(folder);
        break;
      }
      case 'copy':
        await this.copy(message.as);
        break;
      case 'save':
        await this.save();
        break;
      case 'compareAgain':
        await this.compare();
        break;
      case 'showLog':
        this.extension.log.show();
        break;
    }
  }

  private async answerImages(subject: ComparedSubject, count: number): Promise<void> {
    const folders = [...this.folders];
    try {
      const found = await this.extension.server.request(comparedImagesRequest, { folders, subject, first: 0, count }, this.cancellation.token);
      this.post({ kind: 'images', subject, found });
    } catch (error) {
      this.post({ kind: 'images', subject, found: { kind: 'failed', error: asLprError(error).toPlain() } });
    }
  }

  /** Opens the image in the preview as the run saw it: with its model, its seed and the row's corruption. */
  private async preview({ run: index, image, subject }: Extract<FromComparisonPanel, { kind: 'preview' }>): Promise<void> {
    const { comparison } = this;
    const run = comparison?.runs[index];
    if (comparison === undefined || run === undefined) return;
    const law = subject.kind === 'cell' ? { norm: subject.norm, epsilon: subject.epsilon, sampling: subject.sampling, unit: subject.unit } : {};
    const { source, split } = comparison.data;
    await vscode.commands.executeCommand('lpRobustness.preview', { data: source, split, model: run.model, image, ...law, seed: run.seed, draw: 0 });
  }

  private async copy(as: 'Markdown' | 'CSV'): Promise<void> {
    if (this.comparison === undefined) return;
    await vscode.env.clipboard.writeText(as === 'CSV' ? comparisonCsv(this.comparison) : comparisonMarkdown(this.comparison));
    vscode.window.setStatusBarMessage(vscode.l10n.t('The comparison is in the clipboard as {0}.', as), 4000);
  }

  private async save(): Promise<void> {
    const { comparison } = this;
    const [first] = this.folders;
    if (comparison === undefined || first === undefined) return;
    const filters = { CSV: ['csv'], JSON: ['json'], Markdown: ['md'] };
    const defaultUri = vscode.Uri.file(path.resolve(first, '../../..', 'comparison.csv'));
    const file = await vscode.window.showSaveDialog({ defaultUri, filters, title: vscode.l10n.t('Save the comparison') });
    if (file === undefined) return;
    const extension = path.extname(file.path).slice(1);
    const write = extension === 'json' || extension === 'md' ? writers[extension] : writers.csv;
    try {
      await vscode.workspace.fs.writeFile(file, Buffer.from(write(comparison)));
    } catch (error) {
      throw runErrors.unwritable({ path: file.fsPath, reason: error instanceof Error ? error.message : String(error) }, error);
    }
  }
}
