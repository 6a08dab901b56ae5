import type { Comparison } from '../../protocol/comparison';
import { comparisonRows } from '../../protocol/reportText/comparisonFiles';
import { comparisonNotes } from '../../protocol/reportText/comparisonText';
import { wrapped } from './reportTable';
import { formatTable } from './table';

/** A comparison for a terminal: who is compared, then a row for each error, adjusted p-values in it. */
export function comparisonTable(comparison: Comparison): string {
  const { titles, rows } = comparisonRows(comparison);
  const columns = titles.map((title, index) => (index === 0 ? { title } : { title, align: 'right' as const }));
  return `${comparisonNotes(comparison).flatMap((note) => wrapped(note)).join('\n')}\n\n${formatTable(columns, rows)}`;
}
