import * as vscode from 'vscode';
import type { Choice } from './choices/choice';
import type { Extension } from './extensionParts';
import { ServerConnection } from './serverConnection';
import { showError } from './showError';
import { createStatusBar } from './statusBar';

/** Called by VS Code at the first command. It only registers: each command's code is read when it is first run. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Lp Robustness', { log: true });
  const server = new ServerConnection(context.asAbsolutePath('dist/server.js'), log);
  const extension: Extension = { context, log, server };

  /** Registers a command whose failures are shown; what it returns is for other extensions and for tests. */
  const command = (name: string, run: (argument: unknown, more: unknown) => unknown) =>
    vscode.commands.registerCommand(`lpRobustness.${name}`, async (argument: unknown, more: unknown) => {
      try {
        return await run(argument, more);
      } catch (error) {
        void showError(error, log);
        return undefined;
      }
    });

  context.subscriptions.push(
    log,
    server,
    createStatusBar(server),
    command('evaluate', async (argument) => (await import('./commands/evaluate')).evaluate(extension, choiceOf(argument))),
    command('openReport', async () => (await import('./commands/openReport')).openReport(extension)),
    command('doctor', async () => (await import('./commands/checkBackends')).checkBackends(extension)),
    command('installBackend', async (argument) => (await import('./commands/installBackend')).installBackend(extension, argument)),
    command('showLog', () => log.show()),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.report', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await import('./panels/restoreReport')).restoreReport(extension, panel, state),
    }),
  );
}

/** A model.json from the explorer, or the choices that another command has made already. */
function choiceOf(argument: unknown): Partial<Choice> {
  if (argument instanceof vscode.Uri) return { model: argument.fsPath };
  return typeof argument === 'object' && argument !== null ? argument : {};
}
