import * as vscode from 'vscode';
import type { LastRun, RunSummary } from '../../protocol/serverMessages';
import { age } from './age';

/** What has changed since a run. */
export type Since = Omit<LastRun, 'run'>;

/** What a lens says of a run: "mCE_Lp 27.2 % [23.8 %, 31.0 %], clean error 2.1 %, 3 days ago, weights changed since". */
export function resultText({ mceLp, clean, finished }: RunSummary, since: Since, now: number): string {
  const figures =
    mceLp.value === null
      ? [vscode.l10n.t('clean error {0} {1}', percent(clean.error), interval(clean))]
      : [vscode.l10n.t('mCE_Lp {0} {1}', percent(mceLp.value), interval(mceLp)), vscode.l10n.t('clean error {0}', percent(clean.error))];
  const changes = [
    ...(since.modelSince === 'changed' ? [vscode.l10n.t('model changed since')] : []),
    ...(since.modelSince === 'gone' ? [vscode.l10n.t('model gone')] : []),
    ...(since.dataSince === 'changed' ? [vscode.l10n.t('data changed since')] : []),
    ...(since.dataSince === 'gone' ? [vscode.l10n.t('data gone')] : []),
    ...(since.dataSince === 'written' ? [vscode.l10n.t('data written since')] : []),
    ...(since.experimentChanged ? [vscode.l10n.t('experiment changed since')] : []),
  ];
  return [...figures, age((now - Date.parse(finished)) / 1000), ...changes].join(', ');
}

/** What the pointer over it shows: what the figures are about, and what they are worth now. */
export function resultDetail({ model, data, suite, clean, finished }: RunSummary, since: Since): string {
  const lines = [
    vscode.l10n.t('Model {0}', model),
    vscode.l10n.t('Data {0}, {1} images; suite {2}', data, clean.n, suite),
    vscode.l10n.t('Finished {0}; 95 % intervals', new Date(finished).toLocaleString()),
    ...(since.modelSince === 'changed' ? [vscode.l10n.t('The content of the model or of its description is not what was evaluated.')] : []),
    ...(since.modelSince === 'gone' ? [vscode.l10n.t('The model that was evaluated is not there any more.')] : []),
    ...(since.dataSince === 'changed' ? [vscode.l10n.t('The images or their labels are not those that were evaluated.')] : []),
    ...(since.dataSince === 'gone' ? [vscode.l10n.t('The data that was evaluated is not there any more.')] : []),
    ...(since.dataSince === 'written' ? [vscode.l10n.t('Files of the data are newer than this result. They are too large for their content to be compared here.')] : []),
    ...(since.experimentChanged ? [vscode.l10n.t('The experiment file asks for something else now than was evaluated.')] : []),
    vscode.l10n.t('Opens the report'),
  ];
  return lines.join('\n');
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}\u00a0%`;
}

function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}
