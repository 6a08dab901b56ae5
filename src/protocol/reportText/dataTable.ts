import { csvLine } from './csv';
import { latexText } from './latex';
import { markdownRow } from './markdown';

export type Value = string | number | null;

/** A column of a table of rows: what people read, and one or more fields with the numbers behind it for programmes. */
export interface Column<Row> {
  readonly label: string;
  readonly text: (row: Row) => string;
  /** By the field's name. A column of an interval has two. */
  readonly fields: Readonly<Record<string, (row: Row) => Value>>;
  /** Words stand to the left, numbers to the right. Default right. */
  readonly align?: 'left' | 'right';
}

/** A table in both forms: texts for people, numbers in full precision for programmes. */
export interface DataTable {
  /** For a file's name. */
  readonly name: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly aligns: readonly ('left' | 'right')[];
  readonly texts: readonly (readonly string[])[];
  readonly fields: readonly string[];
  readonly values: readonly (readonly Value[])[];
}

/** Puts rows into columns. The one way to make a table of a report, on the screen and in files. */
export function dataTable<Row>(name: string, title: string, columns: readonly Column<Row>[], rows: readonly Row[]): DataTable {
  const fields = columns.flatMap((column) => Object.entries(column.fields));
  return {
    name,
    title,
    labels: columns.map(({ label }) => label),
    aligns: columns.map(({ align }) => align ?? 'right'),
    texts: rows.map((row) => columns.map(({ text }) => text(row))),
    fields: fields.map(([field]) => field),
    values: rows.map((row) => fields.map(([, value]) => value(row))),
  };
}

/** Numbers in full precision, errors as fractions. */
export function tableCsv({ fields, values }: DataTable): string {
  return [fields, ...values].map(csvLine).join('');
}

/** An array of objects, one a row. */
export function tableJson({ title, fields, values }: DataTable): string {
  const rows = values.map((row) => Object.fromEntries(fields.map((field, index) => [field, row[index] ?? null])));
  return `${JSON.stringify({ title, rows }, null, 2)}\n`;
}

/** Rows of texts with tabs between them, as spreadsheets and mails take them from the clipboard. */
export function tableTabbed({ labels, texts }: DataTable): string {
  return [labels, ...texts].map((row) => `${row.map((entry) => entry.replace(/[\t\r\n]+/g, ' ')).join('\t')}\n`).join('');
}

export function tableMarkdown(table: DataTable): string {
  const { labels, aligns, texts } = table;
  const rule = `| ${aligns.map((align) => (align === 'right' ? '---:' : '---')).join(' | ')} |`;
  return [markdownRow(...labels), rule, ...texts.map((row) => markdownRow(...row))].map((line) => `${line}\n`).join('');
}

/** A `tabular`, which needs no package; a caption is the reader's to write. */
export function tableLatex({ labels, aligns, texts }: DataTable): string {
  const line = (entries: readonly string[]): string => `  ${entries.map(latexText).join(' & ')} \\\\`;
  const columns = aligns.map((align) => (align === 'right' ? 'r' : 'l')).join('');
  return [`\\begin{tabular}{${columns}}`, '  \\hline', line(labels), '  \\hline', ...texts.map(line), '  \\hline', '\\end{tabular}'].map((text) => `${text}\n`).join('');
}
