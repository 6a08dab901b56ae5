import type { LineLook } from './plot';

const colourNames = ['charts-blue', 'charts-green', 'charts-purple', 'charts-yellow', 'charts-red', 'charts-orange'];
const dashes: readonly (readonly number[])[] = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 4]];
const markers = ['circle', 'triangle', 'rect', 'rectRot', 'crossRot', 'star'] as const;
export type Marker = (typeof markers)[number];

export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly marker?: Marker;
}

/** Colour and dash of a line: in high contrast themes lines differ by their dashes, elsewhere by both. */
export function lineStyle(index: number, highContrast = isHighContrast()): LineStyle {
  return { colour: colourOf(index, highContrast), dash: dashes[index % dashes.length] ?? [] };
}

/** Colour, marker and dash of a line of a group: in high contrast themes groups differ by their markers, elsewhere by both. */
export function groupStyle({ group, dashed }: LineLook, highContrast = isHighContrast()): Required<LineStyle> {
  return { colour: colourOf(group, highContrast), dash: dashed ? [6, 4] : [], marker: markers[group % markers.length] ?? 'circle' };
}

function colourOf(index: number, highContrast: boolean): string {
  const style = getComputedStyle(document.documentElement);
  const name = highContrast ? 'foreground' : (colourNames[index % colourNames.length] ?? 'foreground');
  return style.getPropertyValue(`--vscode-${name}`).trim() || '#888888';
}

export const isHighContrast = (): boolean => /vscode-high-contrast/.test(document.body.className);
