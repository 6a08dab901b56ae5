import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { z } from 'zod';
import { hostErrors } from '../../protocol/errors';
import {
  fromImperceptiblePanelSchema,
  imperceptibleOrderSchema,
  openImperceptibleRequest,
  saveImperceptibleRequest,
  type ImperceptibleOrder,
  type ToImperceptiblePanel,
} from '../../protocol/imperceptible';
import { runProgressNotification } from '../../protocol/serverMessages';
import { askDataAlone } from '../choices/askChoice';
import { describeProgress } from '../commands/describeProgress';
import { knownSeparations } from '../commands/labelSafety';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { pagesFolder, webviewPage } from './webviewPage';

/** What the page leaves with VS Code for the time after a reload of the window. */
const savedStateSchema = z.object({ order: imperceptibleOrderSchema });

const title = () => vscode.l10n.t('Imperceptible corruptions');

/** The blind comparison by which a person chooses corruptions too weak to see. Each answer is on the disk before the next. */
export class ImperceptiblePanel {
  private closed = false;
  private isFirst = true;
  private readonly cancellation = new vscode.CancellationTokenSource();

  static open(extension: Extension, order: ImperceptibleOrder): void {
    new ImperceptiblePanel(extension, vscode.window.createWebviewPanel('lpRobustness.imperceptible', title(), vscode.ViewColumn.Active), order);
  }

  /** Fills a panel from before the window was loaded again: it goes on from the answers on the disk. */
  static restore(extension: Extension, panel: vscode.WebviewPanel, saved: unknown): void {
    const { data } = savedStateSchema.safeParse(saved);
    // It was closed with the window before it had shown a picture.
    if (data === undefined) panel.dispose();
    else new ImperceptiblePanel(extension, panel, data.order);
  }

  private constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private order: ImperceptibleOrder,
  ) {
    const { extensionUri } = extension.context;
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => this.fail(error))),
      panel.onDidDispose(() => {
        this.closed = true;
        this.cancellation.cancel();
        vscode.Disposable.from(this.cancellation, ...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'imperceptible', title());
  }

  private post(message: ToImperceptiblePanel): void {
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private fail(error: unknown): void {
    const { code, happened, action, message } = asLprError(error);
    if (code === hostErrors.cancelled.code) return;
    this.extension.log.error(message);
    this.post({ kind: 'failed', code, happened, action });
  }

  private async receive(received: unknown): Promise<void> {
    const result = fromImperceptiblePanelSchema.safeParse(received);
    if (!result.success) {
      this.extension.log.warn(`The panel of imperceptible corruptions sent what it should not: ${result.error.message}`);
      return;
    }
    const message = result.data;
    switch (message.kind) {
      case 'ready':
        await this.load(false);
        break;
      case 'save':
        await this.extension.server.request(saveImperceptibleRequest, { folder: this.order.folder, set: message.set });
        break;
      case 'restart': {
        const data = message.chooseData ? await askDataAlone(vscode.l10n.t('Choose imperceptible corruptions'), this.order.data) : this.order.data;
        if (data === undefined) return;
        this.order = { ...this.order, data };
        await this.load(true);
        break;
      }
    }
  }

  /** The page also asks each time it comes back from being hidden: it then goes on from what is on the disk. */
  private async load(restart: boolean): Promise<void> {
    if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    const { order } = this;
    const workId = randomUUID();
    if (this.isFirst) this.post({ kind: 'working', message: vscode.l10n.t('Reading images') });
    this.isFirst = false;
    const listener = this.extension.server.listen(runProgressNotification, ({ workId: of, progress }) => {
      if (of === workId) this.post({ kind: 'working', message: describeProgress(progress).message });
    });
    try {
      const found = await this.extension.server.request(openImperceptibleRequest, { workId, ...order, split: 'test', restart }, this.cancellation.token);
      this.post({ kind: 'compare', order, ...found, separations: await knownSeparations(this.extension, order.folder, order.data) });
    } finally {
      listener.dispose();
    }
  }
}
