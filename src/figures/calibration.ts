import { dot, line, ruleX } from '@observablehq/plot';
import type { Estimate, Report } from '../protocol/report';
import type { ReliabilityBin } from '../protocol/reportDetails';
import { estimateText } from '../protocol/reportText/figureText';
import { modelName } from '../protocol/reportText/names';
import { percentTick } from './axes';
import { drawChart, type Figure } from './chart';
import { figureOf, shortName } from './figure';
import { paper } from './paper';

/** A reliability diagram: accuracy against confidence in bins; the area of a dot is the bin's share of the predictions. */
export function calibrationFigure(report: Report, bins: readonly ReliabilityBin[], error: Estimate, under: string): Figure {
  const most = Math.max(1, ...bins.map(({ n }) => n));
  const chart = drawChart({
    width: 460,
    height: 400,
    marginLeft: 54,
    marginTop: 10,
    marginBottom: 40,
    x: { domain: [0, 1], label: 'confidence', labelArrow: 'none', labelAnchor: 'center', tickFormat: percentTick, grid: true },
    y: { domain: [0, 1], label: 'accuracy', labelArrow: 'none', labelAnchor: 'center', tickFormat: percentTick, grid: true },
    marks: [
      line([[0, 0], [1, 1]], { stroke: paper.reference, strokeDasharray: '4 3' }),
      ruleX(bins, { x: 'confidence', y1: 'low', y2: 'high', stroke: paper.line, strokeWidth: 1.5 }),
      dot(bins, { x: 'confidence', y: 'accuracy', r: { value: ({ n }: ReliabilityBin) => 3 + 7 * Math.sqrt(n / most), scale: null }, fill: paper.line, fillOpacity: 0.7, stroke: paper.line }),
    ],
  });
  return figureOf([chart], 1, {
    title: `Calibration: ${shortName(modelName(report.model.path), 40)}`,
    subtitle: `Under: ${under}. Root mean square error ${estimateText(error).replace('  ', ' ')}. Lines: 95 % intervals.`,
    description: `Accuracy against confidence in ${bins.length} bins; the table beside it has the numbers.`,
  });
}
