import { execFileSync } from 'node:child_process';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Asked } from '../../../src/engine/run/manifest';
import type { Question } from '../../../src/engine/run/question';
import { repeatedExperiment } from '../../../src/engine/run/repeatedExperiment';
import { RunListing } from '../../../src/engine/run/runListing';
import type { RunSession } from '../../../src/engine/run/runSession';
import { openRun } from '../../../src/engine/run/runStore';
import type { BlockOutcomes } from '../../../src/protocol/computeMessages';
import type { ListedRun } from '../../../src/protocol/runListMessages';
import { plainReport } from './plainReport';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

const asked: Asked = {
  model: JSON.stringify({ path: '/m/net/model.json', description: { output: 'logits' } }),
  data: JSON.stringify({ source: 'mnist', resize: false }),
  suite: '"quick"',
  split: 'test',
  limit: 4,
  seed: 3,
  draws: 1,
  backend: 'auto',
};
const question = (seed: number): Question => ({
  model: 'hash',
  data: 'hash',
  split: 'test',
  suite: { name: 'quick', origin: 'user', cells: [] },
  limit: 4,
  seed,
  draws: 1,
  backend: { name: 'wasm', device: 'CPU', versions: {} },
  batchSize: 2,
  versions: { engine: '1', sampler: '1' },
});

const outcomes = (count: number): BlockOutcomes => ({
  predicted: new Int32Array(count),
  confidence: new Float32Array(count),
  labelConfidence: new Float32Array(count),
  realised: new Float64Array(count),
});

/** A run of four blocks, 20 predictions, that has just begun. */
async function begin(runsFolder: string, seed = 3): Promise<RunSession> {
  const place = { runsFolder, fresh: false, onLog: () => undefined };
  const opened = await openRun(place, 'net-mnist-quick', asked, question(seed), () => true, { blocks: 4, predictions: 20 });
  if (opened.kind === 'finished') throw new Error('the run has finished');
  return opened.session;
}

async function finish(session: RunSession): Promise<void> {
  await session.finish(Uint8Array.of(1), plainReport.text);
  await session.close('finished');
}

const listing = (lines: string[] = []) => new RunListing((line) => lines.push(line));
const only = async (runsFolder: string): Promise<ListedRun> => {
  const [run, ...others] = await listing().runs(runsFolder);
  if (run === undefined || others.length > 0) throw new Error('there is not one run');
  return run;
};

describe('the listing of runs', () => {
  it('is empty where there is no folder, and of what is no run', async () => {
    const runsFolder = await folderOf();
    await mkdir(path.join(runsFolder, 'pictures'));
    await writeFile(path.join(runsFolder, 'notes.txt'), '');
    expect(await listing().runs(runsFolder)).toEqual([]);
    expect(await listing().runs(path.join(runsFolder, 'nowhere'))).toEqual([]);
  });

  it('says who works on a run, and how far it is, block by block', async () => {
    const runsFolder = await folderOf();
    const session = await begin(runsFolder);
    const shares: (number | null)[] = [];
    for (const count of [2, 8, 2, 8]) {
      const { state } = await only(runsFolder);
      expect(state).toMatchObject({ kind: 'running', pid: process.pid, host: os.hostname() });
      shares.push(state.kind === 'running' ? state.share : null);
      await session.append(shares.length - 1, outcomes(count));
    }
    const { state } = await only(runsFolder);
    shares.push(state.kind === 'running' ? state.share : null);
    expect(shares[0]).toBe(0);
    expect(shares.at(-1)).toBe(1);
    // Half of the blocks with half of the predictions.
    expect(shares[2]).toBe(0.5);
    expect([...shares].sort()).toEqual(shares);
    await session.close('cancelled');
  });

  it('tells what became of a run that nobody works on', async () => {
    const runsFolder = await folderOf();
    const cancelled = await begin(runsFolder, 1);
    await cancelled.append(0, outcomes(2));
    await cancelled.close('cancelled');
    const failed = await begin(runsFolder, 2);
    await failed.close('failed', 'LPR-501: no space');
    const killed = await begin(runsFolder, 3);
    // As a kill leaves it: no end of the session, and a lock of a process that is gone.
    await writeFile(path.join(killed.folder, 'lock'), JSON.stringify({ host: os.hostname(), pid: 2 ** 22 + 5, started: null, token: 't' }));
    const states = (await listing().runs(runsFolder)).map(({ seed, state }) => [seed, state]);
    expect(states).toEqual(
      expect.arrayContaining([
        [1, { kind: 'unfinished', share: expect.closeTo((8 + 8 + 40) / (4 * 16 + 400)) as number, wasCancelled: true }],
        [2, { kind: 'failed', share: 0, failure: 'LPR-501: no space' }],
        [3, { kind: 'unfinished', share: 0, wasCancelled: false }],
      ]),
    );
    await killed.close('cancelled');
  });

  it('has the figures of a finished run, and what was asked for', async () => {
    const runsFolder = await folderOf();
    await finish(await begin(runsFolder));
    const { clean, mceLp, ice } = plainReport.report;
    const run = await only(runsFolder);
    expect(run).toMatchObject({ model: '/m/net/model.json', data: 'mnist', suite: 'quick', limit: 4, seed: 3, draws: 1, backend: 'wasm' });
    expect(run.state).toEqual({ kind: 'finished', finished: expect.stringMatching(/^20.*Z$/) as string, clean, mceLp, ice });
  });

  it('counts a run as unfinished whose report is gone or not what was written', async () => {
    const runsFolder = await folderOf();
    const one = listing();
    const session = await begin(runsFolder);
    await finish(session);
    expect((await one.runs(runsFolder))[0]?.state.kind).toBe('finished');
    await writeFile(path.join(session.folder, 'report.json'), plainReport.text.replace('0.5', '0.1'));
    expect((await one.runs(runsFolder))[0]?.state.kind).toBe('unfinished');
    await rm(path.join(session.folder, 'report.json'));
    expect((await one.runs(runsFolder))[0]?.state.kind).toBe('unfinished');
  });

  it.skipIf(process.platform === 'win32').each(['finished', 'cancelled'] as const)('tells what became of a run that is %s just while it is looked at', async (outcome) => {
    const runsFolder = await folderOf();
    const session = await begin(runsFolder);
    // A lock that is read to its end only when the test lets go of it.
    const lock = path.join(session.folder, 'lock');
    await rm(lock);
    execFileSync('mkfifo', [lock]);
    const looked = only(runsFolder);
    const held = await open(lock, 'w'); // as soon as somebody reads: the manifest was read before
    await rm(lock);
    await (outcome === 'finished' ? finish(session) : session.close('cancelled'));
    await held.close();
    expect((await looked).state).toMatchObject(outcome === 'finished' ? { kind: 'finished' } : { kind: 'unfinished', wasCancelled: true });
  });

  it('does not say how far a run of an earlier version is', async () => {
    const runsFolder = await folderOf();
    const opened = await openRun({ runsFolder, fresh: false, onLog: () => undefined }, 'net', asked, question(1), () => true);
    if (opened.kind === 'open') await opened.session.close('cancelled');
    expect((await only(runsFolder)).state).toMatchObject({ kind: 'unfinished', share: null });
  });

  it('sees each change, though it reads no file twice, and says once what it cannot read', async () => {
    const runsFolder = await folderOf();
    const lines: string[] = [];
    const one = listing(lines);
    await mkdir(path.join(runsFolder, 'damaged'));
    await writeFile(path.join(runsFolder, 'damaged', 'manifest.json'), '{');
    const session = await begin(runsFolder);
    expect((await one.runs(runsFolder)).map(({ state }) => state.kind)).toEqual(['running']);
    await finish(session);
    expect((await one.runs(runsFolder)).map(({ state }) => state.kind)).toEqual(['finished']);
    await rm(session.folder, { recursive: true });
    expect(await one.runs(runsFolder)).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('damaged');
  });

  it('names the run whose parts are the same but for the seed apart', async () => {
    const runsFolder = await folderOf();
    for (const seed of [1, 2, 3]) await finish(await begin(runsFolder, seed));
    const runs = await listing().runs(runsFolder);
    expect(new Set(runs.map(({ folder }) => folder)).size).toBe(3);
    expect(runs.map(({ seed }) => seed).sort()).toEqual([1, 2, 3]);
  });
});

describe('an experiment that is asked for again', () => {
  it('is what the run was asked for with', async () => {
    const session = await begin(await folderOf());
    await session.close('cancelled');
    expect(await repeatedExperiment(session.folder)).toEqual({
      model: { path: '/m/net/model.json', description: { output: 'logits' } },
      data: { source: 'mnist', resize: false },
      suite: 'quick',
      split: 'test',
      limit: 4,
      seed: 3,
      draws: 1,
      backend: 'auto',
    });
  });

  it('is refused with a code where the folder is no run, or does not say', async () => {
    const folder = await folderOf();
    await expect(repeatedExperiment(folder)).rejects.toMatchObject({ code: 'LPR-510' });
    const place = { runsFolder: folder, fresh: false, onLog: () => undefined };
    const opened = await openRun(place, 'net', { ...asked, model: '{"path":3}' }, question(1), () => true);
    if (opened.kind === 'finished') throw new Error('the run has finished');
    await opened.session.close('cancelled');
    await expect(repeatedExperiment(opened.session.folder)).rejects.toMatchObject({ code: 'LPR-506' });
  });
});
