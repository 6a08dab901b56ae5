import * as vscode from 'vscode';
import type { ListedTraining } from '../../protocol/trainingRequests';
import { canResume, distinctNames, trainingDescription, trainingTooltip } from './trainingText';

/** A row of the Trainings view. */
export interface TrainingNode {
  readonly kind: 'training';
  readonly folder: string;
}

/** The rows of the Trainings view. */
export class TrainingTree implements vscode.TreeDataProvider<TrainingNode> {
  private readonly nodes = new Map<string, TrainingNode>();
  private byFolder = new Map<string, ListedTraining>();
  private names = new Map<string, string>();

  constructor(private readonly trainings: () => Promise<readonly ListedTraining[]>) {}

  async getChildren(node?: TrainingNode): Promise<TrainingNode[]> {
    if (node !== undefined) return [];
    const trainings = await this.trainings();
    this.byFolder = new Map(trainings.map((training) => [training.folder, training]));
    this.names = distinctNames(trainings);
    for (const folder of this.nodes.keys()) if (!this.byFolder.has(folder)) this.nodes.delete(folder);
    return trainings.map(({ folder }) => this.nodeOf(folder));
  }

  getTreeItem({ folder }: TrainingNode): vscode.TreeItem {
    const training = this.byFolder.get(folder);
    return training === undefined ? new vscode.TreeItem('') : itemOf(training, this.names.get(folder) ?? '');
  }

  /** The tooltip is written when the pointer rests on the row. */
  resolveTreeItem(item: vscode.TreeItem, { folder }: TrainingNode): vscode.TreeItem {
    const training = this.byFolder.get(folder);
    if (training !== undefined) item.tooltip = new vscode.MarkdownString(trainingTooltip(training));
    return item;
  }

  /** The rows of these trainings, as VS Code has them. */
  nodesOf(trainings: readonly ListedTraining[]): TrainingNode[] {
    for (const training of trainings) this.byFolder.set(training.folder, training);
    return trainings.flatMap(({ folder }) => this.nodes.get(folder) ?? []);
  }

  /** A row stays the same object, so that it can be shown anew by itself. */
  private nodeOf(folder: string): TrainingNode {
    const node = this.nodes.get(folder) ?? { kind: 'training', folder };
    this.nodes.set(folder, node);
    return node;
  }
}

function itemOf(training: ListedTraining, name: string): vscode.TreeItem {
  const description = trainingDescription(training, Date.now());
  const item = new vscode.TreeItem(name);
  item.id = training.folder;
  item.description = description;
  item.accessibilityInformation = { label: `${name}, ${description}` };
  item.iconPath = iconOf(training);
  item.contextValue = contextOf(training);
  item.command = { command: 'lpRobustness.openTrainingMonitor', title: vscode.l10n.t('Open training monitor'), arguments: [training.folder] };
  return item;
}

function iconOf({ state }: ListedTraining): vscode.ThemeIcon {
  switch (state.kind) {
    case 'finished':
      return new vscode.ThemeIcon('mortar-board');
    case 'running':
      return new vscode.ThemeIcon(state.isPaused ? 'debug-pause' : 'loading~spin');
    case 'unfinished':
      return new vscode.ThemeIcon('debug-stop');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  }
}

/** What the menus of a row go by: "training.running.here", "training.unfinished.resumable", "training.finished.trained". */
function contextOf(training: ListedTraining): string {
  const { state, trained, file } = training;
  return [
    'training',
    state.kind,
    ...(state.kind === 'running' && state.isHere ? [state.isPaused ? 'paused' : 'here'] : []),
    ...(canResume(training) ? ['resumable'] : []),
    ...(trained === null ? [] : ['trained']),
    ...(file === null ? [] : ['file']),
  ].join('.');
}
