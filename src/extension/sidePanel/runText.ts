import * as vscode from 'vscode';
import type { Estimate } from '../../protocol/report';
import { intervalText, percent } from '../../protocol/reportText/figureText';
import { markdownRow, markdownText } from '../../protocol/reportText/markdown';
import { plainLine } from '../../protocol/reportText/plainLine';
import type { ListedRun, RunState } from '../../protocol/runListMessages';
import { age } from '../codeLens/age';
import type { Grouping } from './runGroups';
import { dataName, modelName } from './runNames';

const separator = ' \u00b7 ';

/** What a run is called in the list; what its group says already is left out. */
export function runLabel({ model, data, suite }: ListedRun, grouping: Grouping): string {
  if (grouping === 'model') return vscode.l10n.t('{0}, {1}', dataName(data), plainLine(suite));
  if (grouping === 'data') return vscode.l10n.t('{0}, {1}', modelName(model), plainLine(suite));
  return vscode.l10n.t('{0} on {1}', modelName(model), dataName(data));
}

/** What stands behind the name: figures, or how far it is; then what tells it from its like. */
export function runDescription(run: ListedRun, grouping: Grouping, now: number): string {
  const { state, suite } = run;
  const end = state.kind === 'finished' ? [vscode.l10n.t('{0} images', state.clean.n), age((now - Date.parse(state.finished)) / 1000)] : [];
  return [...stateFigures(state), ...(grouping === 'none' ? [plainLine(suite)] : []), ...end].join(separator);
}

/** The row as a screen reader says it. */
export function runAloud(run: ListedRun, now: number): string {
  const { state, suite } = run;
  const name = vscode.l10n.t('{0} on {1}, suite {2}', modelName(run.model), dataName(run.data), plainLine(suite));
  const end = state.kind === 'finished' ? vscode.l10n.t('finished {0}', age((now - Date.parse(state.finished)) / 1000)) : undefined;
  return [name, ...(end === undefined ? [] : [end]), ...stateFigures(state)].join(', ');
}

/** The figures of a finished run, else its state. */
function stateFigures(state: RunState): string[] {
  switch (state.kind) {
    case 'finished':
      return [
        ...(state.mceLp.value === null ? [] : [vscode.l10n.t('mCE_Lp {0}', percent(state.mceLp.value))]),
        ...(state.mce === undefined || state.mce.value === null ? [] : [vscode.l10n.t('mCE {0}', percent(state.mce.value))]),
        vscode.l10n.t('clean {0}', percent(state.clean.error)),
        ...(state.ice.value === null ? [] : [vscode.l10n.t('iCE {0}', signedPercent(state.ice.value))]),
      ];
    case 'running':
      return [state.share === null ? vscode.l10n.t('running') : vscode.l10n.t('running, {0}', whole(state.share))];
    case 'unfinished':
      if (state.wasCancelled) return [state.share === null ? vscode.l10n.t('cancelled') : vscode.l10n.t('cancelled at {0}', whole(state.share))];
      return [state.share === null ? vscode.l10n.t('interrupted') : vscode.l10n.t('interrupted at {0}', whole(state.share))];
    case 'failed':
      return [state.share === null ? vscode.l10n.t('failed') : vscode.l10n.t('failed at {0}', whole(state.share))];
  }
}

/** All about a run, as Markdown in which no name is taken for anything but a name. */
export function runTooltip(run: ListedRun): string {
  const { state, limit } = run;
  const images = limit === null ? vscode.l10n.t('all images') : vscode.l10n.t('at most {0} images', limit);
  const lines = [
    `**${markdownText(vscode.l10n.t('{0} on {1}', modelName(run.model), dataName(run.data)))}**`,
    '',
    ...figureTable(state),
    ...(state.kind === 'finished' ? [] : [markdownText(stateSentence(state)), '']),
    ...list([
      [vscode.l10n.t('Model'), run.model],
      [vscode.l10n.t('Data'), run.data],
      [vscode.l10n.t('Images'), state.kind === 'finished' ? String(state.clean.n) : images],
      [vscode.l10n.t('Suite'), run.suite],
      [vscode.l10n.t('Seed'), String(run.seed)],
      [vscode.l10n.t('Backend'), run.backend],
      state.kind === 'finished' ? [vscode.l10n.t('Finished'), dateText(state.finished)] : [vscode.l10n.t('Started'), dateText(run.started)],
    ]),
  ];
  return lines.join('\n');
}

function stateSentence(state: Exclude<RunState, { kind: 'finished' }>): string {
  const share = state.share === null ? '' : ` ${vscode.l10n.t('{0} of the work is done.', whole(state.share))}`;
  switch (state.kind) {
    case 'running':
      return vscode.l10n.t('Being evaluated by process {0} on {1}.', state.pid, state.host) + share;
    case 'unfinished':
      return (state.wasCancelled ? vscode.l10n.t('Cancelled.') : vscode.l10n.t('Interrupted: its process has ended.')) + share + ' ' + vscode.l10n.t('It can be resumed.');
    case 'failed':
      return vscode.l10n.t('Failed: {0}', state.failure) + share;
  }
}

function figureTable(state: RunState): string[] {
  if (state.kind !== 'finished') return [];
  const { clean, mceLp, ice, mce } = state;
  const figures: [string, Estimate, (value: number) => string][] = [
    ['mCE_Lp', mceLp, percent],
    ['iCE', ice, signedPercent],
    ...(mce === undefined ? [] : [['mCE', mce, percent] as [string, Estimate, (value: number) => string]]),
  ];
  return [
    markdownRow(vscode.l10n.t('Figure'), vscode.l10n.t('Value'), vscode.l10n.t('95 % interval')),
    '| --- | ---: | ---: |',
    markdownRow(vscode.l10n.t('Clean error'), percent(clean.error), intervalText(clean)),
    ...figures.flatMap(([name, figure, text]) => (figure.value === null ? [] : [markdownRow(name, text(figure.value), `[${text(figure.low)}, ${text(figure.high)}]`)])),
    '',
    ...figures.flatMap(([name, figure]) => (figure.value === null ? [markdownText(vscode.l10n.t('{0} is not defined: {1}.', name, figure.reason)), ''] : [])),
  ];
}

function list(entries: readonly (readonly [string, string])[]): string[] {
  return entries.map(([label, value]) => `- ${label}: ${markdownText(value)}`);
}

const dateText = (time: string) => new Date(time).toLocaleString();
const whole = (share: number) => `${Math.floor(100 * share)}\u00a0%`;

/** A change: "+35.0 %". */
export function signedPercent(ratio: number): string {
  return `${ratio > 0 ? '+' : ''}${percent(ratio)}`;
}
