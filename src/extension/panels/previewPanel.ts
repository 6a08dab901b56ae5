import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { dataErrors, hostErrors, type LprError } from '../../protocol/errors';
import type { PreviewSubject } from '../../protocol/preview';
import { fromPreviewPanelSchema, type FromPreviewPanel, type PreviewStart, type ToPreviewPanel } from '../../protocol/previewMessages';
import { openPreviewRequest, previewProgressNotification } from '../../protocol/previewRequests';
import { runFolderOf } from '../choices/choice';
import { askPreviewData, askPreviewModel } from '../commands/previewSubject';
import type { Extension } from '../extensionParts';
import { modelName as nameOfModel } from '../sidePanel/runNames';
import { asLprError } from '../showError';
import { PreviewQuestions } from './previewQuestions';
import { pagesFolder, webviewPage } from './webviewPage';

/**
 * Images under corruptions. The page draws them itself; from here come the clean images and what the model makes of the
 * corrupted ones. It lives until the user closes it. The page keeps what the user has set, and asks with `ready` each
 * time it is loaded.
 */
export class PreviewPanel {
  static readonly viewType = 'lpRobustness.preview';
  private static readonly open = new Map<string, PreviewPanel>();

  private readonly questions: PreviewQuestions;
  private readonly disposables: { dispose(): void }[];
  /** What the page is told when it loads: how far opening is, that it is open, or why not. */
  private state: ToPreviewPanel = { kind: 'opening', message: vscode.l10n.t('Opening the images') };
  private opening: vscode.CancellationTokenSource | undefined;
  private mayFetch = false;
  private closed = false;

  /** Shows a preview beside the code, in the panel that has the same images and model already where there is one. */
  static show(extension: Extension, subject: PreviewSubject, start: PreviewStart): void {
    const present = PreviewPanel.open.get(keyOf(subject));
    if (present !== undefined) {
      present.startAt(start);
      present.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false };
    const panel = vscode.window.createWebviewPanel(PreviewPanel.viewType, titleOf(subject), place);
    new PreviewPanel(extension, panel, subject, start).begin();
  }

  /** Takes over a panel that VS Code has made: a new one, or one from before the window was loaded again. */
  constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private subject: PreviewSubject,
    private start: PreviewStart,
  ) {
    const { extensionUri } = extension.context;
    this.questions = new PreviewQuestions(extension, () => this.subject, (message) => this.post(message));
    this.disposables = [
      this.questions,
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)),
      panel.onDidDispose(() => this.close()),
    ];
    PreviewPanel.open.set(keyOf(subject), this);
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'preview', vscode.l10n.t('Preview of Lp corruptions'));
  }

  /** Opens what the preview is about; the page is told how it goes. */
  begin(): void {
    void this.openSubject();
  }

  private fail(error: LprError): void {
    this.show({ kind: 'failed', error: error.toPlain(), canResize: error.code === dataErrors.imageSize.code });
  }

  private startAt(start: PreviewStart): void {
    this.start = start;
    if (this.state.kind === 'opened') this.show({ ...this.state, start, startId: randomUUID() });
  }

  private async openSubject(): Promise<void> {
    this.opening?.cancel();
    const opening = new vscode.CancellationTokenSource();
    this.opening = opening;
    this.questions.forget();
    const { subject, mayFetch } = this;
    this.panel.title = titleOf(subject);
    this.show({ kind: 'opening', message: vscode.l10n.t('Opening the images') });
    const workId = randomUUID();
    const { server } = this.extension;
    const disposables: { dispose(): void }[] = [];
    try {
      if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
      disposables.push(
        server.listen(previewProgressNotification, ({ workId: of, message, fraction }) => {
          if (of === workId && this.opening === opening) this.show({ kind: 'opening', message, ...(fraction === undefined ? {} : { fraction }) });
        }),
      );
      const folder = runFolderOf(modelPath(subject) ?? subject.data);
      const result = await server.request(openPreviewRequest, { workId, folder, subject, mayFetch }, opening.token);
      if (this.opening !== opening) return;
      if (result.kind === 'absent') this.show({ kind: 'absent', title: result.title, megabytes: Math.ceil(result.bytes / 1e6) });
      else {
        const { kind, ...opened } = result;
        if (opened.model !== null) server.backend = opened.model.backend;
        this.show({ kind, subject, dataName: path.basename(subject.data), modelName: modelName(subject), opened, start: this.start, startId: randomUUID() });
      }
    } catch (error) {
      if (this.opening === opening) this.fail(asLprError(error));
    } finally {
      vscode.Disposable.from(...disposables).dispose();
      opening.dispose();
      if (this.opening === opening) this.opening = undefined;
    }
  }

  /** Turns to another subject. */
  private change(change: Partial<PreviewSubject>): void {
    PreviewPanel.open.delete(keyOf(this.subject));
    this.subject = { ...this.subject, ...change };
    PreviewPanel.open.set(keyOf(this.subject), this);
    this.start = {};
    this.begin();
  }

  private async receive(received: unknown): Promise<void> {
    const message = fromPreviewPanelSchema.safeParse(received);
    if (!message.success) this.extension.log.warn(`The preview panel sent what it should not: ${message.error.message}`);
    else await this.act(message.data);
  }

  private async act(message: FromPreviewPanel): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.post(this.state);
        break;
      case 'images':
        await this.questions.askImages(message.id, message.selection);
        break;
      case 'predict':
        await this.questions.askPredictions(message.id, message.images, message.columns);
        break;
      case 'choose':
        await this.choose(message.what);
        break;
      case 'fetch':
        this.mayFetch = true;
        this.begin();
        break;
      case 'resize':
        this.change({ resize: true });
        break;
      case 'cancel':
        this.opening?.cancel();
        break;
      case 'retry':
        this.begin();
        break;
      case 'showLog':
        this.extension.log.show();
        break;
    }
  }

  private async choose(what: 'data' | 'model' | 'split'): Promise<void> {
    if (what === 'split') {
      this.change({ split: this.subject.split === 'test' ? 'train' : 'test' });
    } else if (what === 'data') {
      const data = await askPreviewData(this.subject.data);
      if (data !== undefined && !this.closed) this.change({ data });
    } else {
      const model = await askPreviewModel(modelPath(this.subject));
      if (model !== undefined && !this.closed) this.change({ model });
    }
  }

  private show(state: ToPreviewPanel): void {
    this.state = state;
    this.post(state);
  }

  private post(message: ToPreviewPanel): void {
    // False for a page that is hidden: it will ask when it comes back.
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private close(): void {
    this.closed = true;
    this.opening?.cancel();
    if (PreviewPanel.open.get(keyOf(this.subject)) === this) PreviewPanel.open.delete(keyOf(this.subject));
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

const keyOf = (subject: PreviewSubject) => JSON.stringify([subject.data, subject.split, subject.model]);
const modelPath = ({ model }: PreviewSubject) => (model === null ? undefined : typeof model === 'string' ? model : model.path);

/** People call a model by its folder. */
function modelName(subject: PreviewSubject): string | null {
  const file = modelPath(subject);
  return file === undefined ? null : nameOfModel(file);
}

const titleOf = (subject: PreviewSubject) => vscode.l10n.t('Preview: {0}', [path.basename(subject.data), modelName(subject)].filter(Boolean).join(', '));
