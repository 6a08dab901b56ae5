import { intervalText, percent } from '../../protocol/reportText/figureText';
import { markdownRow } from '../../protocol/reportText/markdown';
import type { ListedRun } from '../../protocol/runListMessages';
import { dataName, modelName } from './runNames';
import { signedPercent } from './runText';

/** Several runs as one GitHub Markdown table, a row each. Like a report's it is in English, for documents and issues. */
export function runsMarkdown(runs: readonly ListedRun[]): string {
  const lines = [
    '| Model | Data | Suite | Images | Seed | Clean error | 95% interval | mCE_Lp | 95% interval | iCE | State |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...runs.map((run) => markdownRow(modelName(run.model), dataName(run.data), run.suite, ...images(run), ...figures(run))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function images({ state, limit, seed }: ListedRun): string[] {
  const count = state.kind === 'finished' ? String(state.clean.n) : limit === null ? 'all' : `at most ${limit}`;
  return [count, String(seed)];
}

function figures({ state }: ListedRun): string[] {
  if (state.kind !== 'finished') return ['-', '-', '-', '-', '-', state.kind];
  const { clean, mceLp, ice } = state;
  const mean = mceLp.value === null ? ['-', '-'] : [percent(mceLp.value), intervalText(mceLp)];
  return [percent(clean.error), intervalText(clean), ...mean, ice.value === null ? '-' : signedPercent(ice.value), 'finished'];
}
