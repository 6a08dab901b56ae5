import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { z } from 'zod';
import { hostErrors } from '../../protocol/errors';
import { fromAnalysisPanelSchema, type AnalysisName, type AnalysisResult, type AnalysisState, type ToAnalysisPanel } from '../../protocol/analysisMessages';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { pagesFolder, webviewPage } from './webviewPage';

/** One kind of analysis as its panel shows it. */
export interface AnalysisView<N extends AnalysisName> {
  /** Name of the page, of its folder in webview-ui, and of the view type after `lpRobustness.`. */
  readonly name: N;
  readonly title: string;
  /** The file of the result in its folder. */
  readonly file: string;
  /** Makes the result of that file's text; the folder is the one that it lies in. */
  readonly read: (text: string, extension: Extension, folder: string) => Promise<AnalysisResult<N>>;
}

/** What the page leaves with VS Code for the time after a reload of the window. */
const savedStateSchema = z.object({ folder: z.string() });

/**
 * An analysis, while it goes on and afterwards. The page keeps nothing that cannot be sent again: it asks with `ready` each time
 * it is loaded, and gets the latest state.
 */
export class AnalysisPanel<N extends AnalysisName> {
  private state: AnalysisState<AnalysisResult<N>> = { kind: 'running', message: vscode.l10n.t('Starting') };
  private closed = false;

  /** Opens a panel; `cancel` is called when the user presses Cancel in it. */
  static open<N extends AnalysisName>(extension: Extension, view: AnalysisView<N>, title: string, cancel: () => void): AnalysisPanel<N> {
    const panel = vscode.window.createWebviewPanel(`lpRobustness.${view.name}`, title, { viewColumn: vscode.ViewColumn.Active, preserveFocus: true });
    return new AnalysisPanel(extension, panel, view, cancel);
  }

  /** Fills a panel from before the window was loaded again: with its result, or with the reason why there is none. */
  static async restore<N extends AnalysisName>(extension: Extension, panel: vscode.WebviewPanel, view: AnalysisView<N>, saved: unknown): Promise<void> {
    const restored = new AnalysisPanel(extension, panel, view, () => undefined);
    const { data } = savedStateSchema.safeParse(saved);
    if (data === undefined) {
      restored.show({ kind: 'cancelled' });
      return;
    }
    const file = path.join(data.folder, view.file);
    try {
      const result = await view.read(await readFile(file, 'utf8'), extension, data.folder);
      restored.show({ kind: 'finished', result, folder: data.folder, reused: true });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      restored.show({ kind: 'failed', error: hostErrors.reportUnreadable({ file, reason }, error).toPlain() });
    }
  }

  private constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private readonly view: AnalysisView<N>,
    private readonly cancel: () => void,
  ) {
    const { extensionUri } = extension.context;
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => extension.log.error(asLprError(error).message))),
      panel.onDidDispose(() => {
        this.closed = true;
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, view.name, view.title);
  }

  get isClosed(): boolean {
    return this.closed;
  }

  show(state: AnalysisState<AnalysisResult<N>>): void {
    this.state = state;
    this.post();
  }

  private post(): void {
    if (this.closed) return;
    const message: ToAnalysisPanel<AnalysisResult<N>> = { kind: 'show', state: this.state };
    // False for a page that is hidden: it will ask when it comes back.
    void this.panel.webview.postMessage(message);
  }

  private async receive(received: unknown): Promise<void> {
    const { log } = this.extension;
    const result = fromAnalysisPanelSchema.safeParse(received);
    if (!result.success) {
      log.warn(`The panel ${this.view.name} sent what it should not: ${result.error.message}`);
      return;
    }
    const message = result.data;
    switch (message.kind) {
      case 'ready':
        this.post();
        break;
      case 'cancel':
        this.cancel();
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        break;
      case 'openFile':
        if (this.state.kind === 'finished') await vscode.window.showTextDocument(vscode.Uri.file(path.join(this.state.folder, this.view.file)));
        break;
      case 'showLog':
        log.show();
        break;
      case 'preview':
        await vscode.commands.executeCommand('lpRobustness.preview', message.target);
        break;
    }
  }
}
