import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishedRuns } from '../../../src/engine/run/finishedRuns';
import { writeManifest, type Manifest, type Session } from '../../../src/engine/run/manifest';
import { modelWritten } from '../../../src/engine/run/modelWritten';
import { hashOf } from '../../../src/engine/run/runSession';
import { plainReport } from './plainReport';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

const session = (day: number, more: Partial<Session> = {}): Session => ({
  started: `2026-01-${String(day).padStart(2, '0')}T10:00:00.000Z`,
  host: 'h',
  pid: 1,
  node: '20.20.0',
  platform: 'linux-x64',
  ...more,
});
const ended = (day: number): Partial<Session> => ({ ended: `2026-01-${String(day).padStart(2, '0')}T11:00:00.000Z`, outcome: 'finished' });

const asked = { model: JSON.stringify({ path: '/m/model.json', description: {} }), data: JSON.stringify({ source: 'mnist', resize: false }), suite: '"quick"' };
const manifest = (sessions: Session[], more: Partial<Manifest['asked']> = {}): Manifest => ({
  kind: 'evaluation',
  format: 1,
  question: {
    model: 'h',
    data: 'h',
    split: 'test',
    suite: { name: 's', origin: 'user', cells: [] },
    limit: null,
    seed: 1,
    draws: 1,
    backend: { name: 'wasm', device: 'CPU', versions: {} },
    batchSize: 8,
    versions: { engine: '1', sampler: '1' },
  },
  questionHash: 'q',
  asked: { ...asked, split: 'test', limit: null, seed: 1, draws: 1, backend: 'auto', ...more },
  created: '2026-01-01T09:00:00.000Z',
  report: hashOf(plainReport.text),
  sessions,
});

async function write(runsFolder: string, name: string, content: Manifest, report = plainReport.text): Promise<void> {
  const folder = path.join(runsFolder, name);
  await mkdir(folder, { recursive: true });
  await writeManifest(folder, content);
  await writeFile(path.join(folder, 'report.json'), report);
}

describe('the finished runs of a folder', () => {
  it('come with what was asked, when and with which report, the last finished one first', async () => {
    const runsFolder = await folderOf();
    await write(runsFolder, 'first', manifest([session(2, ended(2))]));
    // Begun before the first one, and finished after it.
    await write(runsFolder, 'interrupted', { ...manifest([session(1), session(3, ended(3))]), created: '2025-12-31T09:00:00.000Z' });
    const runs = await finishedRuns({ runsFolder, onLog: () => undefined });
    expect(runs.map(({ folder, started, finished }) => [path.basename(folder), started.slice(0, 10), finished])).toEqual([
      ['interrupted', '2026-01-03', '2026-01-03T11:00:00.000Z'],
      ['first', '2026-01-02', '2026-01-02T11:00:00.000Z'],
    ]);
    expect(runs[0]).toMatchObject({ model: '/m/model.json', data: 'mnist', report: plainReport.report });
  });

  it('are those only whose report is there as it was written', async () => {
    const runsFolder = await folderOf();
    const lines: string[] = [];
    await write(runsFolder, 'unfinished', { ...manifest([session(2)]), report: null });
    await write(runsFolder, 'edited', manifest([session(2, ended(2))]), plainReport.text.replace('0.5', '0.1'));
    await write(runsFolder, 'no-report', manifest([session(2, ended(2))]));
    await rm(path.join(runsFolder, 'no-report', 'report.json'));
    await write(runsFolder, 'of-another-version', manifest([session(2, ended(2))], { model: 'm' }));
    await write(runsFolder, 'damaged', manifest([]));
    await writeFile(path.join(runsFolder, 'damaged', 'manifest.json'), '{');
    await mkdir(path.join(runsFolder, 'empty'));
    await write(runsFolder, 'killed-at-the-end', manifest([session(4)]));
    const runs = await finishedRuns({ runsFolder, onLog: (line) => lines.push(line) });
    expect(runs.map(({ folder, finished }) => [path.basename(folder), finished])).toEqual([['killed-at-the-end', '2026-01-04T10:00:00.000Z']]);
    expect(lines.join('\n')).toContain('damaged');
  });

  it('are chosen by what was asked, before any report is read', async () => {
    const runsFolder = await folderOf();
    await write(runsFolder, 'seed-1', manifest([session(2, ended(2))]));
    await write(runsFolder, 'seed-2', manifest([session(3, ended(3))], { seed: 2 }));
    const runs = await finishedRuns({ runsFolder, onLog: () => undefined }, ({ asked: { seed }, model }) => seed === 1 && model === '/m/model.json');
    expect(runs.map(({ folder }) => path.basename(folder))).toEqual(['seed-1']);
  });

  it('are none where there is no folder', async () => {
    expect(await finishedRuns({ runsFolder: path.join(await folderOf(), 'nowhere'), onLog: () => undefined })).toEqual([]);
  });
});

describe('when a model was last written', () => {
  // Later than the test, or the time of a file's entry would count.
  const later = 4_000_000_000;
  const seconds = (milliseconds: number | undefined) => (milliseconds ?? NaN) / 1000 - later;

  async function modelWith(paths: string[], files: Record<string, number>): Promise<string> {
    const folder = path.join(await folderOf(), 'model');
    await mkdir(folder);
    const model = path.join(folder, 'model.json');
    await writeFile(model, JSON.stringify({ weightsManifest: [{ paths: paths.slice(0, 1) }, { paths: paths.slice(1) }] }));
    for (const [name, time] of Object.entries({ 'model.json': 1000, ...files })) {
      const file = path.resolve(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      if (name !== 'model.json') await writeFile(file, '');
      await utimes(file, later + time, later + time);
    }
    return model;
  }

  it.each<[string, string[], Record<string, number>, number]>([
    ['its model.json', ['a.bin'], { 'a.bin': 900 }, 1000],
    ['a weight file of the second group, in a folder', ['a.bin', 'more/group2'], { 'a.bin': 900, 'more/group2': 2000 }, 2000],
    ['the description beside it', ['a.bin'], { 'a.bin': 900, 'lp-robustness.json': 3000 }, 3000],
    ['none of the files that it does not name', ['a.bin'], { 'a.bin': 900, 'b.bin': 4000, 'notes.txt': 4000 }, 1000],
    ['none outside its folder', ['../outside.bin', '/etc/hostname'], { '../outside.bin': 4000 }, 1000],
    ['none that is missing', ['gone.bin'], {}, 1000],
  ])('tells the time of %s', async (_, paths, files, expected) => {
    expect(seconds(await modelWritten(await modelWith(paths, files)))).toBe(expected);
  });

  it('is the time of the file alone where it is no JSON, and nothing where it is gone', async () => {
    const model = path.join(await folderOf(), 'model.json');
    expect(await modelWritten(model)).toBeUndefined();
    await writeFile(model, '{');
    await utimes(model, later + 1000, later + 1000);
    expect(seconds(await modelWritten(model))).toBe(1000);
  });

  it('is when a copy that keeps the time of its content came to its place', async () => {
    const model = await modelWith(['a.bin'], {});
    await utimes(model, 1000, 1000);
    const before = Date.now();
    const weights = path.join(path.dirname(model), 'a.bin');
    await writeFile(weights, 'others');
    await utimes(weights, 1000, 1000);
    expect(await modelWritten(model)).toBeGreaterThanOrEqual(before - 1000);
  });
});
