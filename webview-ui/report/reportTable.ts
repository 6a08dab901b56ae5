import type { ErrorEstimate, Report } from '../../src/protocol/report';
import { count, epsilonText, lawName, measured, percent } from '../components/figures';

/** One line of the table behind the curves, as text for people. */
export interface TableRow {
  readonly norm: string;
  readonly epsilon: string;
  readonly error: string;
  readonly interval: string;
  readonly images: string;
  readonly realised: string;
  readonly countsFor: string;
}

export const headings: Readonly<Record<keyof TableRow, string>> = {
  norm: 'Norm',
  epsilon: 'Epsilon',
  error: 'Error',
  interval: '95 % interval',
  images: 'Images',
  realised: 'Realised size',
  countsFor: 'Counts for',
};
const columns = Object.keys(headings) as (keyof TableRow)[];

export function tableRows({ clean, cells }: Report): TableRow[] {
  // While no image is finished there is nothing to tell.
  const error = ({ n, error: share }: ErrorEstimate) => (n === 0 ? '-' : percent(share));
  const interval = ({ n, low, high }: ErrorEstimate) => (n === 0 ? '-' : `${percent(low)} to ${percent(high)}`);
  return [
    { norm: 'Clean', epsilon: '0', error: error(clean), interval: interval(clean), images: count(clean.n), realised: '0', countsFor: '' },
    ...cells.map((cell) => ({
      norm: lawName(cell),
      epsilon: epsilonText(cell.epsilon),
      error: error(cell),
      interval: interval(cell),
      images: count(cell.n),
      realised: cell.n === 0 ? '-' : measured(cell.realised),
      countsFor: [...(cell.inMeanCorruptionError ? ['mCE_Lp'] : []), ...(cell.imperceptible ? ['iCE'] : [])].join(', '),
    })),
  ];
}

/** The table for a document or an issue. */
export function asMarkdown(report: Report): string {
  const line = (values: readonly string[]) => `| ${values.map((value) => value.replaceAll('|', '\\|')).join(' | ')} |`;
  const rows = tableRows(report).map((row) => line(columns.map((column) => row[column])));
  return [line(columns.map((column) => headings[column])), line(columns.map(() => '---')), ...rows, ''].join('\n');
}

/** The numbers for a spreadsheet or a script: errors as fractions, in full precision. */
export function asCsv({ clean, cells }: Report): string {
  const head = ['norm', 'epsilon', 'sampling', 'unit', 'n', 'errors', 'error', 'low', 'high', 'realised', 'inMeanCorruptionError', 'imperceptible'];
  const numbers = [
    ['clean', 0, '', '', clean.n, clean.errors, clean.error, clean.low, clean.high, 0, false, false],
    ...cells.map((cell) => [
      cell.norm, cell.epsilon, cell.sampling, cell.unit, cell.n, cell.errors, cell.error, cell.low, cell.high, cell.realised,
      cell.inMeanCorruptionError, cell.imperceptible,
    ]),
  ];
  return [head, ...numbers].map((values) => `${values.join(',')}\r\n`).join('');
}
