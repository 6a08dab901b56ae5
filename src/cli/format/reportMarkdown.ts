import type { Report } from '../../protocol/report';
import { errorText, estimateText, headLines, headlines, lawText, percent, sizeText } from './numbers';
import { plainLine } from './table';

/** A report as GitHub Markdown: what was evaluated as a list, the figures and the cells as tables. */
export function reportMarkdown(report: Report): string {
  const [clean, cleanInterval] = errorText(report.clean);
  const interval = `${percent(report.confidenceLevel).replace('.0', '')} interval`;
  const lines = [
    '# Lp robustness',
    '',
    ...headLines(report).map(({ label, value }) => `- ${label}: ${escaped(value)}`),
    '',
    `| Figure | Value, with ${interval} |`,
    '| --- | --- |',
    row('Clean error', report.clean.n === 0 ? clean : `${clean} ${cleanInterval}`),
    ...headlines(report).map(({ label, estimate }) => row(label, estimateText(estimate).replace('  ', ' '))),
    '',
    `| Norm | Epsilon | Error | ${interval} | Realised |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...report.cells.map((cell) => row(lawText(cell), String(cell.epsilon), ...errorText(cell), cell.n === 0 ? '-' : sizeText(cell.realised))),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** A row of a table. */
export function row(...entries: readonly string[]): string {
  return `| ${entries.map(escaped).join(' | ')} |`;
}

/** Nothing in a name is taken for Markdown or HTML. */
export function escaped(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_[\]#|~!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
