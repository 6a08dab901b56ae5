import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { heatColour, inkOn, luminance } from '../../../src/protocol/reportText/heat';
import { RunDetails } from '../../../src/engine/report/details/runDetails';
import { exportReport } from '../../../src/engine/report/exportReport';
import { buildReport } from '../../../src/engine/report/buildReport';
import { exportFormatSchema, type ExportFormat, type ExportSubject } from '../../../src/protocol/reportDetails';
import type { Report } from '../../../src/protocol/report';
import { answeredBlocks, outcomesOf, provenance } from '../engine/report/sampleRun';

const outcomes = outcomesOf(answeredBlocks());
const hostile = `<img src=x onerror=alert(1)>"'\u202e\\input{/etc/passwd}|$#%&_{}~^\u0000\ud800${'long '.repeat(70)}`;
const named = (name: string): Report =>
  buildReport(outcomes, { ...provenance, model: { ...provenance.model, path: `/m/${name}/model.json` }, data: { ...provenance.data, source: name, classNames: [name, name, 'c', 'd'] } });
const subjects: ExportSubject[] = [
  { view: 'report' }, { view: 'curves' }, { view: 'matrix' }, { view: 'classes', cell: 'mean' }, { view: 'classes', cell: 2 },
  { view: 'realised' }, { view: 'calibration', cell: 'clean' }, { view: 'flips', cell: 4, of: 'lost' },
];
const never = new AbortController().signal;
const written = (report: Report, subject: ExportSubject, format: ExportFormat) => exportReport(new RunDetails('/nowhere', report, outcomes), subject, format, never);

/** Every element of an XML text, by name. @throws where it is not well-formed */
function elementsOf(xml: string): string[] {
  const names: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name }) => names.push(name));
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return names;
}

describe('exported files', () => {
  const report = named(hostile);

  it.each(subjects.filter(({ view }) => view !== 'flips'))('SVG of %j is well-formed and holds nothing that runs', async (subject) => {
    const svg = await written(report, subject, 'svg');
    const names = elementsOf(svg);
    expect(names[0]).toBe('svg');
    for (const name of ['script', 'foreignObject', 'image', 'img', 'style', 'a']) expect(names).not.toContain(name);
    expect(svg).not.toMatch(/NaN|undefined|Infinity|https?:\/\/(?!www\.w3\.org)/);
  });

  it.each(subjects)('HTML of %j needs nothing from outside and runs nothing', async (subject) => {
    const html = await written(report, subject, 'html');
    expect(html).toMatch(/^<!doctype html>/);
    const names = elementsOf(html.replace('<!doctype html>\n', '').replaceAll(/<meta ([^>]*)>/g, '<meta $1/>'));
    for (const name of ['script', 'img', 'link', 'iframe', 'object']) expect(names).not.toContain(name);
    expect(html).not.toMatch(/<[^>]* (on\w+|src|href)=/);
    expect(html).toContain("default-src 'none'");
  });

  it.each(subjects)('LaTeX of %j has balanced braces, rows of equal length, and no command of a name', async (subject) => {
    const latex = await written(report, subject, 'latex');
    expect(latex).not.toContain('\\input');
    const plain = latex.replaceAll(/\\[{}%&#$_]/g, '');
    expect(plain.split('{').length).toBe(plain.split('}').length);
    const tables = [...latex.matchAll(/\\begin\{tabular\}\{([lr]+)\}([\s\S]*?)\\end\{tabular\}/g)];
    expect(tables.length).toBeGreaterThan(0);
    for (const [, columns = '', body = ''] of tables) {
      for (const line of body.split('\n').filter((text) => text.endsWith('\\\\'))) expect(line.replaceAll('\\&', '').split('&')).toHaveLength(columns.length);
    }
  });

  it.each(subjects)('CSV and JSON of %j hold the same rows', async (subject) => {
    const csv = await written(report, subject, 'csv');
    const json: unknown = JSON.parse(await written(report, subject, 'json'));
    if (subject.view === 'report') return; // report.json itself
    const { rows } = json as { rows: Record<string, unknown>[] };
    expect(csv.split('\n')[0]).toBe(Object.keys(rows[0] ?? {}).join(','));
    expect(rows.length).toBeGreaterThan(0);
  });

  it('Markdown keeps its columns whatever the names hold', async () => {
    for (const subject of subjects) {
      const text = await written(report, subject, 'markdown');
      expect(text).not.toContain('<img');
      const rows = text.split('\n').filter((line) => line.startsWith('| '));
      const widths = rows.map((row) => row.replaceAll('\\|', '').split(' | ').length);
      if (subject.view !== 'report') expect(new Set(widths).size).toBe(1);
    }
  });

  it('are the same bytes each time', async () => {
    for (const subject of subjects) {
      for (const format of exportFormatSchema.options.filter((name) => !(name === 'svg' && subject.view === 'flips'))) {
        expect(await written(report, subject, format)).toBe(await written(named(hostile), subject, format));
      }
    }
  });

  it('stay well-formed for any name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (name) => {
        elementsOf(await written(named(name), { view: 'classes', cell: 0 }, 'svg'));
      }),
      { seed: 4, numRuns: 25 },
    );
  });

  it('of a whole report say why a view is missing where its outcomes are gone', async () => {
    const html = await exportReport(new RunDetails('/nowhere/at/all', report), { view: 'report' }, 'html', never);
    expect(html).toContain('(LPR-530)');
    expect(html).toContain('Error against epsilon');
    await expect(exportReport(new RunDetails('/nowhere/at/all', report), { view: 'realised' }, 'csv', never)).rejects.toMatchObject({ code: 'LPR-530' });
  });
});

describe('the colours of a heat map', () => {
  it('leave its figures readable, at 4.5 to 1 or more', () => {
    for (let percent = 0; percent <= 100; percent++) {
      const [red = 0, green = 0, blue = 0] = heatColour(percent / 100).match(/\d+/g)?.map(Number) ?? [];
      const ground = luminance([red, green, blue]);
      const ink = inkOn(percent / 100) === '#000000' ? 0 : 1;
      const contrast = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
      expect(contrast).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('grow darker with the error', () => {
    const lights = Array.from({ length: 21 }, (_, i) => luminance((heatColour(i / 20).match(/\d+/g)?.map(Number) ?? []) as unknown as [number, number, number]));
    expect(lights).toEqual([...lights].sort((a, b) => b - a));
  });
});
