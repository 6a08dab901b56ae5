import * as vscode from 'vscode';

/**
 * A tree view that stands before the code that fills it is read: what it shows is asked of a provider that is loaded
 * when VS Code first wants to see it.
 */
export class LazyTree<T> implements vscode.TreeDataProvider<T> {
  private readonly change = new vscode.EventEmitter<T | T[] | undefined>();

  readonly onDidChangeTreeData = this.change.event;

  constructor(private readonly load: () => Promise<vscode.TreeDataProvider<T>>) {}

  /** Has VS Code ask again, for everything or for some of it. */
  refresh(nodes?: T[]): void {
    this.change.fire(nodes);
  }

  async getChildren(node?: T): Promise<T[]> {
    return (await (await this.load()).getChildren(node)) ?? [];
  }

  async getTreeItem(node: T): Promise<vscode.TreeItem> {
    return (await this.load()).getTreeItem(node);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: T, token: vscode.CancellationToken): Promise<vscode.TreeItem> {
    return (await (await this.load()).resolveTreeItem?.(item, node, token)) ?? item;
  }

  async getParent(node: T): Promise<T | undefined> {
    return (await (await this.load()).getParent?.(node)) ?? undefined;
  }
}
