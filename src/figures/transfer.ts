import { cell, text } from '@observablehq/plot';
import { heatColour, inkOn } from '../protocol/reportText/heat';
import { notDifferentMark, transferCellShade, transferCellText, transferRowText, transferViewTitles, type TransferView } from '../protocol/reportText/transferTables';
import type { TransferReport } from '../protocol/transferReport';
import { drawChart, type Figure } from './chart';
import { figureOf, shortName } from './figure';

/** The transfer table as a heat map: a row a test, a column a training strategy; darker is a larger error, a larger fall of it, or a better normalised accuracy. */
export function transferFigure(report: TransferReport, view: TransferView): Figure {
  const rows = report.rows.map((row, at) => ({ name: transferRowText(row), cells: report.cells[at] ?? [] }));
  // A band scale tells places apart, not names: two strategies may be shortened to the same.
  const places = report.strategies.map((_, place) => place);
  const entries = rows.flatMap(({ name, cells }) => cells.map((of, place) => ({ name, place, shade: of === null ? null : transferCellShade(of, view), text: transferCellText(of, view) })));
  const width = 140 + 74 * places.length;
  const height = 46 + 30 * rows.length;
  const chart = drawChart({
    width,
    height,
    marginLeft: 132,
    marginTop: 28,
    marginBottom: 10,
    padding: 0.04,
    x: { domain: places, axis: 'top', label: null, tickSize: 0, tickFormat: (place: number) => shortName(report.strategies[place]?.name ?? '', 11) },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      cell(entries, { x: 'place', y: 'name', fill: ({ shade }: { shade: number | null }) => heatColour(shade ?? 0) }),
      text(entries, { x: 'place', y: 'name', text: 'text', fill: ({ shade }: { shade: number | null }) => inkOn(shade ?? 0), fontSize: 10.5, fontWeight: 600 }),
    ],
  });
  return figureOf([chart], 1, {
    title: `${transferViewTitles[view]}: rows tested, columns trained on`,
    subtitle: `${notDifferentMark} does not differ significantly from ${shortName(report.strategies[report.standard]?.name ?? '', 20)}.`,
    description: `Heat map of ${rows.length} tests by ${places.length} training strategies; the table beside it has the numbers.`,
  });
}
