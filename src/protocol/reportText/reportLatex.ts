import type { Report } from '../report';
import { dataTable, tableLatex } from './dataTable';
import { errorText, estimateText, percent } from './figureText';
import { latexText } from './latex';
import { headLines, headlines } from './reportHead';
import { cellsTable } from './reportTables';

/** A report as LaTeX: what was evaluated as comments and a list, the figures and the cells as tables. No package is needed. */
export function reportLatex(report: Report): string {
  const [clean, interval] = errorText(report.clean);
  const figures = [
    { label: 'Clean error', text: report.clean.n === 0 ? clean : `${clean} ${interval}` },
    ...headlines(report).map(({ label, estimate }) => ({ label, text: estimateText(estimate).replace('  ', ' ') })),
  ];
  const table = dataTable(
    'figures',
    'Figures',
    [
      { label: 'Figure', align: 'left', text: ({ label }) => label, fields: {} },
      { label: `Value, with ${percent(report.confidenceLevel).replace('.0', '')} interval`, text: ({ text }) => text, fields: {} },
    ],
    figures,
  );
  const lines = ['\\begin{itemize}', ...headLines(report).map(({ label, value }) => `  \\item ${latexText(label)}: ${latexText(value)}`), '\\end{itemize}'];
  return [`% Lp robustness; needs UTF-8 and T1 fonts for quotation marks\n${lines.join('\n')}\n`, tableLatex(table), tableLatex(cellsTable(report))].join('\n');
}
