import type { Chart, Figure } from './chart';
import { paper } from './paper';

export interface FigureText {
  readonly title: string;
  /** Below the title: what the marks mean. */
  readonly subtitle?: string;
  /** Says the figure in a sentence for those who do not see it. */
  readonly description: string;
}

const margin = 16;
const gap = 12;
/** Pixels that a letter of the two texts takes at most on average: there is nothing here that could measure them. */
const titleLetter = 8.5;
const subtitleLetter = 6.2;

/** Puts charts of one size side by side, row by row, below a title. Nothing in a name is taken for markup. */
export function figureOf(charts: readonly Chart[], columns: number, { title, subtitle, description }: FigureText): Figure {
  const used = Math.max(1, Math.min(columns, charts.length));
  const cellWidth = Math.max(0, ...charts.map(({ width }) => width));
  const cellHeight = Math.max(0, ...charts.map(({ height }) => height));
  const rows = Math.ceil(charts.length / used);
  const head = subtitle === undefined ? 40 : 60;
  const textWidth = Math.max(title.length * titleLetter, (subtitle?.length ?? 0) * subtitleLetter);
  const width = Math.ceil(2 * margin + Math.max(textWidth, used * cellWidth + (used - 1) * gap));
  const height = head + rows * cellHeight + Math.max(0, rows - 1) * gap + margin;
  const placed = charts.map(({ element }, index) => {
    const x = margin + (index % used) * (cellWidth + gap);
    const y = head + Math.floor(index / used) * (cellHeight + gap);
    return `<g transform="translate(${x},${y})">${element}</g>`;
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${markupText(description)}" font-family="${markupText(paper.font)}" fill="${paper.text}">`,
    `<rect width="${width}" height="${height}" fill="${paper.background}"/>`,
    `<text x="${margin}" y="26" font-size="15" font-weight="600">${markupText(title)}</text>`,
    ...(subtitle === undefined ? [] : [`<text x="${margin}" y="46" font-size="11.5" fill="${paper.faint}">${markupText(subtitle)}</text>`]),
    ...placed,
    '</svg>',
    '',
  ].join('\n');
  return { svg, width, height };
}

/** A text for HTML and XML: markup is written out, and what XML does not allow is left out. */
export function markupText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A name that fits into a figure. */
export function shortName(name: string, most = 28): string {
  const letters = Array.from(name.replace(/[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+/gu, ' '));
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}\u2026`;
}
