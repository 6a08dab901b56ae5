import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportSchema, type Report } from '../../../src/protocol/report';
import { startCommand, type Ended } from '../engine/command';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeSmallSubject, type SmallSubject } from '../engine/smallSubject';

let folder: string;
let programmes: Programmes;
let subject: SmallSubject;
let report: Report;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-check-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  subject = await makeSmallSubject(folder, 200);
  // The run is made without thresholds: every check below judges this one.
  const spec = await specWith(undefined);
  const { code, stdout } = await run('evaluate', spec, '--format', 'json');
  expect(code).toBe(0);
  report = reportSchema.parse(JSON.parse(stdout));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]): Promise<Ended> => startCommand(programmes.cli, folder, args).ended;

async function specWith(thresholds: readonly object[] | undefined, more: object = {}): Promise<string> {
  const file = path.join(folder, 'small.lprobust.json');
  const suite = { name: 'small', curves: [{ norm: 2, epsilons: [0.5, 3] }, { norm: 'inf', epsilons: [0.3] }] };
  const content = { model: subject.model, data: subject.data, suite, limit: 150, backend: 'wasm', workers: 1, ...more, ...(thresholds === undefined ? {} : { thresholds }) };
  await writeFile(file, JSON.stringify(content, null, 2));
  return file;
}

const runsOf = (): Promise<string[]> => readdir(path.join(folder, '.lp-robustness', 'runs'));

describe('lp-robustness check', () => {
  it('ends with 0 where all is held, without a new run, and leaves the report as it was', async () => {
    const before = await runsOf();
    const reportFile = path.join(folder, '.lp-robustness', 'runs', before[0] ?? '', 'report.json');
    const bytes = await readFile(reportFile);
    const { high } = report.cells[0] ?? { high: 0 };
    const { code, stdout, stderr } = await run('check', await specWith([{ norm: 2, epsilon: 0.5, maximumError: high }, { figure: 'mceLp', maximum: 1 }]));
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('2 thresholds: 2 held');
    expect(stderr).toContain('This was evaluated before');
    expect(await runsOf()).toEqual(before);
    expect(await readFile(reportFile)).toEqual(bytes);
    expect(await processesOf(programmes.compute)).toEqual([]);
  });

  it('ends with 1 where one is failed or undecided, and writes the files all the same', async () => {
    const { low, error } = report.cells.find(({ norm }) => norm === 'inf') ?? { low: 0, error: 0 };
    expect(low).toBeGreaterThan(0);
    const thresholds = [{ norm: 'inf', epsilon: 0.3, maximumError: low / 2 }, { norm: 'inf', epsilon: 0.3, maximumError: error }];
    const names = ['a.xml', 'a.sarif', 'a.md'] as const;
    const { code, stdout } = await run('check', await specWith(thresholds), '--junit', names[0], '--sarif', names[1], '--markdown', names[2], '--format', 'json');
    expect(code).toBe(1);
    const found = JSON.parse(stdout) as { verdict: string; thresholds: { verdict: string }[] };
    expect([found.verdict, ...found.thresholds.map(({ verdict }) => verdict)]).toEqual(['failed', 'failed', 'undecided']);
    const [junit, sarif, markdown] = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    expect(junit).toContain('tests="2" failures="2"');
    expect((JSON.parse(sarif ?? '') as { runs: { results: { level: string }[] }[] }).runs[0]?.results.map(({ level }) => level)).toEqual(['error', 'warning']);
    expect(markdown).toContain('| undecided | Linf, epsilon 0.3 |');
    const undecidedOnly = await run('check', await specWith(thresholds.slice(1)));
    expect(undecidedOnly.code).toBe(1);
    expect(undecidedOnly.stdout).toContain('1 threshold: 1 undecided');
  });

  it('takes options beside the file', async () => {
    const { code, stdout } = await run('check', await specWith([{ figure: 'clean', maximum: 1 }]), '--limit', '40', '--seed', '5', '--out', 'other', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ seed: 5, thresholds: [{ n: 40 }] });
  });

  it.each([
    ['a file without thresholds', () => specWith(undefined), 'LPR-110'],
    ['a cell that the suite lacks', () => specWith([{ norm: 2, epsilon: 1, maximumError: 0.4 }], { seed: 77 }), 'LPR-111'],
    ['a threshold of another form', () => specWith([{ norm: 2, maximumError: 0.4 }]), 'LPR-102'],
    ['a file that is not there', () => Promise.resolve('nowhere.lprobust.json'), 'LPR-101'],
    ['a model that is not there', () => specWith([{ figure: 'clean', maximum: 1 }], { model: 'nowhere/model.json' }), 'LPR-201'],
  ])('ends with 2 and a code for %s, without a run or a file', async (_, spec, code) => {
    const before = await runsOf();
    const result = await run('check', await spec(), '--junit', 'none.xml');
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr.trimEnd().split('\n').at(-2)).toMatch(new RegExp(`^${code}: `));
    expect(await runsOf()).toEqual(before);
    await expect(access(path.join(folder, 'none.xml'))).rejects.toThrow();
    expect(await processesOf(programmes.compute)).toEqual([]);
  });

  it('ends with 2 where a file cannot be written, after the verdicts were printed', async () => {
    await mkdir(path.join(folder, 'taken'), { recursive: true });
    const result = await run('check', await specWith([{ figure: 'clean', maximum: 1 }]), '--junit', 'taken');
    expect(result.code).toBe(2);
    expect(result.stdout).toContain('1 held');
    expect(result.stderr).toContain('LPR-502');
    expect((await run('check')).code).toBe(2);
  });
});
