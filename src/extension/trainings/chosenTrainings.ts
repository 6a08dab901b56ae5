import path from 'node:path';
import * as vscode from 'vscode';
import { trainingErrors } from '../../protocol/errors';
import type { ListedTraining } from '../../protocol/trainingRequests';
import { rowsOfKey } from '../sidePanel/focusedRows';
import { trainingDescription, trainingName } from './trainingText';
import type { TrainingNode } from './trainingTree';
import type { WorkspaceTrainings } from './workspaceTrainings';

/** What a key in the Trainings view hands to its command: the row with the focus is meant, or the selected ones around it. */
const ofKey = 'key';

/**
 * The trainings that a command is about: the rows that it was called on, those that a key pressed in the view means, the training whose
 * folder was named, or, from the palette, the one that the user chooses. None where the user gave up.
 *
 * @param isMeant Which trainings the command can do something with.
 * @throws LPR-721 for a folder that is no training of the workspace
 */
export async function chosenTrainings(
  trainings: WorkspaceTrainings,
  view: vscode.TreeView<TrainingNode>,
  args: readonly unknown[],
  title: string,
  isMeant: (training: ListedTraining) => boolean = () => true,
): Promise<ListedTraining[]> {
  const [first, selected] = args;
  const all = await trainings.now();
  if (first === undefined || first === null) return choose(all.filter(isMeant), title);
  const rows = first === ofKey ? await rowsOfKey(view) : isTrainingNode(first) ? (Array.isArray(selected) ? selected.filter(isTrainingNode) : [first]) : undefined;
  if (rows !== undefined) return all.filter((training) => rows.some(({ folder }) => folder === training.folder) && isMeant(training));
  const folder = first instanceof vscode.Uri ? first.fsPath : typeof first === 'string' ? first : '';
  const training = all.find((candidate) => path.relative(candidate.folder, folder) === '');
  if (training === undefined) throw trainingErrors.notAWorkspaceTraining({ folder });
  return isMeant(training) ? [training] : [];
}

function isTrainingNode(value: unknown): value is TrainingNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'training';
}

async function choose(trainings: readonly ListedTraining[], title: string): Promise<ListedTraining[]> {
  const now = Date.now();
  const offers = trainings.map((training) => ({ label: trainingName(training), description: trainingDescription(training, now), detail: vscode.workspace.asRelativePath(training.folder), training }));
  if (offers.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0}: this workspace has no training for it.', title));
    return [];
  }
  const chosen = await vscode.window.showQuickPick(offers, { title, placeHolder: vscode.l10n.t('Choose a training'), matchOnDescription: true });
  return chosen === undefined ? [] : [chosen.training];
}
