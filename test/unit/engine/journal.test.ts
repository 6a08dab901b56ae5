import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Journal } from '../../../src/engine/run/journal';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();
const owner = 'the question';

async function written(file: string, records: readonly Uint8Array[]): Promise<void> {
  const { journal } = await Journal.open(file, owner, () => undefined);
  for (const record of records) await journal.append(record);
  await journal.close();
}

async function read(file: string): Promise<{ records: number[][]; droppedBytes: number }> {
  const records: number[][] = [];
  const { journal, droppedBytes } = await Journal.open(file, owner, (record) => records.push([...record]));
  await journal.close();
  return { records, droppedBytes };
}

const recordsArbitrary = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 8 });

describe('journal', () => {
  it('gives back every record, in order', async () => {
    const file = path.join(await folderOf(), 'journal');
    const records = [Uint8Array.of(1, 2, 3), new Uint8Array(0), new Uint8Array(100_000).fill(7)];
    await written(file, records);
    expect(await read(file)).toEqual({ records: records.map((record) => [...record]), droppedBytes: 0 });
  });

  it('gives back a longest prefix after a cut anywhere, and takes new records behind it', async () => {
    const file = path.join(await folderOf(), 'journal');
    await fc.assert(
      fc.asyncProperty(recordsArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), async (records, share) => {
        await writeFile(file, '');
        await written(file, records);
        const whole = await readFile(file);
        const cut = Math.floor(share * whole.length);
        await writeFile(file, whole.subarray(0, cut));
        // Counted from the format on its own: 8 bytes before each record, the owner's record first.
        let end = 8 + owner.length;
        let kept = 0;
        for (const record of records) if ((end += 8 + record.length) <= cut) kept += 1;
        expect((await read(file)).records).toEqual(records.slice(0, kept).map((record) => [...record]));
        await written(file, [Uint8Array.of(9)]);
        expect((await read(file)).records).toEqual([...records.slice(0, kept), [9]].map((record) => [...record]));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  it('gives back a prefix after any flipped bit: nothing false, nothing out of order', async () => {
    const file = path.join(await folderOf(), 'journal');
    await fc.assert(
      fc.asyncProperty(recordsArbitrary, fc.nat(), fc.nat(7), async (records, place, bit) => {
        await writeFile(file, '');
        await written(file, records);
        const bytes = await readFile(file);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        await writeFile(file, bytes);
        const { records: found, droppedBytes } = await read(file);
        let end = 8 + owner.length;
        const ends = records.map((record) => (end += 8 + record.length));
        // Every record that ends before the damage is there, and none from the damage on.
        const intact = at < 8 + owner.length ? 0 : ends.filter((recordEnd) => recordEnd <= at).length;
        expect(found).toEqual(records.slice(0, intact).map((record) => [...record]));
        expect(droppedBytes).toBeGreaterThan(0);
        // What stood behind the damage does not come back, even where a new record fills the gap exactly.
        const next = records[intact] ?? Uint8Array.of(1);
        await written(file, [next]);
        expect((await read(file)).records).toEqual([...found, [...next]]);
      }),
      { seed: 2, numRuns: 80 },
    );
  });

  it('drops zeros at the end, which a file system may leave after a power cut', async () => {
    const file = path.join(await folderOf(), 'journal');
    await written(file, [Uint8Array.of(1, 2)]);
    const whole = await readFile(file);
    await writeFile(file, Buffer.concat([whole, Buffer.alloc(64)]));
    expect(await read(file)).toEqual({ records: [[1, 2]], droppedBytes: 64 });
  });

  it('refuses the journal of another owner, and leaves it alone', async () => {
    const file = path.join(await folderOf(), 'journal');
    await written(file, [Uint8Array.of(1)]);
    const before = await readFile(file);
    await expect(Journal.open(file, 'another question', () => undefined)).rejects.toMatchObject({ code: 'LPR-507' });
    expect(await readFile(file)).toEqual(before);
  });

  it('keeps the order of appends that were not awaited', async () => {
    const file = path.join(await folderOf(), 'journal');
    const { journal } = await Journal.open(file, owner, () => undefined);
    await Promise.all(Array.from({ length: 50 }, (_, i) => journal.append(Uint8Array.of(i))));
    await journal.close();
    expect((await read(file)).records).toEqual(Array.from({ length: 50 }, (_, i) => [i]));
  });

  it.runIf(process.platform === 'linux')('tells a full disk by its code', async () => {
    // The device /dev/full answers every write as a full disk does.
    await expect(Journal.open('/dev/full', owner, () => undefined)).rejects.toMatchObject({ code: 'LPR-501' });
  });

  it('tells a folder that cannot be written', async () => {
    const folder = await folderOf();
    await expect(Journal.open(path.join(folder, 'missing', 'journal'), owner, () => undefined)).rejects.toMatchObject({ code: 'LPR-502' });
  });
});
