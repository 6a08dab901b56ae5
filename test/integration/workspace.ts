import * as vscode from 'vscode';

/** The folder that the suite was started with; test/vscode/sampleWorkspace.mjs wrote it. */
export function workspaceRoot(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The suite needs its workspace.');
  return folder.uri.fsPath;
}
