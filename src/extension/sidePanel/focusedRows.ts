import * as vscode from 'vscode';

/** VS Code answers a change of its own making at once; without an answer the selection is taken as it is. */
const patience = 500;

/**
 * The rows that a key pressed in a tree view is about, as in VS Code's own explorer: the selected rows where the focused
 * one is among them, else the focused row alone.
 *
 * The API tells the selection only, which the arrow keys leave alone. So the focused row is taken into the selection or
 * out of it, which tells it, and put back.
 */
export async function rowsOfKey<T>(view: vscode.TreeView<T>): Promise<readonly T[]> {
  const before = view.selection;
  const after = await toggled(view);
  if (after === undefined) return before;
  await toggled(view);
  const focused = after.find((row) => !before.includes(row));
  return focused === undefined ? before : [focused];
}

/** Undefined where nothing has the focus. */
async function toggled<T>(view: vscode.TreeView<T>): Promise<readonly T[] | undefined> {
  let listener: vscode.Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  const change = new Promise<readonly T[] | undefined>((resolve) => {
    listener = view.onDidChangeSelection(({ selection }) => resolve(selection));
    timer = setTimeout(() => resolve(undefined), patience);
  });
  try {
    await vscode.commands.executeCommand('list.toggleSelection');
    return await change;
  } finally {
    listener?.dispose();
    clearTimeout(timer);
  }
}
