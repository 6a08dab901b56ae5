import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { TrainingResult } from '../../protocol/training';
import type { Offer } from '../choices/choice';
import { writeNewFile } from '../experimentFiles/newFile';
import { writtenData, writtenPath } from '../experimentFiles/writtenPath';
import type { Extension } from '../extensionParts';
import { settings } from '../settings';
import { askTraining, givenTrainingSchema, nameOf, type GivenTraining } from './askTraining';
import { trainFile } from './trainFile';
import { isTrainingFile, trainingEnding } from './trainingFiles';
import { trainingTemplate } from './trainingTemplate';

const mostFiles = 500;

/**
 * **Train with Lp corruptions**: the training file that was pointed at or is being edited, one of the workspace, or a new one that is
 * written from what the user chooses. A model.json that was pointed at is trained from its own weights.
 *
 * @param argument A file, or a part of what would be asked.
 * @returns undefined where the user gave up
 * @throws LprError
 */
export async function train(extension: Extension, argument?: unknown): Promise<TrainingResult | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const uri = argument ?? vscode.window.activeTextEditor?.document.uri;
  if (uri instanceof vscode.Uri && isTrainingFile(uri)) return trainFile(extension, uri);
  if (argument instanceof vscode.Uri) return trainNew(extension, path.basename(argument.fsPath) === 'model.json' ? { subject: { model: argument.fsPath } } : { data: argument.fsPath });
  if (typeof argument === 'object' && argument !== null) return trainNew(extension, givenTrainingSchema.safeParse(argument).data ?? {});
  const files = await vscode.workspace.findFiles(`**/*${trainingEnding}`, '**/{node_modules,.lp-robustness}/**', mostFiles);
  const chosen = files.length === 0 ? 'new' : await chooseFile(files);
  if (chosen === 'new') return trainNew(extension, {});
  return chosen === undefined ? undefined : trainFile(extension, chosen);
}

async function chooseFile(files: readonly vscode.Uri[]): Promise<vscode.Uri | 'new' | undefined> {
  const own = files.toSorted((a, b) => a.fsPath.localeCompare(b.fsPath)).map((file): Offer<vscode.Uri | 'new'> => ({ label: path.basename(file.fsPath, trainingEnding), description: vscode.workspace.asRelativePath(file), value: file }));
  const offers: Offer<vscode.Uri | 'new'>[] = [...own, { label: `$(add) ${vscode.l10n.t('New training...')}`, alwaysShow: true, value: 'new' }];
  return (await vscode.window.showQuickPick(offers, { title: vscode.l10n.t('Train with Lp corruptions'), placeHolder: vscode.l10n.t('Choose a training file') }))?.value;
}

/** Asks, writes a training file that can be edited, shows it and trains. */
async function trainNew(extension: Extension, given: GivenTraining): Promise<TrainingResult | undefined> {
  const asked = await askTraining(given);
  if (asked === undefined) return undefined;
  const [root] = vscode.workspace.workspaceFolders ?? [];
  if (root === undefined) {
    await vscode.commands.executeCommand('workbench.action.files.openFolder');
    return undefined;
  }
  const folder = root.uri.fsPath;
  const { subject, data, corruptions, epochs } = asked;
  const text = trainingTemplate({ subject: 'model' in subject ? { model: writtenPath(folder, subject.model) } : subject, data: writtenData(folder, data), corruptions, epochs, backend: settings.backend });
  const uri = await writeNewFile(folder, nameOf(asked), trainingEnding, text);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  return trainFile(extension, uri);
}
