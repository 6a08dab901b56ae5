import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestSchema, type Asked } from '../../../src/engine/run/manifest';
import type { Question } from '../../../src/engine/run/question';
import { findStarted, openRun, type OpenedRun, type RunPlace } from '../../../src/engine/run/runStore';
import type { BlockReceiver, RunSession } from '../../../src/engine/run/runSession';
import type { BlockOutcomes } from '../../../src/protocol/computeMessages';
import { plainReport } from './plainReport';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

const asked: Asked = { model: 'm', data: 'd', suite: 's', split: 'test', limit: null, seed: 1, draws: 1, backend: 'auto' };
const question: Question = {
  model: 'model hash',
  data: 'data hash',
  split: 'test',
  suite: { name: 's', origin: 'user', cells: [] },
  limit: null,
  seed: 1,
  draws: 1,
  backend: { name: 'wasm', device: 'CPU', versions: { tfjs: '4.22.0', wasm: '4.22.0' } },
  batchSize: 8,
  versions: { engine: '1', sampler: '1' },
};
const found: BlockOutcomes = {
  predicted: Int32Array.of(3, -1),
  confidence: Float32Array.of(0.5, 1),
  labelConfidence: Float32Array.of(0.25, 0),
  realised: Float64Array.of(0, 1e50),
};

function placeIn(folder: string, more: Partial<RunPlace> = {}): RunPlace {
  return { runsFolder: path.join(folder, 'runs'), fresh: false, onLog: () => undefined, ...more };
}

async function open(place: RunPlace, asks: Question = question, onBlock: BlockReceiver = () => true): Promise<OpenedRun> {
  return openRun(place, 'net-mnist-quick', asked, asks, onBlock);
}

async function sessionOf(place: RunPlace, asks = question): Promise<RunSession> {
  const opened = await open(place, asks);
  if (opened.kind === 'finished') throw new Error('the run has finished');
  return opened.session;
}

async function finishedIn(place: RunPlace): Promise<string> {
  const session = await sessionOf(place);
  await session.append(0, found);
  await session.finish(Uint8Array.of(1), plainReport.text);
  await session.close('finished');
  return session.folder;
}

describe('run store', () => {
  it('goes on with the unfinished run of the same question, with the blocks it has', async () => {
    const place = placeIn(await folderOf());
    const first = await sessionOf(place);
    await first.append(7, found);
    await first.close('cancelled');
    const blocks: [number, BlockOutcomes][] = [];
    const second = await open(place, structuredClone(question), (block, outcomes) => blocks.push([block, outcomes]) > 0);
    expect(second).toMatchObject({ kind: 'open', session: { folder: first.folder } });
    expect(blocks).toEqual([[7, found]]);
    if (second.kind === 'open') await second.session.close('failed', 'LPR-000: why');
    const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(first.folder, 'manifest.json'), 'utf8')));
    expect(manifest.sessions.map(({ outcome, failure }) => [outcome, failure])).toEqual([
      ['cancelled', undefined],
      ['failed', 'LPR-000: why'],
    ]);
    expect(await readdir(first.folder)).toEqual(['journal', 'manifest.json']);
  });

  it('returns the report of a finished run, and starts anew beside it when asked', async () => {
    const place = placeIn(await folderOf());
    const folder = await finishedIn(place);
    expect(await open(place)).toEqual({ kind: 'finished', folder, report: plainReport.report });
    const anew = await sessionOf({ ...place, fresh: true });
    await anew.close('cancelled');
    expect(anew.folder).toBe(`${folder}-2`);
  });

  it('asks another question in another folder', async () => {
    const place = placeIn(await folderOf());
    const folder = await finishedIn(place);
    const other = await sessionOf(place, { ...question, seed: 2 });
    await other.close('cancelled');
    expect(other.folder).not.toBe(folder);
  });

  it('does not tell apart versions that come in another order', async () => {
    const place = placeIn(await folderOf());
    await finishedIn(place);
    const { name, device } = question.backend;
    expect(await open(place, { ...question, backend: { versions: { wasm: '4.22.0', tfjs: '4.22.0' }, device, name } })).toMatchObject({ kind: 'finished' });
  });

  it('refuses a folder with another question, naming what differs, and with something else', async () => {
    const folder = await folderOf();
    const place = placeIn(folder, { out: path.join(folder, 'mine') });
    await finishedIn(place);
    await expect(open(place, { ...question, seed: 2, model: 'other' })).rejects.toMatchObject({ code: 'LPR-504', happened: expect.stringContaining('model, seed') as string });
    await mkdir(path.join(folder, 'pictures'));
    await writeFile(path.join(folder, 'pictures', 'cat.png'), '');
    await expect(open(placeIn(folder, { out: path.join(folder, 'pictures') }))).rejects.toMatchObject({ code: 'LPR-505' });
    expect(await readdir(path.join(folder, 'pictures'))).toEqual(['cat.png']);
  });

  it('refuses a run that another session writes', async () => {
    const place = placeIn(await folderOf());
    const session = await sessionOf(place);
    await expect(open(place)).rejects.toMatchObject({ code: 'LPR-503' });
    await session.close('cancelled');
    await (await sessionOf(place)).close('cancelled');
  });

  it('rebuilds a report that is gone or was changed, from the journal', async () => {
    const place = placeIn(await folderOf());
    const folder = await finishedIn(place);
    const blocks: number[] = [];
    await writeFile(path.join(folder, 'report.json'), plainReport.text.replace('"seed": 1', '"seed": 2'));
    const opened = await open(place, question, (block) => blocks.push(block) > 0);
    expect(opened.kind).toBe('open');
    expect(blocks).toEqual([0]);
    if (opened.kind === 'open') await opened.session.close('cancelled');
  });

  it.each(['', '{', '[]', '{"kind":"evaluation"}', '\u0000'.repeat(100)])('tells a manifest that is damaged (%j)', async (text) => {
    const folder = await folderOf();
    const out = path.join(folder, 'mine');
    await finishedIn(placeIn(folder, { out }));
    await writeFile(path.join(out, 'manifest.json'), text);
    await expect(findStarted(placeIn(folder, { out }), asked)).rejects.toMatchObject({ code: 'LPR-506' });
    await expect(open(placeIn(folder, { out }))).rejects.toMatchObject({ code: 'LPR-506' });
  });

  it('passes over a damaged run among others, and says so', async () => {
    const folder = await folderOf();
    const lines: string[] = [];
    const place = placeIn(folder, { onLog: (line) => lines.push(line) });
    await mkdir(path.join(place.runsFolder, 'damaged'), { recursive: true });
    await writeFile(path.join(place.runsFolder, 'damaged', 'manifest.json'), '{');
    await finishedIn(place);
    expect(lines.join('\n')).toContain('damaged');
  });

  it('tells a journal that does not fit the question', async () => {
    const place = placeIn(await folderOf());
    await (async () => {
      const session = await sessionOf(place);
      await session.append(0, found);
      await session.close('cancelled');
    })();
    await expect(open(place, question, () => false)).rejects.toMatchObject({ code: 'LPR-507' });
    // Nothing of the failure stays behind: the lock is free.
    await (await sessionOf(place)).close('cancelled');
  });

  it('finds the started run of what is asked, whose backend then binds, but no finished one', async () => {
    const place = placeIn(await folderOf());
    const session = await sessionOf(place);
    await session.close('cancelled');
    expect((await findStarted(place, asked))?.folder).toBe(session.folder);
    expect(await findStarted(place, { ...asked, seed: 2 })).toBeUndefined();
    expect(await findStarted({ ...place, fresh: true }, asked)).toBeUndefined();
    await finishedIn(place);
    expect(await findStarted(place, asked)).toBeUndefined();
  });

  it('takes up a run that was stopped before its manifest was written', async () => {
    const place = placeIn(await folderOf());
    const session = await sessionOf(place);
    await session.append(0, found);
    await session.close('cancelled');
    await rm(path.join(session.folder, 'manifest.json'));
    const again = await sessionOf(place);
    await again.close('cancelled');
    expect(again.folder).toBe(session.folder);
  });

  it.runIf(process.platform === 'linux')('keeps what it has when the disk is full, and goes on later', async () => {
    const place = placeIn(await folderOf());
    const session = await sessionOf(place);
    await session.append(0, found);
    await session.close('cancelled');
    const journal = path.join(session.folder, 'journal');
    const kept = await readFile(journal);
    // The device /dev/full answers every write as a full disk does.
    await rm(journal);
    await symlink('/dev/full', journal);
    await expect(open(place)).rejects.toMatchObject({ code: 'LPR-501' });
    await rm(journal);
    await writeFile(journal, kept);
    const blocks: number[] = [];
    const opened = await open(place, question, (block) => blocks.push(block) > 0);
    expect(blocks).toEqual([0]);
    if (opened.kind === 'open') await opened.session.close('cancelled');
  });
});
