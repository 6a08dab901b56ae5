import * as vscode from 'vscode';
import { checkBackends } from './commands/checkBackends';
import { evaluate } from './commands/evaluate';
import { installBackend } from './commands/installBackend';
import { openReport } from './commands/openReport';
import type { Choice } from './choices/choice';
import type { Extension } from './extensionParts';
import { restoreReport } from './panels/restoreReport';
import { ServerConnection } from './serverConnection';
import { showError } from './showError';
import { createStatusBar } from './statusBar';

/** The commands by their names without `lpRobustness.`; what one returns is for other extensions and for tests. */
export type CommandName = 'evaluate' | 'openReport' | 'doctor' | 'installBackend' | 'showLog';

/** Everything that the extension does once it is asked for something. One per window. */
export class Editor {
  private readonly extension: Extension;

  constructor(context: vscode.ExtensionContext) {
    const log = vscode.window.createOutputChannel('Lp Robustness', { log: true });
    const server = new ServerConnection(context.asAbsolutePath('dist/server.js'), log);
    this.extension = { context, log, server };
    context.subscriptions.push(log, server, createStatusBar(server));
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
        return evaluate(this.extension, choiceOf(argument));
      case 'openReport':
        return openReport(this.extension);
      case 'doctor':
        return checkBackends(this.extension);
      case 'installBackend':
        return installBackend(this.extension, argument);
      case 'showLog':
        this.extension.log.show();
        return Promise.resolve();
    }
  }
}

/** A model.json from the explorer, or the choices that another command has made already. */
function choiceOf(argument: unknown): Partial<Choice> {
  if (argument instanceof vscode.Uri) return { model: argument.fsPath };
  return typeof argument === 'object' && argument !== null ? argument : {};
}
