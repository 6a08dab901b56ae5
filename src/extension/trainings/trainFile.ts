import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors, trainingErrors } from '../../protocol/errors';
import type { TrainingResult } from '../../protocol/training';
import { lastTrainingRequest, trainFileRequest } from '../../protocol/trainingRequests';
import { runFolderOf } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { resumeTraining, runTraining } from './runTraining';
import { trainingEnding } from './trainingFiles';
import { trainingName } from './trainingText';

const goOnAsItWas = vscode.l10n.t('Go on as it was');
const trainAsItIs = vscode.l10n.t('Train as the file is now');

/**
 * Trains from a training file as it is; one that was cut off goes on. What is not saved yet is saved first. Where another training of
 * the file is unfinished the user chooses.
 *
 * @returns undefined where the user gave up
 * @throws LprError
 */
export async function trainFile(extension: Extension, uri: vscode.Uri): Promise<TrainingResult | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const file = uri.fsPath;
  await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file && document.isDirty)?.save();
  const name = path.basename(file, trainingEnding);
  const train = (beside: boolean): Promise<TrainingResult> =>
    runTraining(extension, { name, ask: (workId, token) => extension.server.request(trainFileRequest, { workId, folder: runFolderOf(file), file, beside }, token) });
  try {
    return await train(false);
  } catch (failure) {
    const error = asLprError(failure);
    if (error.code !== trainingErrors.otherTraining.code) throw error;
    const chosen = await vscode.window.showWarningMessage(`${error.happened} (${error.code})`, goOnAsItWas, trainAsItIs);
    if (chosen === trainAsItIs) return train(true);
    return chosen === goOnAsItWas ? goOn(extension, file) : undefined;
  }
}

/** Goes on with the last training that was begun from the file. */
async function goOn(extension: Extension, file: string): Promise<TrainingResult | undefined> {
  const { training } = await extension.server.request(lastTrainingRequest, { folder: runFolderOf(file), file });
  return training === null ? undefined : resumeTraining(extension, training.folder, { name: trainingName(training), data: training.data });
}
