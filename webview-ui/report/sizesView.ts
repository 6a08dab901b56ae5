import { t } from '@vscode/l10n';
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Report, ReportCell } from '../../src/protocol/report';
import type { RealisedRange } from '../../src/protocol/reportDetails';
import { realisedTable } from '../../src/protocol/reportText/reportTables';
import { lawName, measured, shortEpsilon } from '../components/figures';
import { pageStyle } from '../components/pageStyle';
import '../components/plotChart';
import type { Plot, PlotPoint } from '../components/plot';
import '../components/tableTwin';
import { Asked } from './asked';
import { noticeStyle, replyNotice, viewStyle } from './replyNotice';

/** How large the corruptions were after clipping, against epsilon. */
@customElement('lpr-sizes')
export class SizesView extends LitElement {
  static override styles = [
    pageStyle,
    viewStyle,
    noticeStyle,
    css`
      .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1.25rem; --plot-height: 12rem; }
      h3 { margin: 0 0 0.25rem; font-size: 1em; font-weight: 600; }
    `,
  ];

  @property({ attribute: false }) report: Report | undefined;
  private readonly realised = new Asked(this, 'realised');

  override willUpdate(): void {
    if (this.report !== undefined) this.realised.ask({}, this.report);
  }

  override render(): unknown {
    const { report } = this;
    if (report === undefined) return html``;
    const { reply } = this.realised;
    const ranges = reply.kind === 'known' ? reply.answer.cells : undefined;
    return html`
      <p class="hint">${t('An image has values from 0 to 1, so what a corruption adds is cut off there: its size in the norm is then less than epsilon. Solid line: mean size. Dashed: epsilon itself. Between the dotted and the dash-dotted line: 90 % of the images.')}</p>
      ${reply.kind === 'failed' ? replyNotice(reply) : html``}
      <div class="charts">${plotsOf(report, ranges).map(({ name, plot }) => html`<div><h3>${name}</h3><lpr-plot-chart .plot=${plot}></lpr-plot-chart></div>`)}</div>
      <lpr-table-twin .table=${realisedTable(report, ranges)}></lpr-table-twin>
    `;
  }
}

interface SizedCell {
  readonly cell: ReportCell;
  readonly range: RealisedRange | undefined;
}

function plotsOf({ cells }: Report, ranges: readonly RealisedRange[] | undefined): { name: string; plot: Plot }[] {
  const laws = new Map<string, SizedCell[]>();
  cells.forEach((cell, index) => {
    if (cell.n > 0) laws.set(lawName(cell), [...(laws.get(lawName(cell)) ?? []), { cell, range: ranges?.[index] }]);
  });
  return [...laws].map(([name, some]) => ({ name, plot: plotOf(name, some.toSorted((a, b) => a.cell.epsilon - b.cell.epsilon)) }));
}

function plotOf(name: string, cells: readonly SizedCell[]): Plot {
  const last = cells.at(-1);
  const largest = last?.cell.epsilon ?? 1;
  const along = (size: (cell: SizedCell) => number): PlotPoint[] => [{ x: 0, y: 0 }, ...cells.map((cell) => ({ x: cell.cell.epsilon, y: size(cell) }))];
  const isKnown = cells.every(({ range }) => range !== undefined);
  const highest = Math.max(largest, ...cells.map(({ range }) => range?.high ?? 0));
  return {
    hasKeys: false,
    description: t('{0}: mean size {1} at epsilon {2}.', name, measured(last?.cell.realised ?? 0), String(largest)),
    series: [
      { name: t('Mean size'), shape: 'line', points: along(({ cell }) => cell.realised) },
      { name: t('Epsilon itself'), shape: 'line', points: [{ x: 0, y: 0 }, { x: largest, y: largest }] },
      ...(isKnown
        ? [
            { name: t('5 % of the images are below'), shape: 'line' as const, points: along(({ range }) => range?.low ?? 0) },
            { name: t('5 % of the images are above'), shape: 'line' as const, points: along(({ range }) => range?.high ?? 0) },
          ]
        : []),
    ],
    x: { title: t('epsilon'), from: 0, to: largest, format: shortEpsilon },
    y: { title: '', to: highest, format: shortEpsilon },
  };
}
