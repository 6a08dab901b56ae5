import { t } from '@vscode/l10n';
import type { Comparison, ComparisonRow } from '../../src/protocol/comparison';
import { pointsText, runLetter } from '../../src/protocol/reportText/comparisonText';
import { epsilonMeaning, epsilonText, lawName, shortEpsilon, type Law } from '../components/figures';
import type { Plot, PlotSeries } from '../components/plot';

/** How the runs differ from the first along the epsilons of one norm. */
export interface DifferencePlot {
  readonly name: string;
  readonly plot: Plot;
}

type CellRow = ComparisonRow & { readonly subject: Extract<ComparisonRow['subject'], { kind: 'cell' }> };

const isCell = (row: ComparisonRow): row is CellRow => row.subject.kind === 'cell';

/** A plot for each norm with two epsilons or more, all on one scale of differences so that they compare. */
export function differencePlots({ rows, runs }: Comparison): DifferencePlot[] {
  const byLaw = new Map<string, { law: Law; rows: CellRow[] }>();
  for (const row of rows.filter(isCell)) {
    const name = lawName(row.subject);
    const entry = byLaw.get(name) ?? { law: row.subject, rows: [] };
    entry.rows.push(row);
    byLaw.set(name, entry);
  }
  const curves = [...byLaw].filter(([, { rows: cells }]) => cells.length > 1);
  const ends = curves.flatMap(([, { rows: cells }]) => cells.flatMap(({ others }) => others.flatMap(({ low, high }) => [low, high])));
  // To the next five points, and never an axis without height.
  const to = Math.max(0.05, Math.ceil(20 * Math.max(0, ...ends)) / 20);
  const from = Math.min(-0.05, Math.floor(20 * Math.min(0, ...ends)) / 20);
  return curves.map(([name, { law, rows: cells }]) => ({
    name,
    plot: {
      description: description(name, cells),
      series: runs.slice(1).map((_, index): PlotSeries => seriesOf(cells, index)),
      x: { title: t('epsilon: {0}', epsilonMeaning(law.norm)), from: 0, to: cells.at(-1)?.subject.epsilon ?? 1, format: shortEpsilon },
      y: { title: t('percentage points'), from, to, format: pointsText },
    },
  }));
}

function seriesOf(cells: readonly CellRow[], index: number): PlotSeries {
  const at = (pick: (other: CellRow['others'][number]) => number) =>
    cells.flatMap(({ subject, others }) => {
      const other = others[index];
      return other === undefined ? [] : [{ x: subject.epsilon, y: pick(other) }];
    });
  return {
    name: t('{0} against {1}', runLetter(index + 1), runLetter(0)),
    shape: 'line',
    points: at(({ difference }) => difference),
    band: { low: at(({ low }) => low), high: at(({ high }) => high) },
  };
}

/** The plot in a sentence, for those who do not see it; the table has every number. */
function description(name: string, cells: readonly CellRow[]): string {
  const last = cells.at(-1);
  if (last === undefined) return name;
  const differences = last.others.map(({ difference }, index) => t('{0} {1} points', runLetter(index + 1), pointsText(difference))).join(', ');
  return t('{0}: at epsilon {1} the error differs from that of {2} by: {3}.', name, epsilonText(last.subject.epsilon), runLetter(0), differences);
}
