import { dot, lineY, text } from '@observablehq/plot';
import { drawChart, type Figure } from '../../src/figures/chart';
import { epsilonChart } from '../../src/figures/epsilonChart';
import { percentTick } from '../../src/figures/axes';
import { figureOf } from '../../src/figures/figure';
import type { EpochRecord } from '../../src/protocol/training';
import type { Report, ReportCell } from '../../src/protocol/report';
import { normText } from '../../src/protocol/reportText/figureText';

/** A strategy's first model. */
export interface DrawnModel {
  readonly name: string;
  readonly report: Report;
  readonly epochs: readonly EpochRecord[];
}

/** Readable in print and without colour vision (Okabe and Ito). */
const colours = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const colourOf = (index: number): string => colours[index % colours.length] ?? '#000000';

const legend = (models: readonly { readonly name: string }[]): string => models.map(({ name }, index) => `${name}: ${['black', 'blue', 'vermilion', 'green', 'purple', 'orange', 'sky blue'][index % colours.length] ?? ''}`).join(', ');

/** Error against epsilon, a chart a norm and a line a strategy. */
export function curvesByStrategy(models: readonly DrawnModel[]): Figure {
  const norms = [...new Set(models.flatMap(({ report }) => report.cells.map(({ norm }) => norm)))];
  const charts = norms.map((norm) => {
    const cellsOf = (report: Report): readonly ReportCell[] => report.cells.filter((cell) => cell.norm === norm && cell.inMeanCorruptionError);
    const largestEpsilon = Math.max(...models.flatMap(({ report }) => cellsOf(report).map(({ epsilon }) => epsilon)));
    const marks = models.flatMap(({ report }, index) => {
      const points = [{ epsilon: 0, error: report.clean.error }, ...cellsOf(report)];
      return [lineY(points, { x: 'epsilon', y: 'error', stroke: colourOf(index), strokeWidth: 1.6 }), dot(points, { x: 'epsilon', y: 'error', r: 1.6, fill: colourOf(index) })];
    });
    return epsilonChart({ name: normText(norm), largestEpsilon, y: { top: 1, ticks: 5, tickFormat: percentTick }, marks });
  });
  return figureOf(charts, 3, { title: 'Error under random Lp corruptions, by what was trained on', subtitle: legend(models), description: `Error against epsilon for ${norms.length} norms and ${models.length} strategies.` });
}

/** Accuracy by epoch: dashed on the augmented training images, solid on those kept apart. */
export function learningCurves(models: readonly DrawnModel[]): Figure {
  const last = Math.max(...models.map(({ epochs }) => epochs.length));
  const marks = models.flatMap(({ epochs }, index) => [
    lineY(epochs, { x: 'epoch', y: 'accuracy', stroke: colourOf(index), strokeDasharray: '4 3', strokeWidth: 1.4 }),
    lineY(epochs, { x: 'epoch', y: ({ validationAccuracy }: EpochRecord) => validationAccuracy, stroke: colourOf(index), strokeWidth: 2 }),
  ]);
  const chart = drawChart({
    width: 640,
    height: 320,
    marginLeft: 52,
    marginBottom: 40,
    x: { domain: [1, last], label: 'epoch', labelArrow: 'none', labelAnchor: 'center', ticks: last, tickFormat: String },
    y: { domain: [0, 1], label: null, tickFormat: percentTick, grid: true },
    marks: [...marks, text(['accuracy'], { frameAnchor: 'top-left', dx: 4, dy: 4, text: (value: string) => value })],
  });
  return figureOf([chart], 1, { title: 'Learning curves', subtitle: `${legend(models)}. Dashed: training images as augmented. Solid: images kept apart.`, description: `Accuracy by epoch for ${models.length} strategies.` });
}
