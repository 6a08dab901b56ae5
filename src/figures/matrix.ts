import { cell, text } from '@observablehq/plot';
import type { ErrorEstimate, Report } from '../protocol/report';
import { percent } from '../protocol/reportText/figureText';
import { everyCell, rowsOf, strengthOf } from '../protocol/reportText/reportCells';
import { epsilonTick } from './axes';
import { drawChart, type Figure } from './chart';
import { figureOf, shortName } from './figure';
import { heatColour, inkOn } from '../protocol/reportText/heat';
import { modelName } from '../protocol/reportText/names';

/** The errors as a heat map: a row a norm, its epsilons from left to right. */
export function matrixFigure(report: Report): Figure {
  const rows = rowsOf(everyCell(report));
  const strength = report.common === undefined ? 'epsilon' : 'epsilon or severity';
  const places = Math.max(1, ...rows.map(({ cells }) => cells.length));
  const entries = rows.flatMap(({ name, cells }) => cells.filter(({ n }) => n > 0).map((of, place) => ({ name, place: place + 1, of, strength: strengthOf(of) })));
  const width = 130 + 62 * places;
  const height = 40 + 40 * rows.length;
  const colour = ({ of }: { of: ErrorEstimate }): string => heatColour(of.error);
  const ink = ({ of }: { of: ErrorEstimate }): string => inkOn(of.error);
  const chart = drawChart({
    width,
    height,
    marginLeft: 120,
    marginTop: 4,
    marginBottom: 24,
    padding: 0.04,
    x: { domain: Array.from({ length: places }, (_, place) => place + 1), label: `${strength}, ascending in each row`, tickSize: 0, labelArrow: 'none', labelAnchor: 'center', tickFormat: () => '' },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      cell(entries, { x: 'place', y: 'name', fill: colour }),
      text(entries, { x: 'place', y: 'name', text: ({ of }: { of: ErrorEstimate }) => percent(of.error), fill: ink, fontSize: 11, fontWeight: 600, dy: -6 }),
      text(entries, { x: 'place', y: 'name', text: ({ strength }: { strength: number }) => epsilonTick(strength), fill: ink, fontSize: 10, dy: 8 }),
    ],
  });
  return figureOf([chart], 1, {
    title: `Error by norm and epsilon: ${shortName(modelName(report.model.path), 60)}`,
    subtitle: `Upper figure: error. Lower figure: ${strength}. Clean error ${percent(report.clean.error)}.`,
    description: `Heat map of the errors of ${entries.length} corruptions; the table beside it has the numbers.`,
  });
}

