import type { ErrorEstimate, Report } from '../report';
import { corruptionText, errorText, estimateText, lawText, percent, sizeText } from './figureText';
import { markdownRow, markdownText } from './markdown';
import { headLines, headlines } from './reportHead';

/** A report as GitHub Markdown: what was evaluated as a list, the figures and the cells as tables. */
export function reportMarkdown(report: Report): string {
  const [clean, cleanInterval] = errorText(report.clean);
  const interval = `${percent(report.confidenceLevel).replace('.0', '')} interval`;
  const lines = [
    '# Lp robustness',
    '',
    ...headLines(report).map(({ label, value }) => `- ${label}: ${markdownText(value)}`),
    '',
    `| Figure | Value, with ${interval} |`,
    '| --- | --- |',
    markdownRow('Clean error', report.clean.n === 0 ? clean : `${clean} ${cleanInterval}`),
    ...headlines(report).map(({ label, estimate }) => markdownRow(label, estimateText(estimate).replace('  ', ' '))),
    ...cellLines('Norm', 'Epsilon', 'Realised', interval, report.cells.map((cell) => ({ ...cell, name: lawText(cell), strength: cell.epsilon }))),
    ...cellLines('Corruption', 'Severity', 'L2 length', interval, (report.common?.cells ?? []).map((cell) => ({ ...cell, name: corruptionText(cell), strength: cell.severity }))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

type CellRow = ErrorEstimate & { readonly name: string; readonly strength: number; readonly realised: number };

/** A table of cells after an empty line; nothing where there are none. */
function cellLines(name: string, strength: string, size: string, interval: string, cells: readonly CellRow[]): string[] {
  if (cells.length === 0) return [];
  return [
    '',
    `| ${name} | ${strength} | Error | ${interval} | ${size} |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...cells.map((cell) => markdownRow(cell.name, String(cell.strength), ...errorText(cell), cell.n === 0 ? '-' : sizeText(cell.realised))),
  ];
}
