import * as vscode from 'vscode';
import type { ListedRun } from '../../protocol/runListMessages';
import { followRun } from '../commands/followRun';
import { findModels, type FoundModel } from '../choices/findModels';
import type { Extension } from '../extensionParts';
import { ComparisonPanel } from '../panels/comparisonPanel';
import { chosenRuns } from './chosenRuns';
import { deleteRuns } from './deleteRuns';
import { ModelTree, type ModelNode } from './modelTree';
import { copyAsMarkdown, runAgain } from './runCommands';
import { groupings, type Grouping } from './runGroups';
import { runsToCompare } from './runsToCompare';
import { RunTree, type RunListing } from './runTree';
import { filterMessage, RunViewChoice } from './runViewChoice';
import { evaluateSample } from './sample';
import { TrainingsView } from '../trainings/trainingsView';
import type { TrainingNode } from '../trainings/trainingTree';
import type { SidePanelCommandName } from './sidePanelCommands';
import type { SidePanelContents, SidePanelViews } from './sidePanelViews';
import type { WorkspaceRuns } from './workspaceRuns';

/** Ages stand in the rows: they are written anew this often while somebody looks. */
const agingMilliseconds = 60_000;

/** The side panel: models of the workspace with their last run, and its runs. One per window, made when a view is first seen or a command of it is run. */
export class SidePanel implements SidePanelContents, vscode.Disposable {
  readonly modelTree: vscode.TreeDataProvider<ModelNode>;
  readonly runTree: RunTree;
  private readonly runs: WorkspaceRuns;
  readonly trainings: TrainingsView;
  readonly trainingTree: vscode.TreeDataProvider<TrainingNode>;
  private readonly choice: RunViewChoice;
  private readonly disposables: { dispose(): void }[];
  private models: Promise<readonly FoundModel[]> | undefined;

  constructor(
    private readonly extension: Extension,
    private readonly views: SidePanelViews,
  ) {
    this.runs = extension.workspaceRuns;
    this.trainings = new TrainingsView(extension, views);
    this.trainingTree = this.trainings.tree;
    this.choice = new RunViewChoice(extension.context.workspaceState);
    this.modelTree = new ModelTree(
      () => this.modelsOfWorkspace(),
      () => this.runs.all ?? [],
    );
    this.runTree = new RunTree(() => this.listing());
    const files = vscode.workspace.createFileSystemWatcher('**/model.json', false, true);
    const findAgain = () => this.findModelsAgain();
    const look = () => this.runs.setLookedAt(views.models.visible || views.runs.visible);
    const aging = setInterval(() => this.showAges(), agingMilliseconds);
    this.disposables = [
      this.trainings,
      files,
      files.onDidCreate(findAgain),
      files.onDidDelete(findAgain),
      vscode.workspace.onDidChangeWorkspaceFolders(findAgain),
      vscode.workspace.onDidGrantWorkspaceTrust(findAgain),
      views.models.onDidChangeVisibility(look),
      views.runs.onDidChangeVisibility(look),
      this.runs.onDidChange((changed) => this.show(changed)),
      { dispose: () => clearInterval(aging) },
    ];
    look();
  }

  /** Runs a command of the panel. @throws LprError */
  async run(name: SidePanelCommandName, args: readonly unknown[]): Promise<unknown> {
    const { extension } = this;
    switch (name) {
      case 'rerun':
        return this.again(args, vscode.l10n.t('Run again'), true, ({ state }) => state.kind !== 'running');
      case 'resumeRun':
        return this.again(args, vscode.l10n.t('Resume a run'), false, ({ state }) => state.kind === 'unfinished' || state.kind === 'failed');
      case 'followRun': {
        const [run] = await this.chosen(args, vscode.l10n.t('Follow a run'), ({ state }) => state.kind === 'running');
        return run === undefined ? undefined : followRun(this.extension, run);
      }
      case 'compareRuns': {
        const chosen = args.length === 0 ? [] : await this.chosen(args, vscode.l10n.t('Compare runs'));
        const folders = await runsToCompare(await this.runs.now(), chosen);
        if (folders !== undefined) ComparisonPanel.open(extension, folders);
        return folders;
      }
      case 'deleteRun': {
        const runs = await this.chosen(args, vscode.l10n.t('Delete a run'));
        const gone = await deleteRuns(extension, runs);
        this.runs.forget(gone);
        extension.runs.refresh(); // also where nobody has looked at the list yet
        return gone;
      }
      case 'copyRunAsMarkdown': {
        const runs = await this.chosen(args, vscode.l10n.t('Copy a run as Markdown'));
        return runs.length === 0 ? undefined : copyAsMarkdown(runs);
      }
      case 'openRun': {
        const [run] = await this.chosen(args, vscode.l10n.t('Open Lp robustness report'), ({ state }) => state.kind === 'finished');
        return run === undefined ? undefined : vscode.commands.executeCommand('lpRobustness.openReport', run.folder);
      }
      case 'revealRun':
        return this.reveal(args, 'revealInExplorer');
      case 'revealRunInOs':
        return this.reveal(args, 'revealFileInOS');
      case 'filterRuns':
        return this.filter();
      case 'clearRunFilter':
        return this.choose({ filter: '' });
      case 'groupRuns':
        return this.group();
      case 'refreshRuns':
        this.models = undefined;
        return this.runs.refresh();
      case 'evaluateModel': {
        const [node] = args as [ModelNode | undefined];
        return vscode.commands.executeCommand('lpRobustness.evaluate', ...(node === undefined ? [] : [vscode.Uri.file(node.model.path)]));
      }
      case 'openLastReport': {
        const [node] = args as [ModelNode | undefined];
        return vscode.commands.executeCommand('lpRobustness.openReport', node?.lastReport);
      }
      case 'evaluateSample':
        return evaluateSample(extension, () => this.findModelsAgain());
    }
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private chosen(args: readonly unknown[], title: string, isMeant: (run: ListedRun) => boolean = () => true): Promise<ListedRun[]> {
    return chosenRuns(this.runs, this.views.runs, args, title, isMeant);
  }

  private async again(args: readonly unknown[], title: string, fresh: boolean, isMeant: (run: ListedRun) => boolean): Promise<unknown> {
    const [run] = await this.chosen(args, title, isMeant);
    return run === undefined ? undefined : runAgain(this.extension, run, fresh);
  }

  private async reveal(args: readonly unknown[], command: string): Promise<void> {
    const [run] = await this.chosen(args, vscode.l10n.t('Reveal a run'));
    if (run !== undefined) await vscode.commands.executeCommand(command, vscode.Uri.file(run.folder));
  }

  private async filter(): Promise<void> {
    const text = await vscode.window.showInputBox({
      title: vscode.l10n.t('Filter the runs'),
      prompt: vscode.l10n.t('Words that model, data, suite, backend or state must hold'),
      value: this.choice.filter,
    });
    if (text !== undefined) await this.choose({ filter: text.trim() });
  }

  private async group(): Promise<void> {
    const labels: Readonly<Record<Grouping, string>> = {
      none: vscode.l10n.t('One list'),
      model: vscode.l10n.t('By model'),
      data: vscode.l10n.t('By data'),
      suite: vscode.l10n.t('By suite'),
    };
    const offers = groupings.map((grouping) => ({ label: labels[grouping], picked: grouping === this.choice.grouping, grouping }));
    const options = { title: vscode.l10n.t('Group the runs'), placeHolder: vscode.l10n.t('Now: {0}', labels[this.choice.grouping]) };
    const chosen = await vscode.window.showQuickPick(offers, options);
    if (chosen !== undefined) await this.choose({ grouping: chosen.grouping });
  }

  private async choose(choice: { filter?: string; grouping?: Grouping }): Promise<void> {
    await this.choice.change(choice);
    this.show(undefined);
  }

  private async listing(): Promise<RunListing> {
    const { filter, grouping } = this.choice;
    return { runs: await this.runs.known(), filter, grouping };
  }

  /** Searches once, and again when a file comes or goes. In Restricted Mode no model is opened. */
  private modelsOfWorkspace(): Promise<readonly FoundModel[]> {
    if (!vscode.workspace.isTrusted) return Promise.resolve([]);
    return (this.models ??= findModels());
  }

  private findModelsAgain(): void {
    this.models = undefined;
    this.views.modelTree.refresh();
  }

  private show(changed: readonly ListedRun[] | undefined): void {
    const { models, modelTree, runs, runTree } = this.views;
    const all = this.runs.all;
    const problem = this.runs.problem;
    void vscode.commands.executeCommand('setContext', 'lpRobustness.runs', all === undefined ? undefined : all.length > 0 ? 'some' : 'none');
    runs.message = problem === undefined ? filterMessage(all ?? [], this.choice.filter) : `${problem.happened} (${problem.code})`;
    if (models.visible) modelTree.refresh();
    runTree.refresh(changed === undefined ? undefined : this.runTree.nodesOf(changed));
  }

  private showAges(): void {
    if (this.views.runs.visible || this.views.models.visible) this.show(undefined);
  }
}
