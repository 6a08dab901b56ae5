import type * as vscode from 'vscode';

/** As much of a file as is looked at. */
const mostLines = 200;

/** The first line of a document that a pattern is found in; its first line where there is none. */
export function lineOf(document: vscode.TextDocument, pattern: RegExp): number {
  for (let line = 0; line < Math.min(document.lineCount, mostLines); line += 1) if (pattern.test(document.lineAt(line).text)) return line;
  return 0;
}
