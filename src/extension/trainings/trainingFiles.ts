import type * as vscode from 'vscode';

export const trainingEnding = '.lptrain.json';

export function isTrainingFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(trainingEnding);
}
