import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';

const mostNames = 1000;

/**
 * Writes a new file under a name that is free, never over another file: `NAME.ending`, `NAME-2.ending`, ... As an edit of the
 * workspace, so that Undo in the explorer takes it away again.
 *
 * @throws LPR-600 where it cannot be made
 */
export async function writeNewFile(folder: string, name: string, ending: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.file(await freeName(folder, name, ending));
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { overwrite: false, ignoreIfExists: false, contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit))) throw hostErrors.unexpected({ reason: `${uri.fsPath} could not be made` });
  return uri;
}

async function freeName(folder: string, name: string, ending: string): Promise<string> {
  for (let number = 1; number <= mostNames; number++) {
    const file = path.join(folder, `${name}${number === 1 ? '' : `-${number}`}${ending}`);
    if ((await stat(file).catch(() => undefined)) === undefined) return file;
  }
  throw hostErrors.unexpected({ reason: `${folder} has ${mostNames} files of the name ${name}` });
}
