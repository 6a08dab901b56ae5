import * as vscode from 'vscode';
import { CodeLenses } from './codeLens/codeLenses';
import { checkBackends } from './commands/checkBackends';
import { evaluate } from './commands/evaluate';
import { evaluateFile, isExperimentFile } from './commands/evaluateFile';
import { installBackend } from './commands/installBackend';
import { openReport } from './commands/openReport';
import type { Extension } from './extensionParts';
import { FinishedRuns } from './finishedRuns';
import { restoreReport } from './panels/restoreReport';
import { ServerConnection } from './serverConnection';
import { showError } from './showError';
import { createStatusBar } from './statusBar';

/** The commands by their names without `lpRobustness.`; what one returns is for other extensions and for tests. */
export type CommandName = 'evaluate' | 'openReport' | 'doctor' | 'installBackend' | 'showLog';

/** Everything that the extension does once it is asked for something. One per window. */
export class Editor {
  readonly codeLenses: CodeLenses;
  private readonly extension: Extension;

  constructor(context: vscode.ExtensionContext) {
    const log = vscode.window.createOutputChannel('Lp Robustness', { log: true });
    const server = new ServerConnection(context.asAbsolutePath('dist/server.js'), log);
    const runs = new FinishedRuns(server);
    this.extension = { context, log, server, runs };
    this.codeLenses = new CodeLenses(this.extension);
    context.subscriptions.push(log, server, runs, this.codeLenses, createStatusBar(server));
  }

  /** Runs a command; a failure is shown, and the command returns nothing then. */
  async run(command: CommandName, argument: unknown): Promise<unknown> {
    try {
      return await this.runCommand(command, argument);
    } catch (error) {
      void showError(error, this.extension.log);
      return undefined;
    }
  }

  restore(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    return restoreReport(this.extension, panel, state);
  }

  private runCommand(command: CommandName, argument: unknown): Promise<unknown> {
    switch (command) {
      case 'evaluate':
        return this.evaluate(argument);
      case 'openReport':
        return openReport(this.extension, typeof argument === 'string' ? argument : undefined);
      case 'doctor':
        return checkBackends(this.extension);
      case 'installBackend':
        return installBackend(this.extension, argument);
      case 'showLog':
        this.extension.log.show();
        return Promise.resolve();
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
