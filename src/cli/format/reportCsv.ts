import type { Report } from '../../protocol/report';

const header = 'kind,model,data,split,seed,draws,backend,norm,epsilon,sampling,unit,n,errors,value,low,high,realised,reason';

/**
 * A report as CSV (RFC 4180, with line feeds): one row for the clean images, one a cell, one for each of mCE_Lp, iCE and
 * calibration. Errors are fractions in full precision, iCE is a ratio; an undefined figure has an empty value and its
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
    ...(['mceLp', 'ice', 'calibration'] as const).map((key) => {
      const estimate = report[key];
      const numbers = estimate.value === null ? ['', '', '', '', estimate.reason] : [estimate.value, estimate.low, estimate.high, '', ''];
      return [key, ...source, ...none, '', '', ...numbers];
    }),
  ];
  return [header, ...rows.map((row) => row.map(field).join(','))].map((line) => `${line}\n`).join('');
}

/**
 * Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
 * injection"): file names are not ours. Numbers stay as they are.
 */
function field(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
