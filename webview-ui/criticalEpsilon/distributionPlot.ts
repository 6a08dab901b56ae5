import { t } from '@vscode/l10n';
import type { CriticalEpsilonCurve, CriticalEpsilonReport } from '../../src/protocol/criticalEpsilon';
import { distributionBand } from '../../src/robustness/metrics/criticalEpsilonDistribution';
import { count, epsilonMeaning, epsilonText, lawName, measured, percent, shortEpsilon } from '../components/figures';
import type { TextTable } from '../components/dataTable';
import type { Plot, PlotPoint } from '../components/plot';

/** Images of one law, all or those of one class, that were right without corruption. */
export interface ChosenImages {
  readonly curve: CriticalEpsilonCurve;
  /** Class index; undefined: all classes. */
  readonly label: number | undefined;
}

/** The critical epsilons of some images, ascending; Infinity where one never flipped. */
export function criticalEpsilonsOf({ curve, label }: ChosenImages, { labels }: CriticalEpsilonReport): number[] {
  const found: number[] = [];
  for (const [place, epsilon] of curve.epsilons.entries()) {
    if (epsilon === 'wrong' || (label !== undefined && labels[place] !== label)) continue;
    found.push(epsilon === 'censored' ? Infinity : epsilon);
  }
  return found.sort((a, b) => a - b);
}

/** The empirical distribution function up to the largest epsilon: a step at each critical epsilon. */
export function distributionSteps(ascending: readonly number[], largestEpsilon: number): PlotPoint[] {
  const n = ascending.length;
  const steps: PlotPoint[] = [{ x: 0, y: 0 }];
  for (const [place, x] of ascending.entries()) {
    if (x === Infinity) break;
    if (ascending[place + 1] !== x) steps.push({ x, y: (place + 1) / n });
  }
  const last = steps.at(-1);
  if (last !== undefined && last.x < largestEpsilon) steps.push({ x: largestEpsilon, y: last.y });
  return steps;
}

/** The distribution as a chart, with its band. */
export function distributionPlot(chosen: ChosenImages, report: CriticalEpsilonReport): Plot {
  const { curve, label } = chosen;
  const ascending = criticalEpsilonsOf(chosen, report);
  const subject = label === undefined ? curve : (curve.classes[label] ?? curve);
  const last = subject.distribution.at(-1);
  const law = lawName(curve);
  return {
    description: t('{0}: {1} of {2} images have flipped at epsilon {3}; half of them by {4}.', law, percent(last?.share ?? 0), count(subject.n), epsilonText(curve.largestEpsilon), medianText(subject.median, curve.largestEpsilon)),
    series: [{ name: t('flipped'), shape: 'steps', points: distributionSteps(ascending, curve.largestEpsilon), band: distributionBand(subject.n, report.confidenceLevel) }],
    x: { title: t('epsilon: {0}', epsilonMeaning(curve.norm)), from: 0, to: curve.largestEpsilon, format: shortEpsilon },
    y: { title: '', to: 1, format: (value) => `${Math.round(value * 100)}\u00a0%` },
  };
}

export function medianText(median: number | null, largestEpsilon: number): string {
  return median === null ? t('above {0}', epsilonText(largestEpsilon)) : measured(median);
}

/** The same in numbers, at the epsilons of the suite. */
export function distributionTable({ curve, label }: ChosenImages): TextTable {
  const subject = label === undefined ? curve : (curve.classes[label] ?? curve);
  return {
    headings: [t('Epsilon'), t('Flipped up to there'), t('95 % band')],
    rows: subject.distribution.map(({ epsilon, share, low, high }) => [epsilonText(epsilon), percent(share), t('{0} to {1}', percent(low), percent(high))]),
  };
}

/** A row a class: how many images, how many flip, and by which epsilon half of them have. */
export function classTable(curve: CriticalEpsilonCurve): TextTable {
  return {
    headings: [t('Class'), t('Right images'), t('Wrong to begin with'), t('Never flipped'), t('Median')],
    rows: curve.classes.map(({ name, n, wrong, censored, median }) => [name, count(n), count(wrong), count(censored), n === 0 ? '\u2013' : medianText(median, curve.largestEpsilon)]),
  };
}
