import { plainLine } from './plainLine';

/** A row of a table. */
export function markdownRow(...entries: readonly string[]): string {
  return `| ${entries.map(markdownText).join(' | ')} |`;
}

/** Nothing in a name is taken for Markdown or HTML. */
export function markdownText(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_[\]#|~!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
