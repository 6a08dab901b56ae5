import type { TransferReport } from '../../protocol/transferReport';
import { tableCsv, tableLatex, tableMarkdown, type DataTable } from '../../protocol/reportText/dataTable';
import { latexText } from '../../protocol/reportText/latex';
import { markdownText } from '../../protocol/reportText/markdown';
import { transferCellsTable, transferNotes, transferStrategiesTable, transferTableOf, transferViews } from '../../protocol/reportText/transferTables';
import { wrapped } from './reportTable';
import { formatTable } from './table';

export const transferFormats = ['table', 'json', 'csv', 'markdown', 'latex'] as const;
export type TransferFormat = (typeof transferFormats)[number];

/** The errors, the differences, the normalised accuracies, and the strategies. */
const tablesOf = (report: TransferReport): DataTable[] => [...transferViews.map((view) => transferTableOf(report, view)), transferStrategiesTable(report)];

/** A transfer report in one of the forms of stdout. */
export function formatTransfer(report: TransferReport, format: TransferFormat): string {
  switch (format) {
    case 'table':
      return [...tablesOf(report).map((table) => `${table.title}\n${terminalTable(table)}`), transferNotes(report).map((note) => `${wrapped(note).join('\n')}\n`).join('')].join('\n');
    case 'json':
      return `${JSON.stringify(report, null, 2)}\n`;
    case 'csv':
      return tableCsv(transferCellsTable(report));
    case 'markdown':
      return [
        '# Transfer of robustness\n',
        transferNotes(report).map((note) => `- ${markdownText(note)}\n`).join(''),
        ...tablesOf(report).map((table) => `## ${markdownText(table.title)}\n\n${tableMarkdown(table)}`),
      ].join('\n');
    case 'latex':
      return [
        `% Transfer of robustness; needs UTF-8 and T1 fonts for quotation marks\n\\begin{itemize}\n${transferNotes(report).map((note) => `  \\item ${latexText(note)}\n`).join('')}\\end{itemize}\n`,
        ...tablesOf(report).map((table) => `% ${latexText(table.title)}\n${tableLatex(table)}`),
      ].join('\n');
  }
}

function terminalTable({ labels, aligns, texts }: DataTable): string {
  return formatTable(
    labels.map((title, index) => ({ title, align: aligns[index] ?? 'right' })),
    texts,
  );
}
