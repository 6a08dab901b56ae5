import path from 'node:path';
import * as vscode from 'vscode';
import { LprError } from '../protocol/errors';
import type { AnalysisName } from '../protocol/analysisMessages';
import { CodeLenses } from './codeLens/codeLenses';
import { showExportHelp } from './codeLens/exportHelp';
import { checkBackends } from './commands/checkBackends';
import { criticalEpsilon, criticalEpsilonView } from './commands/criticalEpsilon';
import { evaluate } from './commands/evaluate';
import { evaluateFile, isExperimentFile } from './commands/evaluateFile';
import { imperceptible } from './commands/imperceptible';
import { installBackend } from './commands/installBackend';
import { openReport } from './commands/openReport';
import { preview } from './commands/preview';
import { showMenu } from './commands/showMenu';
import { ExperimentFiles } from './experimentFiles/experimentFiles';
import { newExperiment } from './experimentFiles/newExperiment';
import type { Extension } from './extensionParts';
import { FinishedRuns } from './finishedRuns';
import { ComparisonPanel } from './panels/comparisonPanel';
import { resolveReportEditor } from './panels/reportEditor';
import { restorePreview } from './panels/restorePreview';
import { ReportLivePanel } from './panels/reportLivePanel';
import { separation, separationView } from './commands/separation';
import { AnalysisPanel } from './panels/analysisPanel';
import { resolveTransferEditor } from './panels/transferEditor';
import { GeometryPanel } from './panels/geometryPanel';
import { ImperceptiblePanel } from './panels/imperceptiblePanel';
import { TrainingMonitor } from './panels/trainingMonitor';
import { ServerConnection } from './serverConnection';
import { showError } from './showError';
import { SidePanel } from './sidePanel/sidePanel';
import type { SidePanelCommandName } from './sidePanel/sidePanelCommands';
import type { SidePanelViews } from './sidePanel/sidePanelViews';
import { createStatusBar } from './statusBar';
import { train } from './trainings/train';
import { TrainingChanges } from './trainings/trainingChanges';
import type { TrainingCommandName } from './trainings/trainingCommands';
import { WorkspaceRuns } from './sidePanel/workspaceRuns';
import { WorkspaceTrainings } from './trainings/workspaceTrainings';
import { transfer } from './transfers/transfer';
import { TestExplorer } from './testExplorer/testExplorer';
import { keepServerTold } from './goOnAfterWindow';
import { continueInBackground } from './commands/continueInBackground';
import { followBackgroundRuns } from './commands/followRun';

/** The commands by their names without `lpRobustness.`; what one returns is for other extensions and for tests. */
export type CommandName =
  | 'evaluate'
  | 'newExperiment'
  | 'exportHelp'
  | 'openReport'
  | 'doctor'
  | 'installBackend'
  | 'showLog'
  | 'showMenu'
  | 'restartServer'
  | 'continueInBackground'
  | 'criticalEpsilon'
  | 'separation'
  | 'preview'
  | 'geometry'
  | 'imperceptible'
  | 'train'
  | 'transfer';

/** Everything that the extension does once it is asked for something. One per window. */
export class Editor {
  readonly codeLenses: CodeLenses;
  readonly sidePanel: SidePanel;
  readonly testExplorer: TestExplorer;
  private readonly extension: Extension;

  /** @param views The side panel's views, and `tests` the Test Explorer's root: they stand from activation on. */
  constructor(context: vscode.ExtensionContext, views: SidePanelViews, tests: vscode.TestController) {
    const log = vscode.window.createOutputChannel('Lp Robustness', { log: true });
    const server = new ServerConnection(context.asAbsolutePath('dist/server.js'), log, undefined, undefined, {
      // Node, where it can, keeps there what it has compiled of the server and the compute processes: they start a third sooner.
      NODE_COMPILE_CACHE: path.join(context.globalStorageUri.fsPath, 'compiled'),
    });
    const runs = new FinishedRuns(server);
    const trainings = new WorkspaceTrainings({ log, server }, new TrainingChanges());
    const workspaceRuns = new WorkspaceRuns({ log, server, runs });
    this.extension = { context, log, server, runs, workspaceRuns, trainings };
    this.codeLenses = new CodeLenses(this.extension);
    this.sidePanel = new SidePanel(this.extension, views);
    this.testExplorer = new TestExplorer(this.extension, tests);
    const experimentFiles = new ExperimentFiles(this.extension);
    const failures = server.onDidChangeState((state) => {
      if (state.kind === 'failed') void showError(LprError.fromPlain(state.error), log);
    });
    context.subscriptions.push(log, server, runs, workspaceRuns, trainings, this.codeLenses, this.sidePanel, this.testExplorer, experimentFiles, createStatusBar(server), failures, keepServerTold(server, log));
    void followBackgroundRuns(this.extension).catch((error: unknown) => log.warn(String(error)));
  }

  /** Ends the server, so that the window leaves no process; VS Code waits a few seconds for it. */
  end(): Promise<void> {
    return this.extension.server.stop();
  }

  /** Runs a command; a failure is shown, and the command returns nothing then. */
  run(command: CommandName, argument: unknown): Promise<unknown> {
    return this.showing(() => this.runCommand(command, argument));
  }

  /** Fills a comparison from before the window was loaded again. */
  restoreComparison(panel: vscode.WebviewPanel, state: unknown): void {
    ComparisonPanel.restore(this.extension, panel, state);
  }

  /** Runs a command of the side panel, likewise. */
  runInSidePanel(command: SidePanelCommandName, args: readonly unknown[]): Promise<unknown> {
    return this.showing(() => this.sidePanel.run(command, args));
  }

  /** Runs a command about trainings, likewise. */
  runOnTraining(command: TrainingCommandName, args: readonly unknown[]): Promise<unknown> {
    return this.showing(() => this.sidePanel.trainings.run(command, args));
  }

  /** Fills the training monitor from before the window was loaded again. */
  restoreTrainingMonitor(panel: vscode.WebviewPanel): void {
    TrainingMonitor.restore(this.extension, panel);
  }

  /** Fills the editor of a report file. */
  showReport(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    resolveReportEditor(this.extension, uri, panel);
  }

  /** Fills the editor of a transfer experiment's report file. */
  showTransfer(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    resolveTransferEditor(this.extension, uri, panel);
  }

  /** Fills the panel of an evaluation from before the window was loaded again. */
  restoreEvaluation(panel: vscode.WebviewPanel): void {
    ReportLivePanel.restore(this.extension, panel);
  }

  /** Fills the panel of an analysis from before the window was loaded again. */
  restoreAnalysis(name: AnalysisName | 'geometry' | 'imperceptible', panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    switch (name) {
      case 'criticalEpsilon':
        return AnalysisPanel.restore(this.extension, panel, criticalEpsilonView, state);
      case 'separation':
        return AnalysisPanel.restore(this.extension, panel, separationView, state);
      case 'geometry':
        GeometryPanel.restore(this.extension, panel, state);
        return Promise.resolve();
      case 'imperceptible':
        ImperceptiblePanel.restore(this.extension, panel, state);
        return Promise.resolve();
    }
  }

  /** Fills a preview from before the window was loaded again. */
  restorePreview(panel: vscode.WebviewPanel, state: unknown): void {
    restorePreview(this.extension, panel, state);
  }

  private async showing(run: () => Promise<unknown>): Promise<unknown> {
    try {
      return await run();
    } catch (error) {
      void showError(error, this.extension.log);
      return undefined;
    }
  }

  private runCommand(command: CommandName, argument: unknown): Promise<unknown> {
    switch (command) {
      case 'evaluate':
        return this.evaluate(argument);
      case 'newExperiment':
        return newExperiment(this.extension, argument instanceof vscode.Uri ? argument : undefined);
      case 'exportHelp':
        return showExportHelp(this.extension, argument);
      case 'openReport':
        return openReport(typeof argument === 'string' ? argument : undefined);
      case 'doctor':
        return checkBackends(this.extension);
      case 'installBackend':
        return installBackend(this.extension, argument);
      case 'preview':
        return preview(this.extension, argument);
      case 'showLog':
        this.extension.log.show();
        return Promise.resolve();
      case 'showMenu':
        return showMenu(this.extension);
      case 'continueInBackground':
        return continueInBackground(this.extension);
      case 'restartServer':
        return this.extension.server.restart();
      case 'criticalEpsilon':
        return criticalEpsilon(this.extension, givenIn(argument));
      case 'separation':
        return separation(this.extension, givenIn(argument));
      case 'geometry':
        GeometryPanel.open(this.extension);
        return Promise.resolve();
      case 'imperceptible':
        return imperceptible(this.extension, givenIn(argument));
      case 'train':
        return train(this.extension, argument);
      case 'transfer':
        return transfer(this.extension, argument);
    }
  }

  /**
   * Evaluates a model.json or an experiment file that was pointed at, or what another command has chosen already;
   * without any of them the experiment file in the active editor, else what the user is asked for.
   */
  private evaluate(argument: unknown): Promise<unknown> {
    const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
    if (uri instanceof vscode.Uri && isExperimentFile(uri)) return evaluateFile(this.extension, uri);
    if (argument instanceof vscode.Uri) return evaluate(this.extension, { model: argument.fsPath });
    return evaluate(this.extension, typeof argument === 'object' && argument !== null ? argument : {});
  }
}

/** What another command has chosen already. */
function givenIn(argument: unknown): object {
  return typeof argument === 'object' && argument !== null && !(argument instanceof vscode.Uri) ? argument : {};
}
