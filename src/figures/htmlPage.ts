import type { DataTable } from '../protocol/reportText/dataTable';
import type { Figure } from './chart';
import { markupText } from './figure';

/** A part of a page: a figure, its table, or a sentence that says why there is none. */
export interface PageSection {
  readonly title: string;
  readonly figure?: Figure;
  readonly table?: DataTable;
  readonly note?: string;
}

export interface Page {
  readonly title: string;
  /** What a reader must know before the numbers. */
  readonly head: readonly { readonly label: string; readonly value: string }[];
  readonly sections: readonly PageSection[];
}

const style = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; background: #fff; color: #1a1a1a; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2.5rem; }
dl { display: grid; grid-template-columns: minmax(7rem, max-content) minmax(0, 1fr); gap: .25rem 1rem; }
dt { color: #595959; } dd { margin: 0; }
figure { margin: 1rem 0; overflow-x: auto; } svg { max-width: 100%; height: auto; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #595959; padding-bottom: .4rem; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #d8d8d8; text-align: left; white-space: nowrap; }
.right { text-align: right; }
@media print { h2 { break-after: avoid; } figure { break-inside: avoid; } }
`;

/** One file that opens anywhere, offline: no script, nothing to fetch, and a policy that would not let it. */
export function htmlPage({ title, head, sections }: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${markupText(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<h1>${markupText(title)}</h1>`,
    `<dl>${head.map(({ label, value }) => `<dt>${markupText(label)}</dt><dd>${markupText(value)}</dd>`).join('\n')}</dl>`,
    ...sections.map(sectionHtml),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function sectionHtml({ title, figure, table, note }: PageSection): string {
  return [
    `<section>\n<h2>${markupText(title)}</h2>`,
    ...(note === undefined ? [] : [`<p>${markupText(note)}</p>`]),
    ...(figure === undefined ? [] : [`<figure>\n${figure.svg}</figure>`]),
    ...(table === undefined ? [] : [tableHtml(table)]),
    '</section>',
  ].join('\n');
}

function tableHtml({ title, labels, aligns, texts }: DataTable): string {
  const side = (index: number): string => (aligns[index] === 'right' ? ' class="right"' : '');
  const cells = (row: readonly string[]): string => row.map((entry, index) => `<td${side(index)}>${markupText(entry)}</td>`).join('');
  return [
    `<div class="table"><table><caption>${markupText(title)}</caption>`,
    `<thead><tr>${labels.map((label, index) => `<th scope="col"${side(index)}>${markupText(label)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...texts.map((row) => `<tr>${cells(row)}</tr>`),
    '</tbody></table></div>',
  ].join('\n');
}
