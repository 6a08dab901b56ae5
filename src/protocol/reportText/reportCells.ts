import type { CommonReportCell, Report, ReportCell } from '../report';
import { corruptionText, lawText } from './figureText';

/** A cell of either kind: a norm at an epsilon, or a common corruption at a severity. */
export type AnyReportCell = ReportCell | CommonReportCell;

/** All cells in the order in which outcomes number them: the norms', then the common corruptions'. */
export function everyCell({ cells, common }: Report): readonly AnyReportCell[] {
  return common === undefined ? cells : [...cells, ...common.cells];
}

export function isCommon(cell: AnyReportCell): cell is CommonReportCell {
  return 'corruption' in cell;
}

/** "L2", "Gaussian noise": what is corrupted with. */
export function corruptionName(cell: AnyReportCell): string {
  return isCommon(cell) ? corruptionText(cell) : lawText(cell);
}

/** How strong: epsilon, or the severity. */
export function strengthOf(cell: AnyReportCell): number {
  return isCommon(cell) ? cell.severity : cell.epsilon;
}

/** "L2, epsilon 1", "Fog, severity 3", "clean images": what a choice of a cell is called. */
export function cellName(report: Report, choice: number | 'clean' | 'mean'): string {
  if (choice === 'clean') return 'clean images';
  if (choice === 'mean') return 'mean over the cells of mCE_Lp';
  const cell = everyCell(report)[choice];
  if (cell === undefined) return '';
  return `${corruptionName(cell)}, ${isCommon(cell) ? 'severity' : 'epsilon'} ${strengthOf(cell)}`;
}

/** The cells of one norm or one common corruption, the weakest first: a curve, or a row of a matrix. */
export interface CellRow {
  readonly name: string;
  readonly cells: readonly AnyReportCell[];
}

/** In the order of the report. */
export function rowsOf(cells: readonly AnyReportCell[]): CellRow[] {
  const rows = new Map<string, AnyReportCell[]>();
  for (const cell of cells) {
    const name = corruptionName(cell);
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  return [...rows].map(([name, some]) => ({ name, cells: some.toSorted((a, b) => strengthOf(a) - strengthOf(b)) }));
}
