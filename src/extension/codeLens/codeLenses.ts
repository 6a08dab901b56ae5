import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { LastRun, RunSubject } from '../../protocol/serverMessages';
import { runFolderOf } from '../choices/choice';
import { isModelHead } from '../choices/findModels';
import { isExperimentFile } from '../commands/evaluateFile';
import type { Extension } from '../extensionParts';
import { isSettingChanged, settings } from '../settings';
import { asLprError } from '../showError';
import { isTrainingFile } from '../trainings/trainingFiles';
import { trainingLenses } from '../trainings/trainingLenses';
import { isTransferFile } from '../transfers/transferFiles';
import { transferLenses } from '../transfers/transferLenses';
import { LookedAtDocuments } from './lookedAtDocuments';
import { resultDetail, resultText } from './resultText';
import { sourceLanguages, sourceSubjects } from './sourceSubjects';

/** As much of a text as is looked at. */
const headCharacters = 64 * 1024;

/** The lens with the last result. What it says is found out when it comes into view. */
class ResultLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly of: RunSubject,
  ) {
    super(range);
  }
}

/**
 * Lenses over a model.json, over experiment files, training files and transfer files: one evaluates, the other shows the last result and
 * opens its report. Without any run in the workspace folder there is only the first, and the server is not started for it. In
 * Restricted Mode there is only the second, which reads nothing but `.lp-robustness/`.
 */
export class CodeLenses implements vscode.Disposable {
  private readonly change = new vscode.EventEmitter<void>();
  private readonly disposables: { dispose(): void }[];
  private readonly lookedAt: LookedAtDocuments;

  readonly onDidChange = this.change.event;

  constructor(private readonly extension: Pick<Extension, 'log' | 'runs' | 'server' | 'trainings' | 'workspaceRuns'>) {
    const refresh = () => this.change.fire();
    this.lookedAt = new LookedAtDocuments(extension);
    const tables = vscode.workspace.createFileSystemWatcher('**/.lp-robustness/transfers/*/report.json');
    this.disposables = [
      this.change,
      this.lookedAt,
      tables,
      tables.onDidCreate(refresh),
      tables.onDidChange(refresh),
      tables.onDidDelete(refresh),
      // Whether it is newer than its table shows when it is on the disk.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (isTransferFile(uri)) refresh();
      }),
      extension.runs.onDidChange(refresh),
      extension.trainings.changes.onDidChange(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!isSettingChanged(event, 'codeLens')) return;
        this.lookedAt.clear();
        refresh();
      }),
    ];
  }

  async provide(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
    if (!settings.codeLens) return [];
    if (isTrainingFile(document.uri)) {
      this.lookedAt.add(document, 'trainings');
      return trainingLenses(this.extension, document, token);
    }
    if (isTransferFile(document.uri)) return transferLenses(document);
    if (sourceLanguages.includes(document.languageId)) return this.provideForSource(document);
    const { uri } = document;
    const path = uri.fsPath;
    const { isTrusted } = vscode.workspace;
    const isExperiment = isExperimentFile(uri);
    const head = headOf(document);
    if (!isExperiment && !isModelHead(head.join('\n'))) return [];
    this.lookedAt.add(document, 'workspaceRuns');
    const line = isExperiment ? Math.max(0, head.findIndex((text) => /"model"\s*:/.test(text))) : 0;
    const range = new vscode.Range(line, 0, line, 0);
    const evaluate = new vscode.CodeLens(range, evaluating(uri));
    const hasRuns = await this.extension.runs.areIn(runFolderOf(path));
    const result = new ResultLens(range, { kind: isExperiment ? 'experiment' : 'model', path });
    const preview = new vscode.CodeLens(range, { command: 'lpRobustness.preview', title: vscode.l10n.t('Preview Lp corruptions'), arguments: [uri] });
    return [...(isTrusted ? [evaluate] : []), ...(hasRuns ? [result] : []), ...(isTrusted ? [preview] : [])];
  }

  /** Above a line of code that loads a model: its last result and evaluating it, or how it becomes one that can be evaluated. */
  private async provideForSource(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const { isTrusted } = vscode.workspace;
    const found = await sourceSubjects(document);
    if (found.some(({ model }) => model !== undefined)) this.lookedAt.add(document, 'workspaceRuns');
    const lenses = await Promise.all(
      found.map(async ({ range, model, format, written }): Promise<vscode.CodeLens[]> => {
        const exporting =
          format === 'tensorflow.js'
            ? []
            : [new vscode.CodeLens(range, { command: 'lpRobustness.exportHelp', title: vscode.l10n.t('Export this model to evaluate its Lp robustness'), arguments: [{ format, written }] })];
        if (model === undefined) return isTrusted && format === 'tensorflow.js' ? [new vscode.CodeLens(range, evaluating())] : exporting;
        const hasRuns = await this.extension.runs.areIn(runFolderOf(model));
        return [...(isTrusted ? [new vscode.CodeLens(range, evaluating(vscode.Uri.file(model)))] : []), ...(hasRuns ? [new ResultLens(range, { kind: 'model', path: model })] : [])];
      }),
    );
    return lenses.flat();
  }

  /** Fills in the command of a lens that came into view. It always gets one: VS Code shows an error in the lens else. */
  async resolve(lens: vscode.CodeLens, token: vscode.CancellationToken): Promise<vscode.CodeLens> {
    if (lens instanceof ResultLens) lens.command = await this.resultCommand(lens.of, token);
    return lens;
  }

  private async resultCommand(of: RunSubject, token: vscode.CancellationToken): Promise<vscode.Command> {
    // A server that has failed is started again by a command, not by looking at a file.
    if (this.extension.server.state.kind === 'failed') return { command: 'lpRobustness.showMenu', title: vscode.l10n.t('last result unknown: the server has failed') };
    try {
      const { run, ...since } = await this.lastRun(of, token);
      if (run === null) return nothing(of);
      return {
        command: 'lpRobustness.openReport',
        title: resultText(run, since, Date.now()),
        tooltip: resultDetail(run, since),
        arguments: [run.folder],
      };
    } catch (failure) {
      const error = asLprError(failure);
      this.extension.log.warn(`The last result of ${of.path} is not known: ${error.message}`);
      return { command: 'lpRobustness.showLog', title: vscode.l10n.t('last result unknown ({0})', error.code) };
    }
  }

  private async lastRun(of: RunSubject, token: vscode.CancellationToken): Promise<LastRun> {
    const { runs } = this.extension;
    const folder = runFolderOf(of.path);
    if (vscode.workspace.isTrusted) return runs.last(folder, of, token);
    const run = of.kind === 'model' ? (await runs.list(folder, token)).find(({ model }) => relative(model, of.path) === '') : undefined;
    return { run: run ?? null, modelSince: 'same', dataSince: 'same', experimentChanged: false };
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}

/** Without a model the command asks for one. */
function evaluating(uri?: vscode.Uri): vscode.Command {
  if (uri === undefined) return { command: 'lpRobustness.evaluate', title: vscode.l10n.t('Evaluate Lp robustness...'), arguments: [{}] };
  return { command: 'lpRobustness.evaluate', title: vscode.l10n.t('Evaluate Lp robustness'), arguments: [uri] };
}

/** Which run is an experiment's cannot be told without reading it: in Restricted Mode all runs are offered. */
function nothing(of: RunSubject): vscode.Command {
  if (!vscode.workspace.isTrusted && of.kind === 'experiment') return { command: 'lpRobustness.openReport', title: vscode.l10n.t('Open Lp robustness report') };
  return { command: '', title: of.kind === 'experiment' ? vscode.l10n.t('not evaluated as it is now') : vscode.l10n.t('not evaluated yet') };
}

/** The first lines of a text that the editor holds already, however large it is; no file is opened for it. */
function headOf(document: vscode.TextDocument): string[] {
  const lines: string[] = [];
  for (let left = headCharacters; left > 0 && lines.length < document.lineCount; ) {
    const text = document.lineAt(lines.length).text.slice(0, left);
    lines.push(text);
    left -= text.length + 1;
  }
  return lines;
}
