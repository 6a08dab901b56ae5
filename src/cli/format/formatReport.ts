import type { Report } from '../../protocol/report';
import { reportCsv } from '../../protocol/reportText/reportCsv';
import { toPlainJson } from '../../protocol/reportText/reportJson';
import { reportMarkdown } from '../../protocol/reportText/reportMarkdown';
import { reportTable } from './reportTable';

export const reportFormats = ['table', 'json', 'csv', 'markdown'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** A report as text that ends with a line feed. JSON is the report object and nothing else, the bytes of `report.json`. */
export function formatReport(report: Report, format: ReportFormat): string {
  switch (format) {
    case 'table':
      return reportTable(report);
    case 'json':
      return toPlainJson(report);
    case 'csv':
      return reportCsv(report);
    case 'markdown':
      return reportMarkdown(report);
  }
}
