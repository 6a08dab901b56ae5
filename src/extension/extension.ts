import * as vscode from 'vscode';
import type * as editorBundle from './editor';

const commands: readonly editorBundle.CommandName[] = ['evaluate', 'openReport', 'doctor', 'installBackend', 'showLog'];

/** What has a lens: a model that may be one of TensorFlow.js, and experiment files. */
const filesWithLens = ['**/model.json', '**/*.lprobust.json'].map((pattern) => ({ scheme: 'file', pattern }));

/**
 * Called by VS Code at the first command, when a JSON file is opened, or for a panel from before a reload. It only
 * registers: everything else is in a bundle of its own (dist/editor.js), which is read when something is first asked for.
 */
export function activate(context: vscode.ExtensionContext): ActivationTime {
  const began = performance.now();
  let editor: Promise<editorBundle.Editor> | undefined;
  const lensChange = new vscode.EventEmitter<void>();
  const make = ({ Editor }: typeof editorBundle) => {
    const made = new Editor(context);
    context.subscriptions.push(made.codeLenses.onDidChange(() => lensChange.fire()));
    return made;
  };
  const load = () => (editor ??= import('./editor').then(make));
  context.subscriptions.push(
    lensChange,
    ...commands.map((name) => vscode.commands.registerCommand(`lpRobustness.${name}`, async (argument: unknown) => (await load()).run(name, argument))),
    vscode.languages.registerCodeLensProvider(filesWithLens, {
      onDidChangeCodeLenses: lensChange.event,
      provideCodeLenses: async (document) => (await load()).codeLenses.provide(document),
      resolveCodeLens: async (lens, token) => (await load()).codeLenses.resolve(lens, token),
    }),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.report', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restore(panel, state),
    }),
  );
  return { milliseconds: performance.now() - began };
}

/** What other extensions see of this one: how long it kept the extension host at activation, which the benchmark reads. */
export interface ActivationTime {
  readonly milliseconds: number;
}
