import { plainLine } from './plainLine';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\textquotedbl{}',
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '\u2212': '\\ensuremath{-}',
  '\u221e': '\\ensuremath{\\infty}',
  '\u00a0': '~',
};

/**
 * Nothing in a text is taken for a command: what LaTeX reads specially is written out. A bracket or a star is put into
 * braces, since at the start of a row it would belong to the line break before it. Other letters stay as they are (UTF-8).
 */
export function latexText(text: string): string {
  return plainLine(text).replace(/[\\{}$&#%_~^<>|"[\]*\u2212\u221e\u00a0]/g, (character) => special[character] ?? character);
}
