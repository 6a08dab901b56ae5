import * as vscode from 'vscode';
import type { CommandName, Editor } from './editor';

const commands: readonly CommandName[] = ['evaluate', 'openReport', 'doctor', 'installBackend', 'showLog'];

/**
 * Called by VS Code at the first command, or for a panel from before a reload. It only registers: everything else is
 * in a bundle of its own (dist/editor.js), which is read when something is first asked for.
 */
export function activate(context: vscode.ExtensionContext): void {
  let editor: Promise<Editor> | undefined;
  const load = () => (editor ??= import('./editor').then((module) => new module.Editor(context)));
  context.subscriptions.push(
    ...commands.map((name) => vscode.commands.registerCommand(`lpRobustness.${name}`, async (argument: unknown) => (await load()).run(name, argument))),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.report', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restore(panel, state),
    }),
  );
}
