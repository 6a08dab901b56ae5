import * as vscode from 'vscode';
import { lastTrainingRequest, type ListedTraining } from '../../protocol/trainingRequests';
import { runFolderOf } from '../choices/choice';
import { lineOf } from '../codeLens/lineOf';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { trainingName, trainingResult } from './trainingText';

/**
 * Lenses over a training file: train it or go on, its last result, which opens the monitor, and evaluating the trained model. Without any
 * training in the workspace folder there is only the first, and the server is not started for it. In Restricted Mode the file is not
 * read, and there are none.
 */
export async function trainingLenses(extension: Pick<Extension, 'server' | 'log' | 'trainings'>, document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
  const { uri } = document;
  const line = lineOf(document, /"(architecture|model)"\s*:/);
  const range = new vscode.Range(line, 0, line, 0);
  const monitor: vscode.Command = { command: 'lpRobustness.openTrainingMonitor', title: vscode.l10n.t('Open training monitor') };
  const train: vscode.Command = { command: 'lpRobustness.train', title: vscode.l10n.t('Train'), arguments: [uri] };
  const commands = vscode.workspace.isTrusted ? await trustedCommands(extension, uri.fsPath, train, token) : [monitor];
  return commands.map((command) => new vscode.CodeLens(range, command));
}

async function trustedCommands({ server, log, trainings }: Pick<Extension, 'server' | 'log' | 'trainings'>, file: string, train: vscode.Command, token: vscode.CancellationToken): Promise<vscode.Command[]> {
  const folder = runFolderOf(file);
  // A server that has failed is started again by a command, not by looking at a file.
  if (server.state.kind === 'failed' || !(await trainings.areIn(folder))) return [train];
  try {
    const { training, fileChanged } = await server.request(lastTrainingRequest, { folder, file }, token);
    return training === null ? [train] : commandsOf(training, fileChanged, train);
  } catch (failure) {
    const error = asLprError(failure);
    log.warn(`The last training of ${file} is not known: ${error.message}`);
    return [train];
  }
}

function commandsOf(training: ListedTraining, fileChanged: boolean, train: vscode.Command): vscode.Command[] {
  const { folder, state, trained } = training;
  const result: vscode.Command = {
    command: 'lpRobustness.openTrainingMonitor',
    title: trainingResult(training, fileChanged, Date.now()),
    tooltip: [trainingName(training), ...(state.kind === 'failed' ? [state.error.happened, state.error.action] : []), vscode.l10n.t('Opens the training monitor')].join('\n'),
    arguments: [folder],
  };
  const evaluate: vscode.Command[] = trained === null ? [] : [{ command: 'lpRobustness.evaluateTraining', title: vscode.l10n.t('Evaluate the trained model'), arguments: [folder] }];
  switch (state.kind) {
    case 'running':
      return [result];
    case 'unfinished':
      return [...(fileChanged ? [train] : []), { command: 'lpRobustness.resumeTraining', title: vscode.l10n.t('Resume training'), arguments: [folder] }, result];
    case 'failed':
    case 'finished':
      return [train, result, ...evaluate];
  }
}
