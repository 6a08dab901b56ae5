import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import { findImageData } from '../choices/findImageData';
import { findModels } from '../choices/findModels';
import type { Extension } from '../extensionParts';
import { experimentTemplate, type Template } from './experimentTemplate';
import { writeNewFile } from './newFile';

const ending = '.lprobust.json';

/**
 * **New experiment**: writes an experiment file from what the workspace holds, and opens it with the cursor where there
 * is something to decide. It never writes over a file: it takes a name that is free.
 *
 * @param at A folder, or a file beside which it goes; a model.json is taken as its model. Default: the workspace folder.
 * @returns the file, or undefined where there is no folder to put it into
 * @throws LPR-604 in Restricted Mode
 */
export async function newExperiment(extension: Pick<Extension, 'log'>, at?: vscode.Uri): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const folder = await folderOf(at);
  if (folder === undefined) {
    await vscode.commands.executeCommand('workbench.action.files.openFolder');
    return undefined;
  }
  const template = await templateFor(folder, at);
  const { text, cursor } = experimentTemplate(template);
  const uri = await writeNewFile(folder, template.name, ending, text);
  extension.log.info(`New experiment ${uri.fsPath}`);
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  const [start, end] = [document.positionAt(cursor.start), document.positionAt(cursor.end)];
  editor.selection = new vscode.Selection(start, end);
  editor.revealRange(new vscode.Range(start, end));
  return uri;
}

async function folderOf(at: vscode.Uri | undefined): Promise<string | undefined> {
  if (at?.scheme === 'file') {
    const found = await stat(at.fsPath).catch(() => undefined);
    if (found?.isDirectory() === true) return at.fsPath;
    // Beside a model of several the experiment would be hidden: models lie in folders of their own.
    if (found !== undefined && path.basename(at.fsPath) !== 'model.json') return path.dirname(at.fsPath);
  }
  const own = at === undefined ? undefined : vscode.workspace.getWorkspaceFolder(at);
  return (own ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath;
}

/** The model that was pointed at, else the one nearest to the folder; images of the workspace, else MNIST. */
async function templateFor(folder: string, at: vscode.Uri | undefined): Promise<Template> {
  const root = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder))?.uri.fsPath ?? folder;
  const [models, data] = await Promise.all([findModels(), findImageData(root)]);
  const relative = (file: string): string => path.relative(folder, file).split(path.sep).join('/');
  const distance = (file: string): number => relative(file).split('/').length;
  const pointedAt = at !== undefined && path.basename(at.fsPath) === 'model.json' ? at.fsPath : undefined;
  const model = pointedAt ?? models.map((found) => found.path).sort((a, b) => distance(a) - distance(b))[0];
  const images = data.map((found) => found.path).sort((a, b) => distance(a) - distance(b))[0];
  return {
    name: model === undefined ? 'experiment' : path.basename(path.dirname(model)),
    ...(model === undefined ? {} : { model: relative(model) }),
    ...(images === undefined ? {} : { data: relative(images) }),
  };
}
