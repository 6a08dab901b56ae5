import { t } from '@vscode/l10n';
import type { SeparationReport } from '../../src/protocol/separation';
import { labelSafety } from '../../src/robustness/classSeparation/labelSafety';
import { suiteFor } from '../../src/robustness/suite/suite';
import type { TextTable } from '../components/dataTable';
import { count, epsilonText, measured } from '../components/figures';
import type { Plot, PlotPoint } from '../components/plot';

const barsShown = 50;

/** How many images have their nearest of another class at which distance. */
export function histogramPlot(report: SeparationReport): Plot {
  const { histogram, n } = report;
  const perBar = Math.max(1, Math.ceil(histogram.counts.length / barsShown));
  const width = (histogram.to / histogram.counts.length) * perBar;
  const points: PlotPoint[] = [];
  for (let bar = 0; bar * perBar < histogram.counts.length; bar += 1) {
    const images = histogram.counts.slice(bar * perBar, (bar + 1) * perBar).reduce((sum, each) => sum + each, 0);
    points.push({ x: (bar + 0.5) * width, y: images });
  }
  const most = Math.max(1, ...points.map(({ y }) => y));
  return {
    description: t('Histogram of the distances of {0} images to the nearest image of another class, from {1} to {2}.', count(n), measured(report.minimum), measured(histogram.to)),
    series: [{ name: t('images'), shape: 'bars', points }],
    marks: marksOf(report),
    x: axisOf(report),
    y: { title: t('images'), to: 1.25 * most, format: count },
  };
}

/** Share of images whose nearest of another class is that near. */
export function distributionPlot(report: SeparationReport): Plot {
  const { histogram, n } = report;
  const width = histogram.to / histogram.counts.length;
  let images = 0;
  const points = [{ x: 0, y: 0 }, ...histogram.counts.map((each, bin) => ({ x: (bin + 1) * width, y: (images += each) / n }))];
  return {
    description: t('Distribution of the distances: half of the images have one of another class within {0}.', measured(report.quantiles['50'] ?? NaN)),
    series: [{ name: t('images up to there'), shape: 'line', points }],
    marks: marksOf(report),
    x: axisOf(report),
    y: { title: '', to: 1, format: (value) => `${Math.round(value * 100)}\u00a0%` },
  };
}

const axisOf = ({ histogram }: SeparationReport): Plot['x'] => ({ title: t('distance to the nearest image of another class'), from: 0, to: histogram.to === 0 ? 1 : histogram.to, format: measured });

const marksOf = ({ minimum, guaranteedBelow }: SeparationReport): NonNullable<Plot['marks']> => [
  { x: guaranteedBelow, name: t('half the separation {0}', measured(guaranteedBelow)) },
  { x: minimum, name: t('separation {0}', measured(minimum)) },
];

export function quantileTable({ quantiles }: SeparationReport): TextTable {
  return { headings: [t('Images up to'), t('Distance')], rows: Object.entries(quantiles).map(([share, distance]) => [`${share}\u00a0%`, measured(distance)]) };
}

/** The epsilons of the paper's suite in this norm, and what separation says of the label at each; empty where it has none. */
export function safetyTable({ norm, minimum, shape }: SeparationReport): TextTable {
  const cells = suiteFor('paper', shape).cells.filter((cell) => cell.norm === norm);
  const verdict = (epsilon: number): string => (labelSafety(norm, epsilon, minimum).kind === 'guaranteed' ? t('guaranteed') : t('not guaranteed'));
  return { headings: [t('Epsilon of the paper suite'), t('Label')], rows: cells.map(({ epsilon }) => [epsilonText(epsilon), verdict(epsilon)]) };
}

