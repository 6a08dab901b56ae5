import * as vscode from 'vscode';
import { LazyTree } from './lazyTree';
import type { ModelNode } from './modelTree';
import type { TrainingNode } from '../trainings/trainingTree';
import type { RunNode } from './runTree';

/** What fills the views, once it is read. */
export interface SidePanelContents {
  readonly modelTree: vscode.TreeDataProvider<ModelNode>;
  readonly runTree: vscode.TreeDataProvider<RunNode>;
  readonly trainingTree: vscode.TreeDataProvider<TrainingNode>;
}

/** The views of the side panel. Made at activation; nothing is read before one of them is seen. */
export interface SidePanelViews {
  readonly models: vscode.TreeView<ModelNode>;
  readonly modelTree: LazyTree<ModelNode>;
  readonly runs: vscode.TreeView<RunNode>;
  readonly runTree: LazyTree<RunNode>;
  readonly trainings: vscode.TreeView<TrainingNode>;
  readonly trainingTree: LazyTree<TrainingNode>;
}

export function createSidePanelViews(load: () => Promise<SidePanelContents>): SidePanelViews {
  const modelTree = new LazyTree(async () => (await load()).modelTree);
  const runTree = new LazyTree(async () => (await load()).runTree);
  const trainingTree = new LazyTree(async () => (await load()).trainingTree);
  return {
    modelTree,
    runTree,
    trainingTree,
    models: vscode.window.createTreeView('lpRobustness.models', { treeDataProvider: modelTree }),
    runs: vscode.window.createTreeView('lpRobustness.runs', { treeDataProvider: runTree, canSelectMany: true, showCollapseAll: true }),
    trainings: vscode.window.createTreeView('lpRobustness.trainings', { treeDataProvider: trainingTree, canSelectMany: true }),
  };
}
