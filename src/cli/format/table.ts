import { plainLine } from '../../protocol/reportText/plainLine';

export interface TableColumn {
  readonly title: string;
  /** Numbers stand to the right, words to the left. Default left. */
  readonly align?: 'left' | 'right';
}

/**
 * A table for a terminal: columns two spaces apart, as wide as their widest entry, a rule below the titles, no space at
 * the end of a line. The one table of the command line. Entries are shown on one line, whatever they hold: a control
 * character, which could move a terminal's cursor or colour it, becomes a space.
 */
export function formatTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const printable = rows.map((row) => columns.map((_, index) => plainLine(row[index] ?? '')));
  const widths = columns.map(({ title }, index) => Math.max(...[title, ...printable.map((row) => row[index] ?? '')].map(displayWidth)));
  const line = (entries: readonly string[]): string =>
    columns.map(({ align }, index) => pad(entries[index] ?? '', widths[index] ?? 0, align ?? 'left')).join('  ').trimEnd();
  const titles = columns.map(({ title }) => title);
  const rule = widths.map((width) => '-'.repeat(width));
  return [titles, rule, ...printable].map((entries) => `${line(entries)}\n`).join('');
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? space + text : text + space;
}

/** Columns that a terminal uses for a text: none for combining marks, two for wide East Asian letters and emoji. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(character) ? 2 : 1;
  }
  return width;
}
