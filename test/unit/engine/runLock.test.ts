import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownIdentity } from '../../../src/engine/run/processIdentity';
import { RunLock } from '../../../src/engine/run/runLock';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

/** The id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  if (child.pid === undefined) throw new Error('the process did not start');
  return child.pid;
}

async function lockedBy(folder: string, lock: object): Promise<void> {
  await writeFile(path.join(folder, 'lock'), JSON.stringify({ host: os.hostname(), started: null, token: 'theirs', ...lock }));
}

describe('run lock', () => {
  it('is held by one at a time, and free after its release', async () => {
    const folder = await folderOf();
    const lock = await RunLock.take(folder);
    await expect(RunLock.take(folder)).rejects.toMatchObject({ code: 'LPR-503' });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
    await (await RunLock.take(folder)).release();
  });

  it('is taken over from a process that has ended', async () => {
    const folder = await folderOf();
    await lockedBy(folder, { pid: await deadPid() });
    await (await RunLock.take(folder)).release();
  });

  it('is taken over where the process id was given to another process since', async () => {
    const folder = await folderOf();
    await lockedBy(folder, { pid: process.pid, started: 'at another time' });
    await (await RunLock.take(folder)).release();
  });

  it('is respected where that very process runs', async () => {
    const folder = await folderOf();
    await lockedBy(folder, await ownIdentity());
    await expect(RunLock.take(folder)).rejects.toMatchObject({ code: 'LPR-503' });
  });

  it('is respected where another host holds it: nothing is known of its processes', async () => {
    const folder = await folderOf();
    await lockedBy(folder, { host: `not ${os.hostname()}`, pid: await deadPid() });
    await expect(RunLock.take(folder)).rejects.toMatchObject({ code: 'LPR-503' });
  });

  it('is taken over where it says nothing that makes sense', async () => {
    const folder = await folderOf();
    await writeFile(path.join(folder, 'lock'), '{"pid":');
    await (await RunLock.take(folder)).release();
  });

  it('goes to exactly one of many who find it stale at the same time', async () => {
    const folder = await folderOf();
    await lockedBy(folder, { pid: await deadPid() });
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => RunLock.take(folder)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(JSON.parse(await readFile(path.join(folder, 'lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual(['lock']);
  });

  it('leaves alone what another has taken since', async () => {
    const folder = await folderOf();
    const lock = await RunLock.take(folder);
    await lockedBy(folder, { pid: process.pid });
    await lock.release();
    expect(await readdir(folder)).toEqual(['lock']);
  });
});
