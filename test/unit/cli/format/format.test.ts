import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReport } from '../../../../src/cli/format/formatReport';
import { displayWidth, formatTable } from '../../../../src/cli/format/table';
import { percent } from '../../../../src/protocol/reportText/figureText';
import { plainLine } from '../../../../src/protocol/reportText/plainLine';
import type { Report } from '../../../../src/protocol/report';
import { suiteFor } from '../../../../src/robustness/suite/suite';

const figures = { n: 1000, errors: 123, error: 0.123, low: 0.103, high: 0.145 };
const report: Report = {
  kind: 'evaluation',
  format: 1,
  clean: { n: 1000, errors: 12, error: 0.012, low: 0.0062, high: 0.0209 },
  cells: suiteFor('quick', { height: 28, width: 28, channels: 1 }).cells.map((cell) => ({ ...cell, ...figures, realised: cell.epsilon * 0.93 })),
  mceLp: { value: 0.123, low: 0.11, high: 0.137 },
  ice: { value: null, reason: 'the suite has no imperceptible corruption' },
  calibration: { value: 0.0312, low: 0.021, high: 0.0419 },
  confidenceLevel: 0.95,
  seed: 1,
  draws: 1,
  suite: { name: 'quick', origin: 'equivalent' },
  backend: { name: 'wasm', device: 'CPU, 1 thread', batchSize: 128, versions: { tfjs: '4.22.0' } },
  model: { path: 'playground/models/mnist-standard/model.json', hash: 'aa', format: 'layers', input: { height: 28, width: 28, channels: 1 }, classCount: 10, weightCount: 1000 },
  data: { source: 'mnist', split: 'test', hash: 'bb', count: 10_000, classNames: ['0', '1'] },
  versions: { engine: '1', sampler: '1' },
};
const hostile = { ...report, model: { ...report.model, path: '=cmd|"a",\u001b[31m|`<img src=x>`\n# [x](y)' } };

describe('the table of a report', () => {
  it('reads like this', () => {
    expect(formatReport(report, 'table')).toMatchInlineSnapshot(`
      "Model              playground/models/mnist-standard/model.json (28 x 28 x 1, 10
                         classes)
      Data               mnist, test: 1000 of 10000 images
      Suite              quick, the paper's epsilons, scaled to this image size
      Seed               1
      Backend            wasm (CPU, 1 thread)

      Clean error        1.2 %  [0.6 %, 2.1 %]
      mCE_Lp             12.3 %  [11.0 %, 13.7 %]
      iCE                not defined: the suite has no imperceptible corruption
      Calibration error  3.1 %  [2.1 %, 4.2 %]

      Norm  Epsilon   Error     95 % interval  Realised
      ----  -------  ------  ----------------  --------
      L0       0.04  12.3 %  [10.3 %, 14.5 %]    0.0372
      L1      25.56  12.3 %  [10.3 %, 14.5 %]     23.77
      L2      1.011  12.3 %  [10.3 %, 14.5 %]    0.9402
      Linf     0.06  12.3 %  [10.3 %, 14.5 %]    0.0558
      "
    `);
  });

  it('fits 80 columns for the 90 cells of the paper, at the widest figures', () => {
    for (const side of [32, 64, 224]) {
      const cells = suiteFor('paper', { height: side, width: side, channels: 3 }).cells;
      const wide = { ...report, cells: cells.map((cell) => ({ ...cell, ...figures, error: 1, low: 0.999, high: 1, realised: cell.epsilon * 0.987654321 })) };
      for (const line of formatReport(wide, 'table').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('shows a dash where no image is finished, and that the run goes on', () => {
    const [first, ...others] = report.cells;
    if (first === undefined) throw new Error('the suite is empty');
    const text = formatReport({ ...report, cells: [{ ...first, n: 0, errors: 0, error: 0, low: 0, high: 1, realised: 0 }, ...others] }, 'table');
    expect(text).toMatch(/L0 +0\.04 +- +- +-\n/);
    expect(text).toContain('Unfinished');
  });

  it('names a sphere, whole pixels and the Gaussian', () => {
    const [first] = report.cells;
    if (first === undefined) throw new Error('the suite is empty');
    const cells = [
      { ...first, sampling: 'sphere', unit: 'pixel' } as const,
      { ...first, norm: 'inf', sampling: 'sphere' } as const,
      { ...first, norm: 'gaussian' } as const,
    ];
    const text = formatReport({ ...report, cells }, 'table');
    for (const name of ['L0 (0 or 1, pixels)', 'Linf (sphere)', 'Gaussian']) expect(text).toContain(name);
  });
});

describe('the other formats', () => {
  it('JSON is the report and nothing else', () => {
    expect(JSON.parse(formatReport(hostile, 'json'))).toEqual(hostile);
  });

  it('CSV reads back field by field, hostile names included', () => {
    const rows = parseCsv(formatReport(hostile, 'csv'));
    expect(rows.every((row) => row.length === rows[0]?.length)).toBe(true);
    expect(rows.map((row) => row[0])).toEqual(['kind', 'clean', 'cell', 'cell', 'cell', 'cell', 'mceLp', 'ice', 'calibration']);
    expect(rows[1]?.[1]).toBe(`'${hostile.model.path}`);
    expect(rows[1]?.slice(11, 16).map(Number)).toEqual([1000, 12, 0.012, 0.0062, 0.0209]);
    expect(rows[5]?.slice(7, 11)).toEqual(['inf', '0.06', 'ball', 'element']);
    expect(rows[7]?.at(-1)).toBe('the suite has no imperceptible corruption');
  });

  it('Markdown keeps its tables whatever the names hold', () => {
    const text = formatReport(hostile, 'markdown');
    expect(text).not.toMatch(/<img|\u001b/);
    expect(text).toContain('- Model: =cmd\\|"a", \\[31m\\|\\`&lt;img src=x&gt;\\` \\# \\[x\\](y)');
    const table = text.split('\n').filter((line) => line.startsWith('| ') && line.includes('Norm'));
    expect(table).toEqual(['| Norm | Epsilon | Error | 95 % interval | Realised |']);
    expect(text).toContain('| Linf | 0.06 | 12.3 % | \\[10.3 %, 14.5 %\\] | 0.0558 |');
  });
});

describe('tables', () => {
  it('are aligned, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), { maxLength: 8 }), (rows) => {
        const text = formatTable([{ title: 'Name' }, { title: 'Size', align: 'right' }], rows.map(([name, size]) => [name, `${size}.`]));
        const lines = text.slice(0, -1).split('\n');
        expect(lines).toHaveLength(rows.length + 2);
        expect(new Set(lines.map(displayWidth)).size).toBe(1);
      }),
      { seed: 10, numRuns: 200 },
    );
  });

  it('show no control character and no change of the writing direction', () => {
    expect(plainLine('a\u001b[2Jb\r\nc\u202ed')).toBe('a [2Jb c d');
  });

  it('count wide letters twice and combining marks not at all', () => {
    expect(['abc', '模型', 'e\u0301', '🙂'].map(displayWidth)).toEqual([3, 4, 1, 2]);
  });
});

describe('percentages', () => {
  it('have one decimal and no negative zero', () => {
    expect([0.12345, -0.00001, -0.05, 1, 510].map(percent)).toEqual(['12.3 %', '0.0 %', '-5.0 %', '100.0 %', '51000.0 %']);
  });
});

/** A small reader of RFC 4180, for the test. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}
