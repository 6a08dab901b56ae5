import path from 'node:path';
import * as vscode from 'vscode';
import { transferEnding } from '../../protocol/transferNames';
import { chooseImageFolder, offersOfData, other } from '../choices/askChoice';
import { writeNewFile } from '../experimentFiles/newFile';
import { writtenData } from '../experimentFiles/writtenPath';
import { settings } from '../settings';
import { dataName } from '../sidePanel/runNames';
import { transferTemplate } from './transferTemplate';

const run = vscode.l10n.t('Run transfer experiment');

/**
 * Asks for the data and writes a transfer file for them that can be edited. It is not run at once: it trains several models, and what
 * decides how long that takes stands in the file.
 *
 * @returns the file, or undefined where the user gave up or there is no folder to put it into
 */
export async function newTransfer(): Promise<vscode.Uri | undefined> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  if (root === undefined) {
    await vscode.commands.executeCommand('workbench.action.files.openFolder');
    return undefined;
  }
  const data = await askData();
  if (data === undefined) return undefined;
  const folder = root.uri.fsPath;
  const name = path.parse(dataName(data)).name.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const uri = await writeNewFile(folder, name, transferEnding, transferTemplate({ data: writtenData(folder, data), backend: settings.backend }));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  void offerToRun(uri);
  return uri;
}

async function askData(): Promise<string | undefined> {
  const options = { title: vscode.l10n.t('New transfer experiment: data'), placeHolder: vscode.l10n.t('Choose the {0}', vscode.l10n.t('data')), matchOnDescription: true };
  const chosen = (await vscode.window.showQuickPick(offersOfData(), options))?.value;
  return chosen === other ? chooseImageFolder() : chosen;
}

async function offerToRun(uri: vscode.Uri): Promise<void> {
  const message = vscode.l10n.t('{0} trains and tests a model for each of its strategies. Look through it, then run it.', path.basename(uri.fsPath));
  if ((await vscode.window.showInformationMessage(message, run)) === run) await vscode.commands.executeCommand('lpRobustness.transfer', uri);
}
