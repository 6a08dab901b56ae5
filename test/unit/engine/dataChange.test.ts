import { copyFile, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataContentHash } from '../../../src/compute/data/openData';
import { DataChanges } from '../../../src/engine/run/dataChange';
import { dataWritten } from '../../../src/engine/run/dataWritten';
import type { FinishedRun } from '../../../src/engine/run/finishedRuns';
import type { DataHashQuestion } from '../../../src/protocol/computeMessages';
import { png } from '../compute/data/madeData';
import { plainReport } from './plainReport';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();
const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

/** Two classes of a picture each, the run that saw them, and what counts how often their content was read. */
async function dataOfRun() {
  const folder = path.join(await folderOf(), 'pictures');
  for (const [place, name] of ['cat', 'dog'].entries()) {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, '0.png'), png(4, 4, 1, place));
  }
  const hash = await dataContentHash({ location: { kind: 'path', path: folder }, split: 'test' });
  const { report } = plainReport;
  const asked: FinishedRun['asked'] = { model: '{}', data: JSON.stringify({ source: folder, resize: false }), suite: '"quick"', split: 'test', limit: null, seed: 1, draws: 1, backend: 'auto' };
  let readings = 0;
  const changes = new DataChanges((question: DataHashQuestion) => {
    readings += 1;
    return dataContentHash(question).catch(() => undefined);
  });
  await later();
  const ran = Date.now();
  await later();
  const since = () => later().then(() => changes.since({ asked, report: { ...report, data: { ...report.data, hash } } }, ran));
  return { folder, picture: path.join(folder, 'cat', '0.png'), since, readings: () => readings };
}

describe('whether data is still what a run saw', () => {
  it('is told by times alone where nothing was written since', async () => {
    const { since, readings } = await dataOfRun();
    expect(await since()).toBe('same');
    expect(readings()).toBe(0);
  });

  it('is told by the content where files are newer, which is read once for each time that they were written', async () => {
    const { picture, since, readings } = await dataOfRun();
    await writeFile(picture, await readFile(picture));
    // The times of files are looked at again only after twenty times as long as a look took: on a busy machine a moment.
    await expect.poll(async () => [await since(), readings()], { timeout: 20_000 }).toEqual(['same', 1]);
    expect(await since()).toBe('same');
    expect(readings()).toBe(1);
    await writeFile(picture, png(4, 4, 1, 7));
    await expect.poll(since, { timeout: 20_000 }).toBe('changed');
    expect(readings()).toBe(2);
  });

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a picture is removed', (folder) => rm(path.join(folder, 'cat'), { recursive: true })],
    ['a picture is added', (folder) => copyFile(path.join(folder, 'cat', '0.png'), path.join(folder, 'cat', '1.png'))],
    ['a picture is renamed', (folder) => rename(path.join(folder, 'cat', '0.png'), path.join(folder, 'cat', '2.png'))],
    [
      'an older picture is moved in its place',
      async (folder) => {
        const older = path.join(folder, '..', 'older.png');
        await writeFile(older, png(4, 4, 1, 9));
        await utimes(older, 1000, 1000);
        await rename(older, path.join(folder, 'cat', '0.png'));
      },
    ],
  ])('is told when %s', async (_, change) => {
    const { folder, since } = await dataOfRun();
    await change(folder);
    expect(await since()).toBe('changed');
  });

  it('is told when it is gone', async () => {
    const { folder, since } = await dataOfRun();
    await rm(folder, { recursive: true });
    expect(await since()).toBe('gone');
  });
});

describe('when data was last written', () => {
  it('counts the labels beside a file of images', async () => {
    const folder = await folderOf();
    const [images, labels] = ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map((name) => path.join(folder, name));
    await writeFile(String(images), 'images');
    await later();
    await writeFile(String(labels), 'labels');
    const before = await dataWritten(String(images));
    await later();
    await writeFile(String(labels), 'others');
    const after = await dataWritten(String(images));
    expect(after?.newest).toBeGreaterThan(before?.newest ?? NaN);
    expect(after?.size).toBe('images'.length);
  });

  it('passes over hidden entries, as evaluating does', async () => {
    const folder = await folderOf();
    await mkdir(path.join(folder, '.lp-robustness'));
    await writeFile(path.join(folder, '0.png'), '0');
    const before = await dataWritten(folder);
    await later();
    await writeFile(path.join(folder, '.lp-robustness', 'a'), 'more');
    expect(await dataWritten(folder)).toEqual(before);
  });
});
