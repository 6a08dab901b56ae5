import { areaY, dot, lineY, rectX, ruleY } from '@observablehq/plot';
import type { Report, ReportCell } from '../protocol/report';
import { isCommon, rowsOf } from '../protocol/reportText/reportCells';
import { modelName } from '../protocol/reportText/names';
import type { Chart, Figure } from './chart';
import { percentTick } from './axes';
import { epsilonChart } from './epsilonChart';
import { figureOf, shortName } from './figure';
import { paper } from './paper';

interface Curve {
  readonly name: string;
  readonly cells: readonly ReportCell[];
}

function curvesOf({ cells }: Report): Curve[] {
  return rowsOf(cells).map((row) => ({ name: row.name, cells: row.cells.filter((cell): cell is ReportCell => !isCommon(cell)) }));
}

/** Error against epsilon: a chart a norm, with the band of the 95 % intervals, the clean error, and what is too weak to see shaded. */
export function curvesFigure(report: Report): Figure {
  const rows = curvesOf(report);
  const top = Math.min(1, Math.max(0.1, Math.ceil(10 * Math.max(report.clean.high, ...report.cells.filter(({ n }) => n > 0).map(({ high }) => high)) - 1e-9) / 10));
  return figureOf(rows.map((row) => curveChart(report, row, top)), 3, {
    title: `Error under random Lp corruptions: ${shortName(modelName(report.model.path), 60)}`,
    subtitle: 'Line: error. Band: 95 % interval. Dashed: clean error. Grey: too weak to see.',
    description: `Error against epsilon for ${rows.length} norms; the table beside it has the numbers.`,
  });
}

function curveChart({ clean }: Report, { name, cells }: Curve, top: number): Chart {
  const points = [{ epsilon: 0, ...clean }, ...cells.filter(({ n }) => n > 0)];
  const weak = Math.max(0, ...cells.filter(({ imperceptible }) => imperceptible).map(({ epsilon }) => epsilon));
  const largest = Math.max(...points.map(({ epsilon }) => epsilon), Number.MIN_VALUE);
  return epsilonChart({
    name,
    largestEpsilon: largest,
    y: { top, ticks: 5, tickFormat: percentTick },
    marks: [
      ...(weak > 0 ? [rectX([weak], { x1: 0, x2: (value: number) => value, y1: 0, y2: top, fill: paper.shade, fillOpacity: 0.08 })] : []),
      areaY(points, { x: 'epsilon', y1: 'low', y2: 'high', fill: paper.band, fillOpacity: 0.2 }),
      ruleY([clean.error], { stroke: paper.reference, strokeDasharray: '4 3' }),
      lineY(points, { x: 'epsilon', y: 'error', stroke: paper.line, strokeWidth: 2 }),
      dot(points, { x: 'epsilon', y: 'error', r: 2.2, fill: paper.line }),
    ],
  });
}
