import * as vscode from 'vscode';
import type { ListedRun } from '../../protocol/runListMessages';
import { filtered, grouped, type Grouping, type RunGroup } from './runGroups';
import { runAloud, runDescription, runLabel, runTooltip } from './runText';

/** A row of the Runs view. */
export type RunNode = { readonly kind: 'group'; readonly group: RunGroup } | { readonly kind: 'run'; readonly folder: string };

/** What the Runs view shows of all runs, and how. */
export interface RunListing {
  readonly runs: readonly ListedRun[];
  readonly filter: string;
  readonly grouping: Grouping;
}

/** The rows of the Runs view: runs, or groups of runs, of those that the filter leaves. */
export class RunTree implements vscode.TreeDataProvider<RunNode> {
  private readonly nodes = new Map<string, RunNode>();
  private byFolder = new Map<string, ListedRun>();
  private grouping: Grouping = 'none';

  constructor(private readonly listing: () => Promise<RunListing>) {}

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    if (node?.kind === 'run') return [];
    if (node?.kind === 'group') return node.group.runs.map(({ folder }) => this.nodeOf(folder));
    const { runs, filter, grouping } = await this.listing();
    this.byFolder = new Map(runs.map((run) => [run.folder, run]));
    this.grouping = grouping;
    for (const folder of this.nodes.keys()) if (!this.byFolder.has(folder)) this.nodes.delete(folder);
    const left = filtered(runs, filter);
    if (grouping === 'none') return left.map(({ folder }) => this.nodeOf(folder));
    return grouped(left, grouping).map((group) => ({ kind: 'group', group }));
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    if (node.kind === 'group') return groupItem(node.group, this.grouping);
    const run = this.byFolder.get(node.folder);
    return run === undefined ? new vscode.TreeItem('') : runItem(run, this.grouping);
  }

  /** The tooltip is written when the pointer rests on the row. */
  resolveTreeItem(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    const run = node.kind === 'run' ? this.byFolder.get(node.folder) : undefined;
    if (run !== undefined) item.tooltip = new vscode.MarkdownString(runTooltip(run));
    return item;
  }

  /** The rows of these runs, as VS Code has them. */
  nodesOf(runs: readonly ListedRun[]): RunNode[] {
    for (const run of runs) this.byFolder.set(run.folder, run);
    return runs.flatMap(({ folder }) => this.nodes.get(folder) ?? []);
  }

  /** A row stays the same object, so that it can be shown anew by itself. */
  private nodeOf(folder: string): RunNode {
    const node = this.nodes.get(folder) ?? { kind: 'run', folder };
    this.nodes.set(folder, node);
    return node;
  }
}

function groupItem({ key, name, runs }: RunGroup, grouping: Grouping): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${grouping}:${key}`;
  item.description = runs.length === 1 ? vscode.l10n.t('1 run') : vscode.l10n.t('{0} runs', runs.length);
  item.tooltip = key;
  item.contextValue = 'group';
  return item;
}

function runItem(run: ListedRun, grouping: Grouping): vscode.TreeItem {
  const now = Date.now();
  const item = new vscode.TreeItem(runLabel(run, grouping));
  item.id = run.folder;
  item.description = runDescription(run, grouping, now);
  item.accessibilityInformation = { label: runAloud(run, now) };
  item.iconPath = icons[run.state.kind];
  item.contextValue = `run.${run.state.kind}`;
  if (run.state.kind === 'finished') item.command = { command: 'lpRobustness.openReport', title: vscode.l10n.t('Open the report'), arguments: [run.folder] };
  return item;
}

const icons: Readonly<Record<ListedRun['state']['kind'], vscode.ThemeIcon>> = {
  finished: new vscode.ThemeIcon('graph-line'),
  running: new vscode.ThemeIcon('loading~spin'),
  unfinished: new vscode.ThemeIcon('debug-pause'),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
};
