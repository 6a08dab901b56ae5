import type { ErrorEstimate, Report } from '../../protocol/report';
import { corruptionText, errorText, estimateText, lawText, percent, sizeText } from '../../protocol/reportText/figureText';
import { plainLine } from '../../protocol/reportText/plainLine';
import { headLines, headlines } from '../../protocol/reportText/reportHead';
import { formatTable } from './table';

/** A report for a terminal of 80 columns: what was evaluated, the figures over the suite, then a row per norm and epsilon and per common corruption and severity. */
export function reportTable(report: Report): string {
  const lines = headLines(report).map(({ label, value }) => folded(label, value));
  const [clean, interval] = errorText(report.clean);
  const figures = [
    folded('Clean error', report.clean.n === 0 ? clean : `${clean}  ${interval}`),
    ...headlines(report).map(({ label, estimate }) => folded(label, estimateText(estimate))),
  ];
  const interval95 = `${percent(report.confidenceLevel).replace('.0', '')} interval`;
  const tables = [
    cellTable(['Norm', 'Epsilon', 'Error', interval95, 'Realised'], report.cells.map((cell) => ({ ...cell, name: lawText(cell), strength: cell.epsilon }))),
    cellTable(
      ['Corruption', 'Severity', 'Error', interval95, 'L2 length'],
      (report.common?.cells ?? []).map((cell) => ({ ...cell, name: corruptionText(cell), strength: cell.severity })),
    ),
  ].filter((table) => table !== '');
  const cells = [...report.cells, ...(report.common?.cells ?? [])];
  const interim = cells.some((cell) => cell.n !== report.clean.n) ? '\nUnfinished: cells differ in their number of images.\n' : '';
  return `${lines.join('')}\n${figures.join('')}\n${tables.join('\n')}${interim}`;
}

type CellRow = ErrorEstimate & { readonly name: string; readonly strength: number; readonly realised: number };

/** A row a cell. A name stands in its first row only, so that 90 rows read as nine groups. Empty where there are none. */
function cellTable(titles: readonly string[], cells: readonly CellRow[]): string {
  if (cells.length === 0) return '';
  let last = '';
  const rows = cells.map((cell) => {
    const name = cell.name === last ? '' : cell.name;
    last = cell.name;
    return [name, String(cell.strength), ...errorText(cell), cell.n === 0 ? '-' : sizeText(cell.realised)];
  });
  return formatTable(
    titles.map((title, index) => (index === 0 ? { title } : { title, align: 'right' })),
    rows,
  );
}

const labelWidth = 19;
const terminalWidth = 80;

/** A label and its text, broken between words so that it fits the terminal, the text's lines below one another. */
export function folded(label: string, text: string): string {
  return wrapped(text, terminalWidth - labelWidth)
    .map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`.trimEnd() + '\n')
    .join('');
}

/** A text broken between words into lines that fit. */
export function wrapped(text: string, width = terminalWidth): string[] {
  const lines: string[] = [];
  for (const word of plainLine(text).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
