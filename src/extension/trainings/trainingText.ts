import * as vscode from 'vscode';
import { trainingErrors } from '../../protocol/errors';
import { percent } from '../../protocol/reportText/figureText';
import { markdownText } from '../../protocol/reportText/markdown';
import { plainLine } from '../../protocol/reportText/plainLine';
import type { EpochRecord } from '../../protocol/training';
import type { ListedTraining } from '../../protocol/trainingRequests';
import { age } from '../codeLens/age';
import { dataName, modelName } from '../sidePanel/runNames';

const separator = ' \u00b7 ';

/** What a training is called: "resnet-8 on cifar10, C2". */
export function trainingName({ model, data, augmentation }: Pick<ListedTraining, 'model' | 'data' | 'augmentation'>): string {
  const name = vscode.l10n.t('{0} on {1}', modelName(model), dataName(data));
  return augmentation === '' ? name : vscode.l10n.t('{0}, {1}', name, plainLine(augmentation));
}

/** The names of trainings that are shown together: what tells them apart is added where two have the same. */
export function distinctNames(trainings: readonly ListedTraining[]): Map<string, string> {
  const plain = trainings.map((training) => ({ training, name: trainingName(training) }));
  const count = (name: string) => plain.filter((other) => other.name === name).length;
  // A folder ends with the beginning of its training's hash.
  return new Map(plain.map(({ training, name }) => [training.folder, count(name) > 1 ? `${name} (${training.folder.slice(-8)})` : name]));
}

/** "validation accuracy 76.8 %", or the training accuracy where no images were kept apart. */
export function accuracyText({ accuracy, validationAccuracy }: EpochRecord): string {
  if (validationAccuracy === null) return vscode.l10n.t('training accuracy {0}', onOneLine(percent(accuracy)));
  return vscode.l10n.t('validation accuracy {0}', onOneLine(percent(validationAccuracy)));
}

/** Share of a training that is done. */
export function shareDone({ state, epochsDone, epochs }: Pick<ListedTraining, 'state' | 'epochsDone' | 'epochs'>): number {
  const moment = state.kind === 'running' ? state.moment : null;
  return moment === null ? epochsDone / epochs : moment.done / moment.total;
}

/** How far it is, or how it ended, and what has come of it. */
export function trainingDescription(training: ListedTraining, now: number): string {
  const { state, last } = training;
  const end = state.kind === 'finished' ? [age((now - Date.parse(state.finished)) / 1000)] : [];
  return [stateText(training), ...(last === null ? [] : [accuracyText(last)]), ...end].join(separator);
}

/** What the lens over its file says: "validation accuracy 76.8 % after 7 epochs, 2 hours ago". */
export function trainingResult(training: ListedTraining, fileChanged: boolean, now: number): string {
  const { state, last, epochsDone } = training;
  const result =
    state.kind === 'finished' && last !== null
      ? vscode.l10n.t('{0} after {1}, {2}', accuracyText(last), epochsText(epochsDone), age((now - Date.parse(state.finished)) / 1000))
      : [stateText(training), ...(last === null ? [] : [accuracyText(last)])].join(', ');
  return fileChanged ? vscode.l10n.t('{0}, file changed since', result) : result;
}

function stateText({ state, epochs, epochsDone }: Pick<ListedTraining, 'state' | 'epochs' | 'epochsDone'>): string {
  switch (state.kind) {
    case 'running': {
      const epoch = state.moment?.epoch ?? Math.min(epochsDone + 1, epochs);
      return state.isPaused ? vscode.l10n.t('paused in epoch {0} of {1}', epoch, epochs) : vscode.l10n.t('training, epoch {0} of {1}', epoch, epochs);
    }
    case 'unfinished':
      return state.wasStopped ? vscode.l10n.t('stopped after {0} of {1} epochs', epochsDone, epochs) : vscode.l10n.t('interrupted after {0} of {1} epochs', epochsDone, epochs);
    case 'failed':
      return vscode.l10n.t('failed after {0} of {1} epochs ({2})', epochsDone, epochs, state.error.code);
    case 'finished':
      return epochsText(epochs);
  }
}

function epochsText(epochs: number): string {
  return epochs === 1 ? vscode.l10n.t('1 epoch') : vscode.l10n.t('{0} epochs', epochs);
}

/** All about a training, as Markdown in which no name is taken for anything but a name. */
export function trainingTooltip(training: ListedTraining): string {
  const { state, model, data, augmentation, file, seed, backend, created, last } = training;
  const lines = [
    `**${markdownText(trainingName(training))}**`,
    '',
    markdownText(stateText(training)),
    ...(state.kind === 'failed' ? ['', markdownText(`${state.error.happened} ${state.error.action}`)] : []),
    ...(state.kind === 'running' ? ['', markdownText(vscode.l10n.t('By process {0} on {1}.', state.pid, state.host))] : []),
    '',
    ...[
      [vscode.l10n.t('Model'), model],
      [vscode.l10n.t('Data'), data],
      [vscode.l10n.t('Augmentation'), augmentation === '' ? vscode.l10n.t('flip and crop at most') : augmentation],
      ...(last === null ? [] : [[vscode.l10n.t('Training accuracy'), percent(last.accuracy)]]),
      ...(last === null || last.validationAccuracy === null ? [] : [[vscode.l10n.t('Validation accuracy'), percent(last.validationAccuracy)]]),
      [vscode.l10n.t('Seed'), String(seed)],
      [vscode.l10n.t('Backend'), backend],
      ...(file === null ? [] : [[vscode.l10n.t('Training file'), file]]),
      [vscode.l10n.t('Started'), new Date(created).toLocaleString()],
    ].map(([label, value]) => `- ${label}: ${markdownText(value ?? '')}`),
  ];
  return lines.join('\n');
}

const onOneLine = (text: string) => text.replaceAll(' ', '\u00a0');

/** Whether there is something to go on with. A training whose loss was no number any more would only end so again. */
export function canResume({ state }: Pick<ListedTraining, 'state'>): boolean {
  if (state.kind === 'running') return state.isHere && state.isPaused;
  return state.kind === 'unfinished' || (state.kind === 'failed' && state.error.code !== trainingErrors.lossNotFinite.code);
}
