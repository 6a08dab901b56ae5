import * as vscode from 'vscode';
import { fromTrainingPanelSchema, type FromTrainingPanel, type ShownTraining, type ToTrainingPanel } from '../../protocol/trainingPanelMessages';
import { trainingEpochsRequest, type ListedTraining } from '../../protocol/trainingRequests';
import type { Extension } from '../extensionParts';
import { showError } from '../showError';
import { timeLeft } from '../timeLeft';
import { canResume, distinctNames, shareDone, trainingDescription } from '../trainings/trainingText';
import { pagesFolder, webviewPage } from './webviewPage';

/** The commands behind the buttons of a training. */
const commands: Readonly<Record<Extract<FromTrainingPanel, { kind: 'act' }>['action'], string>> = {
  pause: 'pauseTraining',
  stop: 'stopTraining',
  resume: 'resumeTraining',
  evaluate: 'evaluateTraining',
  openFile: 'openTrainingFile',
  reveal: 'revealTraining',
};

/** A change of its list is shown at once, and no more often than this, in milliseconds. */
const showEvery = 250;

/**
 * The training monitor: the curves of the workspace's trainings, those that the user ticks, while they go on and afterwards, whoever
 * trains. One per window; trainings go on without it. The page asks with `ready` each time it is loaded, and keeps its ticks itself.
 */
export class TrainingMonitor {
  static readonly viewType = 'lpRobustness.training';
  private static current: TrainingMonitor | undefined;
  private readonly toTick = new Set<string>();
  private isReady = false;
  private waiting: NodeJS.Timeout | undefined;

  /** Opens the monitor, or shows the one that there is, and ticks these trainings. */
  static open(extension: Extension, trainings: readonly string[]): void {
    const { current } = TrainingMonitor;
    if (current === undefined) {
      const panel = vscode.window.createWebviewPanel(TrainingMonitor.viewType, vscode.l10n.t('Training monitor'), { viewColumn: besideEditor(), preserveFocus: true }, { enableFindWidget: true });
      TrainingMonitor.current = new TrainingMonitor(extension, panel);
    } else if (!current.panel.visible) {
      current.panel.reveal(undefined, true);
    }
    for (const training of trainings) TrainingMonitor.tick(training);
  }

  /** Ticks a training where the monitor is open. */
  static tick(training: string): void {
    const { current } = TrainingMonitor;
    current?.toTick.add(training);
    current?.postTicks();
  }

  static get isVisible(): boolean {
    return TrainingMonitor.current?.panel.visible ?? false;
  }

  /** Fills a panel from before the window was loaded again. */
  static restore(extension: Extension, panel: vscode.WebviewPanel): void {
    if (TrainingMonitor.current === undefined) TrainingMonitor.current = new TrainingMonitor(extension, panel);
    else panel.dispose();
  }

  private constructor(
    private readonly extension: Extension,
    private readonly panel: vscode.WebviewPanel,
  ) {
    const { context, trainings } = extension;
    const show = () => this.showSoon();
    const disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message).catch((error: unknown) => showError(error, extension.log))),
      trainings.onDidChange(show),
      trainings.starting.onDidChange(show),
      vscode.workspace.onDidGrantWorkspaceTrust(show),
      panel.onDidChangeViewState(() => {
        trainings.setLookedAt(panel.visible, TrainingMonitor.viewType);
        // A hidden page is gone, and will ask when it comes back.
        if (!panel.visible) this.isReady = false;
      }),
      panel.onDidDispose(() => {
        clearTimeout(this.waiting);
        trainings.setLookedAt(false, TrainingMonitor.viewType);
        if (TrainingMonitor.current === this) TrainingMonitor.current = undefined;
        vscode.Disposable.from(...disposables).dispose();
      }),
    ];
    trainings.setLookedAt(panel.visible, TrainingMonitor.viewType);
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesFolder(context.extensionUri)] };
    panel.webview.html = webviewPage(panel.webview, context.extensionUri, 'training', vscode.l10n.t('Training monitor'));
  }

  private showSoon(): void {
    this.waiting ??= setTimeout(() => {
      this.waiting = undefined;
      this.show();
    }, showEvery);
  }

  private show(): void {
    if (!this.isReady) return;
    const { all, problem, starting } = this.extension.trainings;
    const names = distinctNames(all ?? []);
    this.post({
      kind: 'trainings',
      starting: [...starting.all],
      trusted: vscode.workspace.isTrusted,
      ...(all === undefined ? {} : { trainings: all.map((training) => shown(training, names.get(training.folder) ?? '')) }),
      ...(problem === undefined ? {} : { problem }),
    });
  }

  private postTicks(): void {
    if (!this.isReady || this.toTick.size === 0) return;
    this.post({ kind: 'tick', trainings: [...this.toTick] });
    this.toTick.clear();
  }

  private post(message: ToTrainingPanel): void {
    void this.panel.webview.postMessage(message);
  }

  private async receive(received: unknown): Promise<void> {
    const { log, server } = this.extension;
    const result = fromTrainingPanelSchema.safeParse(received);
    if (!result.success) {
      log.warn(`The training monitor sent what it should not: ${result.error.message}`);
      return;
    }
    const message = result.data;
    switch (message.kind) {
      case 'ready':
        this.isReady = true;
        this.show();
        this.postTicks();
        break;
      case 'askEpochs': {
        const { training, after } = message;
        if (!this.isKnown(training)) return;
        const { epochs } = await server.request(trainingEpochsRequest, { training, after });
        this.post({ kind: 'epochs', training, after, epochs });
        break;
      }
      case 'act':
        if (this.isKnown(message.training)) await vscode.commands.executeCommand(`lpRobustness.${commands[message.action]}`, message.training);
        break;
      case 'train':
        await vscode.commands.executeCommand('lpRobustness.train');
        break;
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        vscode.window.setStatusBarMessage(vscode.l10n.t('The table is in the clipboard.'), 4000);
        break;
      case 'showLog':
        log.show();
        break;
    }
  }

  /** A page may name the trainings that it was shown, and nothing else of the disk. */
  private isKnown(folder: string): boolean {
    return this.extension.trainings.all?.some((training) => training.folder === folder) ?? false;
  }
}

function shown(training: ListedTraining, name: string): ShownTraining {
  const { state } = training;
  const moment = state.kind === 'running' && !state.isPaused ? state.moment : null;
  return {
    training,
    name,
    description: trainingDescription(training, Date.now()),
    share: Math.min(1, shareDone(training)),
    canResume: canResume(training),
    ...(moment === null ? {} : { timeLeft: timeLeft(moment.secondsLeft) }),
  };
}

/** Beside the training file, where one is being edited. */
function besideEditor(): vscode.ViewColumn {
  return vscode.window.activeTextEditor === undefined ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}
