import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Asked } from '../../../src/engine/run/manifest';
import type { Question } from '../../../src/engine/run/question';
import { RunListing } from '../../../src/engine/run/runListing';
import type { RunSession } from '../../../src/engine/run/runSession';
import { openRun } from '../../../src/engine/run/runStore';
import { FollowedRuns, runsFolderOf, type RunChange } from '../../../src/server/followedRuns';
import { plainReport } from '../engine/plainReport';
import { temporaryFolders } from '../engine/temporaryFolder';

const folderOf = temporaryFolders();

const asked: Asked = { model: '{"path":"/m/model.json"}', data: '{"source":"mnist"}', suite: '"s"', split: 'test', limit: null, seed: 1, draws: 1, backend: 'auto' };
const question = (seed: number): Question => ({
  model: 'h',
  data: 'h',
  split: 'test',
  suite: { name: 's', origin: 'user', cells: [] },
  limit: null,
  seed,
  draws: 1,
  backend: { name: 'wasm', device: 'CPU', versions: {} },
  batchSize: 8,
  versions: { engine: '1', sampler: '1' },
});

async function begin(workspace: string, seed: number): Promise<RunSession> {
  const opened = await openRun({ runsFolder: runsFolderOf(workspace), fresh: false, onLog: () => undefined }, 'net', asked, question(seed), () => true);
  if (opened.kind === 'finished') throw new Error('the run has finished');
  return opened.session;
}

async function finish(session: RunSession): Promise<void> {
  await session.finish(Uint8Array.of(1), plainReport.text);
  await session.close('finished');
}

describe('the runs that are followed', () => {
  let looks = 0;
  /** What each look waits for. */
  let gate: Promise<void> = Promise.resolve();
  let changes: RunChange[];
  let followed: FollowedRuns;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    looks = 0;
    gate = Promise.resolve();
    changes = [];
    const listing = new RunListing(() => undefined);
    const list = listing.runs.bind(listing);
    vi.spyOn(listing, 'runs').mockImplementation(async (folder) => {
      const runs = await list(folder);
      looks += 1;
      await gate;
      return runs;
    });
    followed = new FollowedRuns(listing, (change) => changes.push(change));
  });
  afterEach(() => {
    followed.stop();
    vi.useRealTimers();
  });

  /** Time passes until the folders have been looked at so often again. */
  const after = async (more: number): Promise<void> => {
    for (const wanted = looks + more; looks < wanted; ) {
      await vi.advanceTimersByTimeAsync(500);
      await new Promise((resolve) => setImmediate(resolve)); // a look takes time of the disk
    }
  };
  const told = () => changes.map(({ changed, removed }) => [changed.map(({ seed, state }) => `${seed} ${state.kind}`), removed.length]);

  it('are told when they come, change and go, each by itself', async () => {
    const workspace = await folderOf();
    await finish(await begin(workspace, 1));
    expect((await followed.follow([workspace])).map(({ seed, state }) => `${seed} ${state.kind}`)).toEqual(['1 finished']);
    const second = await begin(workspace, 2);
    await after(2);
    expect(told()).toEqual([[['2 running'], 0]]);
    await finish(second);
    await after(2);
    expect(told().at(-1)).toEqual([['2 finished'], 0]);
    await rm(second.folder, { recursive: true });
    await after(2);
    expect(changes).toHaveLength(3);
    expect(changes.at(-1)).toEqual({ changed: [], removed: [second.folder] });
  });

  it('are not told while nothing changes', async () => {
    const workspace = await folderOf();
    await finish(await begin(workspace, 1));
    await followed.follow([workspace]);
    await after(4);
    expect(changes).toEqual([]);
  });

  it('are those of the folders that were asked for last, and of none once it is stopped', async () => {
    const [one, other] = [await folderOf(), await folderOf()];
    await followed.follow([one]);
    await followed.follow([other]);
    await finish(await begin(one, 1));
    await after(3);
    expect(changes).toEqual([]);
    await finish(await begin(other, 2));
    await after(2);
    expect(told()).toEqual([[['2 finished'], 0]]);
    followed.stop();
    const before = looks;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(before);
  });

  it('are not told of by a look that was begun for other folders', async () => {
    const [one, other] = [await folderOf(), await folderOf()];
    await followed.follow([one]);
    await finish(await begin(one, 1));
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await after(1);
    const next = followed.follow([other]);
    open();
    expect(await next).toEqual([]);
    await after(2);
    expect(changes).toEqual([]);
  });

  it('are told at once where it is known already that something has changed', async () => {
    const workspace = await folderOf();
    await finish(await begin(workspace, 1));
    followed.lookNow(); // of nothing, since nothing is followed yet
    await followed.follow([workspace]);
    await finish(await begin(workspace, 2));
    followed.lookNow();
    await vi.advanceTimersByTimeAsync(1);
    while (changes.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(told()).toEqual([[['2 finished'], 0]]);
  });

  it('are none where nothing is asked for', async () => {
    expect(await followed.follow([])).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(0);
  });
});
