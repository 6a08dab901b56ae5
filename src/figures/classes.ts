import { dot, ruleY } from '@observablehq/plot';
import type { Report } from '../protocol/report';
import type { ClassErrors } from '../protocol/reportDetails';
import { className } from '../protocol/reportText/reportTables';
import { modelName } from '../protocol/reportText/names';
import { percentTick } from './axes';
import { drawChart, type Figure } from './chart';
import { figureOf, shortName } from './figure';
import { paper } from './paper';

/** Rows that a figure has room for. */
const mostClasses = 60;

/** The error of each class, clean and under a corruption, with the 95 % intervals; of many classes those that err most. */
export function classesFigure(report: Report, classes: readonly ClassErrors[], under: string): Figure {
  const shown = classes.length <= mostClasses ? classes : classes.toSorted((a, b) => b.corrupted.error - a.corrupted.error || a.label - b.label).slice(0, mostClasses);
  const rows = shown.map((entry) => ({ ...entry, name: `${shortName(className(report, entry.label), 24)}${isRepeated(report, entry.label) ? ` (${entry.label})` : ''}` }));
  const marks = (key: 'clean' | 'corrupted', colour: string, shift: number) => [
    ruleY(rows, { y: 'name', x1: ({ [key]: of }: ClassErrors) => of.low, x2: ({ [key]: of }: ClassErrors) => of.high, stroke: colour, strokeWidth: 2, dy: shift }),
    dot(rows, { y: 'name', x: ({ [key]: of }: ClassErrors) => of.error, fill: colour, r: 3.5, dy: shift, symbol: key === 'clean' ? 'circle' : 'diamond' }),
  ];
  const top = Math.min(1, Math.max(0.1, Math.ceil(10 * Math.max(0, ...rows.flatMap(({ clean, corrupted }) => [clean.high, corrupted.high]))) / 10));
  const chart = drawChart({
    width: 640,
    height: 50 + 22 * rows.length,
    marginLeft: 170,
    marginTop: 6,
    marginBottom: 34,
    x: { domain: [0, top], label: 'error', labelArrow: 'none', labelAnchor: 'center', tickFormat: percentTick, grid: true },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0, type: 'point' },
    marks: [...marks('clean', paper.reference, -3), ...marks('corrupted', paper.line, 3)],
  });
  return figureOf([chart], 1, {
    title: `Error of each class: ${shortName(modelName(report.model.path), 50)}`,
    subtitle: `Circle: clean images. Diamond: ${under}. Lines: 95 % intervals.${rows.length < classes.length ? ` The ${rows.length} of ${classes.length} classes that err most.` : ''}`,
    description: `Error of ${rows.length} classes on clean images and under ${under}; the table beside it has the numbers.`,
  });
}

/** Two classes of one name would be one row. */
function isRepeated(report: Report, label: number): boolean {
  const name = shortName(className(report, label), 24);
  return report.data.classNames.some((_, other) => other !== label && shortName(className(report, other), 24) === name);
}
