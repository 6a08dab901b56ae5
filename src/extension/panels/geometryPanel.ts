import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { z } from 'zod';
import { hostErrors } from '../../protocol/errors';
import { fromGeometryPanelSchema, overlapCurveRequest, type OverlapCurveQuestion, type ToGeometryPanel } from '../../protocol/geometryMessages';
import { runProgressNotification } from '../../protocol/serverMessages';
import { askDataAlone } from '../choices/askChoice';
import { lastChoice, runFolderOf } from '../choices/choice';
import { describeProgress } from '../commands/describeProgress';
import { knownSeparations } from '../commands/labelSafety';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { pagesFolder, webviewPage } from './webviewPage';

/** What the page leaves with VS Code for the time after a reload of the window; the rest of it is the page's own. */
const savedStateSchema = z.object({ data: z.string() });

/** The geometry of norm balls. Samples and volumes are the page's own work; the overlap experiment reads an image on the server. */
export class GeometryPanel {
  private static current: GeometryPanel | undefined;
  private running: vscode.CancellationTokenSource | undefined;
  private closed = false;

  /** Opens the panel, or shows the one that there is. */
  static open(extension: Extension): void {
    if (GeometryPanel.current !== undefined) {
      GeometryPanel.current.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel('lpRobustness.geometry', vscode.l10n.t('Geometry of norm balls'), vscode.ViewColumn.Active);
    GeometryPanel.current = new GeometryPanel(extension, panel);
  }

  /** Fills a panel from before the window was loaded again: the page has kept its choices itself. */
  static restore(extension: Extension, panel: vscode.WebviewPanel, saved: unknown): void {
    GeometryPanel.current = new GeometryPanel(extension, panel, savedStateSchema.safeParse(saved).data?.data);
  }

  private constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
    private data = lastChoice(extension.context.workspaceState).data ?? '',
  ) {
    const { extensionUri } = extension.context;
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => this.fail(error))),
      panel.onDidDispose(() => {
        this.closed = true;
        this.running?.cancel();
        if (GeometryPanel.current === this) GeometryPanel.current = undefined;
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, extensionUri, 'geometry', vscode.l10n.t('Geometry of norm balls'));
  }

  private post(message: ToGeometryPanel): void {
    if (!this.closed) void this.panel.webview.postMessage(message);
  }

  private fail(error: unknown): void {
    const coded = asLprError(error);
    this.extension.log.error(coded.message);
    this.post({ kind: 'failed', error: coded.toPlain() });
  }

  private async receive(received: unknown): Promise<void> {
    const result = fromGeometryPanelSchema.safeParse(received);
    if (!result.success) {
      this.extension.log.warn(`The geometry panel sent what it should not: ${result.error.message}`);
      return;
    }
    const message = result.data;
    switch (message.kind) {
      case 'ready':
        this.post({ kind: 'data', data: this.data });
        break;
      case 'chooseData':
        this.data = (await askDataAlone(vscode.l10n.t('Overlap of norm balls'), this.data === '' ? undefined : this.data)) ?? this.data;
        this.post({ kind: 'data', data: this.data });
        break;
      case 'measure':
        await this.measure(message.question);
        break;
      case 'cancel':
        this.running?.cancel();
        break;
    }
  }

  private async measure(question: OverlapCurveQuestion): Promise<void> {
    if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
    this.running?.cancel();
    const cancellation = new vscode.CancellationTokenSource();
    this.running = cancellation;
    const workId = randomUUID();
    this.post({ kind: 'working', message: vscode.l10n.t('Drawing samples') });
    const listener = this.extension.server.listen(runProgressNotification, ({ workId: of, progress }) => {
      if (of === workId) this.post({ kind: 'working', message: describeProgress(progress).message });
    });
    try {
      const overlap = await this.extension.server.request(overlapCurveRequest, { workId, question }, cancellation.token);
      this.post({ kind: 'overlap', overlap, separations: await knownSeparations(this.extension, runFolderOf(question.data), question.data) });
    } finally {
      listener.dispose();
      cancellation.dispose();
      if (this.running === cancellation) this.running = undefined;
    }
  }
}
