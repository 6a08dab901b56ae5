import path from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentFile } from '../../protocol/experiment';
import { dataErrors, hostErrors, LprError } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { evaluateRequest } from '../../protocol/serverMessages';
import { askChoice } from '../choices/askChoice';
import { lastChoice, rememberChoice, runFolderOf, type Choice } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { settings } from '../settings';
import { modelName } from '../sidePanel/runNames';
import { labelSafetyNote } from './labelSafety';
import { runEvaluation } from './evaluation';

const resizeImages = vscode.l10n.t('Resize the images');

/**
 * **Evaluate Lp robustness**: asks what is not given, runs the evaluation on the server with progress and cancel, and
 * shows the report from its first estimate on.
 *
 * @returns the finished report, or undefined where the user gave up
 * @throws LprError, with the panel showing it where there is one
 */
export async function evaluate(extension: Extension, given: Partial<Choice> = {}): Promise<Report | undefined> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  // It starts while the questions are answered; why it does not, the request says.
  extension.server.wake().catch(() => undefined);
  const storage = extension.context.workspaceState;
  const choice = await askChoice(given, lastChoice(storage), undefined, labelSafetyNote(extension));
  if (choice === undefined) return undefined;
  await rememberChoice(storage, choice);

  const { data, model } = choice;
  const subject = modelName(model);
  try {
    return await runEvaluation(extension, {
      name: `${subject} on ${path.basename(data)}`,
      subject,
      ask: (workId, token) => extension.server.request(evaluateRequest, { workId, folder: runFolderOf(model), experiment: experimentOf(choice) }, token),
    });
  } catch (error) {
    const isOfAnotherSize = error instanceof LprError && error.code === dataErrors.imageSize.code;
    if (!isOfAnotherSize || choice.resize === true) throw error;
    const chosen = await vscode.window.showErrorMessage(`${error.happened} (${error.code})`, resizeImages);
    return chosen === resizeImages ? await evaluate(extension, { ...choice, resize: true }) : undefined;
  }
}

/** The experiment that a choice stands for: the test images, one draw, the backend of the settings. */
export function experimentOf(choice: Choice): ExperimentFile {
  return {
    model: choice.model,
    data: { source: choice.data, resize: choice.resize ?? false },
    suite: choice.suite,
    split: 'test',
    seed: 1,
    draws: 1,
    backend: settings.backend,
    ...(choice.limit === null ? {} : { limit: choice.limit }),
  };
}
