import * as vscode from 'vscode';
import { relative } from 'node:path';
import type { ListedRun } from '../../protocol/runListMessages';
import { plainLine } from '../../protocol/reportText/plainLine';
import { markdownText } from '../../protocol/reportText/markdown';
import type { FoundModel } from '../choices/findModels';
import { runDescription, runTooltip } from './runText';

/** A row of the Models view: a model of the workspace, with its last run. */
export interface ModelNode {
  readonly model: FoundModel;
  readonly lastRun: ListedRun | undefined;
  /** Folder of the last run that has a report. */
  readonly lastReport: string | undefined;
}

/** The rows of the Models view. */
export class ModelTree implements vscode.TreeDataProvider<ModelNode> {
  /** @param models Those of the workspace; none in Restricted Mode, where none is opened. */
  constructor(
    private readonly models: () => Promise<readonly FoundModel[]>,
    private readonly runs: () => readonly ListedRun[],
  ) {}

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    if (node !== undefined) return [];
    const runs = this.runs();
    return (await this.models()).map((model) => {
      const own = runs.filter((run) => relative(run.model, model.path) === '');
      return { model, lastRun: own[0], lastReport: own.find(({ state }) => state.kind === 'finished')?.folder };
    });
  }

  getTreeItem({ model, lastRun, lastReport }: ModelNode): vscode.TreeItem {
    const item = new vscode.TreeItem(plainLine(model.name));
    const place = plainLine(vscode.workspace.asRelativePath(model.path));
    const result = lastRun === undefined ? vscode.l10n.t('not evaluated yet') : runDescription(lastRun, 'suite', Date.now());
    item.id = model.path;
    item.description = result;
    item.accessibilityInformation = { label: `${plainLine(model.name)}, ${place}, ${result}` };
    item.iconPath = new vscode.ThemeIcon(lastRun?.state.kind === 'running' ? 'loading~spin' : 'layers');
    item.contextValue = lastReport === undefined ? 'model' : 'model.evaluated';
    item.command = { command: 'vscode.open', title: vscode.l10n.t('Open the model file'), arguments: [vscode.Uri.file(model.path)] };
    return item;
  }

  resolveTreeItem(item: vscode.TreeItem, { model, lastRun }: ModelNode): vscode.TreeItem {
    const last = lastRun === undefined ? vscode.l10n.t('Not evaluated yet.') : `${vscode.l10n.t('Last run:')}\n\n${runTooltip(lastRun)}`;
    item.tooltip = new vscode.MarkdownString(`**${markdownText(model.name)}**\n\n${markdownText(model.path)}\n\n${last}`);
    return item;
  }
}
