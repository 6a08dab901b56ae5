import * as vscode from 'vscode';
import type * as editorBundle from './editor';
import { sidePanelCommands } from './sidePanel/sidePanelCommands';
import { createSidePanelViews } from './sidePanel/sidePanelViews';
import { trainingCommands } from './trainings/trainingCommands';
import { registerTests } from './testExplorer/registerTests';

const commands: readonly editorBundle.CommandName[] = [
  'evaluate',
  'newExperiment',
  'exportHelp',
  'openReport',
  'doctor',
  'installBackend',
  'showLog',
  'showMenu',
  'restartServer',
  'continueInBackground',
  'criticalEpsilon',
  'separation',
  'preview',
  'geometry',
  'imperceptible',
  'train',
  'transfer',
];

/** Once something has been asked for. */
let editor: Promise<editorBundle.Editor> | undefined;

/** Panels of analyses, which come back after a reload of the window. */
const analyses = ['criticalEpsilon', 'separation', 'geometry', 'imperceptible'] as const;

/** What has a lens: a model that may be one of TensorFlow.js, experiment files, and code that may load a model. */
const filesWithLens: vscode.DocumentSelector = [
  ...['**/model.json', '**/*.lprobust.json', '**/*.lptrain.json', '**/*.lptransfer.json'].map((pattern) => ({ scheme: 'file', pattern })),
  ...['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'].map((language) => ({ scheme: 'file', language })),
];

/**
 * Called by VS Code at the first command, when a JSON file is opened, or for a panel from before a reload. It only
 * registers: everything else is in a bundle of its own (dist/loadEditor.js), which is read when something is first asked for.
 */
export function activate(context: vscode.ExtensionContext): ActivationTime {
  const began = performance.now();
  const lensChange = new vscode.EventEmitter<void>();
  const make = ({ Editor }: typeof editorBundle) => {
    const made = new Editor(context, views, tests);
    context.subscriptions.push(made.codeLenses.onDidChange(() => lensChange.fire()));
    return made;
  };
  const load = () => (editor ??= import('./loadEditor').then(({ loadEditor }) => loadEditor()).then(make));
  const views = createSidePanelViews(async () => (await load()).sidePanel);
  const tests = registerTests(load);
  const loadFor = ({ uri }: vscode.TextDocument) => {
    if (/\.lp(robust|train|transfer)\.json$/.test(uri.path)) void load();
  };
  vscode.workspace.textDocuments.forEach(loadFor);
  context.subscriptions.push(
    lensChange,
    tests,
    vscode.workspace.onDidOpenTextDocument(loadFor),
    views.models,
    views.runs,
    views.trainings,
    ...commands.map((name) => vscode.commands.registerCommand(`lpRobustness.${name}`, async (argument: unknown) => (await load()).run(name, argument))),
    ...sidePanelCommands.map((name) => vscode.commands.registerCommand(`lpRobustness.${name}`, async (...args: unknown[]) => (await load()).runInSidePanel(name, args))),
    ...trainingCommands.map((name) => vscode.commands.registerCommand(`lpRobustness.${name}`, async (...args: unknown[]) => (await load()).runOnTraining(name, args))),
    vscode.languages.registerCodeLensProvider(filesWithLens, {
      onDidChangeCodeLenses: lensChange.event,
      provideCodeLenses: async (document, token) => (await load()).codeLenses.provide(document, token),
      resolveCodeLens: async (lens, token) => (await load()).codeLenses.resolve(lens, token),
    }),
    vscode.window.registerCustomEditorProvider(
      'lpRobustness.report',
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => (await load()).showReport(uri, panel),
      },
      { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } },
    ),
    vscode.window.registerCustomEditorProvider(
      'lpRobustness.transfer',
      {
        openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
        resolveCustomEditor: async ({ uri }, panel) => (await load()).showTransfer(uri, panel),
      },
      { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } },
    ),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.evaluation', {
      deserializeWebviewPanel: async (panel) => (await load()).restoreEvaluation(panel),
    }),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.preview', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restorePreview(panel, state),
    }),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.comparison', {
      deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restoreComparison(panel, state),
    }),
    vscode.window.registerWebviewPanelSerializer('lpRobustness.training', {
      deserializeWebviewPanel: async (panel) => (await load()).restoreTrainingMonitor(panel),
    }),
    ...analyses.map((name) =>
      vscode.window.registerWebviewPanelSerializer(`lpRobustness.${name}`, {
        deserializeWebviewPanel: async (panel, state: unknown) => (await load()).restoreAnalysis(name, panel, state),
      }),
    ),
  );
  return { milliseconds: performance.now() - began };
}

/** Called by VS Code when the window closes or the extension is switched off; it waits for the promise, for some seconds. */
export async function deactivate(): Promise<void> {
  await (await editor?.catch(() => undefined))?.end();
}

/** What other extensions see of this one: how long it kept the extension host at activation, which the benchmark reads. */
export interface ActivationTime {
  readonly milliseconds: number;
}
