import type { Report } from '../../protocol/report';
import { errorText, estimateText, headLines, headlines, lawText, percent, sizeText } from './numbers';
import { formatTable, plainLine } from './table';

/** A report for a terminal of 80 columns: what was evaluated, the figures over the suite, then a row per norm and epsilon. */
export function reportTable(report: Report): string {
  const lines = headLines(report).map(({ label, value }) => folded(label, value));
  const [clean, interval] = errorText(report.clean);
  const figures = [
    folded('Clean error', report.clean.n === 0 ? clean : `${clean}  ${interval}`),
    ...headlines(report).map(({ label, estimate }) => folded(label, estimateText(estimate))),
  ];
  const cells = formatTable(
    [
      { title: 'Norm' },
      { title: 'Epsilon', align: 'right' },
      { title: 'Error', align: 'right' },
      { title: `${percent(report.confidenceLevel).replace('.0', '')} interval`, align: 'right' },
      { title: 'Realised', align: 'right' },
    ],
    rowsOf(report),
  );
  const interim = report.cells.some((cell) => cell.n !== report.clean.n) ? '\nUnfinished: cells differ in their number of images.\n' : '';
  return `${lines.join('')}\n${figures.join('')}\n${cells}${interim}`;
}

/** A norm's name stands in its first row only, so that 90 rows read as nine groups. */
function rowsOf({ cells }: Report): string[][] {
  let last = '';
  return cells.map((cell) => {
    const law = lawText(cell);
    const name = law === last ? '' : law;
    last = law;
    return [name, String(cell.epsilon), ...errorText(cell), cell.n === 0 ? '-' : sizeText(cell.realised)];
  });
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
