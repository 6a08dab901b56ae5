import { parseTree, type Node } from 'jsonc-parser';

/** Where a threshold is written, lines and columns from 1, columns in UTF-16 units; the end is behind the last character. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The places of an experiment file's thresholds, in their order. A byte order mark takes no column. */
export function thresholdPlaces(text: string): TextPlace[] {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineStarts = [0, ...Array.from(content.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
  const position = (offset: number): { line: number; column: number } => {
    let line = 0;
    while ((lineStarts[line + 1] ?? Infinity) <= offset) line++;
    return { line: line + 1, column: offset - (lineStarts[line] ?? 0) + 1 };
  };
  return (thresholdsNode(parseTree(content))?.children ?? []).map(({ offset, length }) => {
    const end = position(offset + length);
    return { ...position(offset), endLine: end.line, endColumn: end.column };
  });
}

/** Of a key that is written twice the last one counts, as it does for JSON.parse. */
function thresholdsNode(root: Node | undefined): Node | undefined {
  return root?.children?.filter(({ children }) => children?.[0]?.value === 'thresholds').at(-1)?.children?.[1];
}
