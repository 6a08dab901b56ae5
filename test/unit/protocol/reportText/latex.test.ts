import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataTable, tableLatex, tableTabbed } from '../../../../src/protocol/reportText/dataTable';
import { latexText } from '../../../../src/protocol/reportText/latex';

describe('a text in LaTeX', () => {
  it('reads like this', () => {
    expect(latexText('100 % of C:\\models\\{a_b}')).toBe('100 \\% of C:\\textbackslash{}models\\textbackslash{}\\{a\\_b\\}');
    expect(latexText('L\u221e, \u22121')).toBe('L\\ensuremath{\\infty}, \\ensuremath{-}1');
  });

  it('holds no command, comment, group or alignment of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const known = /\\(textbackslash|textasciitilde|textasciicircum|textless|textgreater|textbar|textquotedbl)\{\}|\\ensuremath\{(-|\\infty)\}|\\[{}$&#%_]|\{[[\]*]\}/g;
        expect(latexText(text).replaceAll(known, '')).not.toMatch(/[\\{}$&#%_^]/);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('a table', () => {
  const table = dataTable('t', 'T', [{ label: 'A', align: 'left', text: (row: string) => row, fields: { a: (row: string) => row } }, { label: 'N', text: String, fields: { n: (row: string) => row.length } }], ['a\tb\nc', '*x']);

  it('is a row a line between tabs for the clipboard', () => {
    expect(tableTabbed(table)).toBe('A\tN\na b c\ta b c\n*x\t*x\n');
  });

  it('begins no row in LaTeX with a star, which would belong to the line break before it', () => {
    expect(tableLatex(table)).toContain('\\begin{tabular}{lr}');
    expect(tableLatex(table)).toContain('  {*}x & {*}x \\\\');
  });
});
