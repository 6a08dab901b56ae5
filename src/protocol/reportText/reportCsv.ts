import type { Report } from '../report';
import { csvLine } from './csv';
import { headlines } from './reportHead';

const header = 'kind,model,data,split,seed,draws,backend,norm,epsilon,sampling,unit,n,errors,value,low,high,realised,reason';

/**
 * A report as CSV (RFC 4180, with line feeds): one row for the clean images, one a cell, one for each figure over the
 * suite. A common corruption has its name for the norm and its severity for epsilon. Errors are fractions in full precision, iCE is a ratio; an undefined figure has an empty value and its
 * reason.
 */
export function reportCsv(report: Report): string {
  const { model, data, seed, draws, backend, clean } = report;
  const source = [model.path, data.source, data.split, seed, draws, backend.name];
  const none = ['', '', '', ''];
  const rows: (string | number)[][] = [
    ['clean', ...source, ...none, clean.n, clean.errors, clean.error, clean.low, clean.high, '', ''],
    ...report.cells.map((cell) => [
      'cell',
      ...source,
      ...[cell.norm, cell.epsilon, cell.sampling, cell.unit],
      ...[cell.n, cell.errors, cell.error, cell.low, cell.high, cell.realised, ''],
    ]),
    ...(report.common?.cells ?? []).map((cell) => [
      'common',
      ...source,
      ...[cell.corruption, cell.severity, '', ''],
      ...[cell.n, cell.errors, cell.error, cell.low, cell.high, cell.realised, ''],
    ]),
    ...headlines(report).map(({ key, estimate }) => {
      const numbers = estimate.value === null ? ['', '', '', '', estimate.reason] : [estimate.value, estimate.low, estimate.high, '', ''];
      return [key, ...source, ...none, '', '', ...numbers];
    }),
  ];
  return `${header}\n${rows.map(csvLine).join('')}`;
}
