import { areaY, dot, line, lineY } from '@observablehq/plot';
import type { Report } from '../protocol/report';
import type { RealisedRange } from '../protocol/reportDetails';
import { lawText } from '../protocol/reportText/figureText';
import { modelName } from '../protocol/reportText/names';
import { epsilonTick } from './axes';
import type { Chart, Figure } from './chart';
import { epsilonChart } from './epsilonChart';
import { figureOf, shortName } from './figure';
import { paper } from './paper';

interface Point {
  readonly epsilon: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** The size of the corruptions after clipping against epsilon: a chart a norm, with the range of 90 % of the images where it is known. */
export function realisedFigure(report: Report, ranges: readonly RealisedRange[] | undefined): Figure {
  const laws = new Map<string, Point[]>();
  for (const [index, cell] of report.cells.entries()) {
    if (cell.n === 0) continue;
    const range = ranges?.[index];
    const point = { epsilon: cell.epsilon, mean: cell.realised, low: range?.low ?? cell.realised, high: range?.high ?? cell.realised };
    laws.set(lawText(cell), [...(laws.get(lawText(cell)) ?? []), point]);
  }
  return figureOf([...laws].map(([name, points]) => realisedChart(name, points)), 3, {
    title: `Size of the corruptions after clipping: ${shortName(modelName(report.model.path), 50)}`,
    subtitle: `Line: mean size. Dashed: epsilon itself.${ranges === undefined ? '' : ' Band: 90 % of the images.'}`,
    description: `Realised size against epsilon for ${laws.size} norms; the table beside it has the numbers.`,
  });
}

function realisedChart(name: string, points: readonly Point[]): Chart {
  const from = { epsilon: 0, mean: 0, low: 0, high: 0 };
  const along = [from, ...points.toSorted((a, b) => a.epsilon - b.epsilon)];
  const largest = Math.max(Number.MIN_VALUE, ...along.map(({ epsilon }) => epsilon));
  const highest = Math.max(largest, ...along.map(({ high }) => high));
  return epsilonChart({
    name,
    largestEpsilon: largest,
    y: { top: highest, ticks: 4, tickFormat: epsilonTick },
    marks: [
      areaY(along, { x: 'epsilon', y1: 'low', y2: 'high', fill: paper.band, fillOpacity: 0.2 }),
      line([[0, 0], [largest, largest]], { stroke: paper.reference, strokeDasharray: '4 3' }),
      lineY(along, { x: 'epsilon', y: 'mean', stroke: paper.line, strokeWidth: 2 }),
      dot(along, { x: 'epsilon', y: 'mean', r: 2.2, fill: paper.line }),
    ],
  });
}
