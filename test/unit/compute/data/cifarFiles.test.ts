import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { asFractions, expectError, open, pixels, readAll, temporaryFolder, write } from './madeData';

const plane = 1024;
const input = { height: 32, width: 32, channels: 3 };

function records(labels: readonly (readonly number[])[], salt = 0): Buffer {
  return Buffer.concat(labels.map((label, i) => Buffer.concat([Buffer.from(label), pixels(3 * plane, salt + i)])));
}

/** The naive way: channel c of pixel p of image i. */
function interleaved(planes: Uint8Array): number[] {
  return asFractions(Array.from({ length: 3 * plane }, (_, k) => planes[(k % 3) * plane + Math.floor(k / 3)] ?? 0));
}

describe('CIFAR binary files', () => {
  test('CIFAR-10: batches in the order of their numbers, planes interleaved, names from batches.meta.txt', async () => {
    const folder = write(temporaryFolder(), {
      'data_batch_10.bin': records([[9]], 10),
      'data_batch_2.bin': records([[3], [4]], 2),
      'test_batch.bin': records([[7]], 7),
      'batches.meta.txt': `${'abcdefghij'.split('').join('\n')}\n\n`,
    });
    const train = await open(folder, { split: 'train', input, classCount: 10 });
    expect(Array.from(train.summary.labels)).toEqual([3, 4, 9]);
    expect(train.summary.classNames.join('')).toBe('abcdefghij');
    expect(await readAll(train, 3 * plane)).toEqual([interleaved(pixels(3 * plane, 2)), interleaved(pixels(3 * plane, 3)), interleaved(pixels(3 * plane, 10))]);
    expect(Array.from((await open(path.join(folder, 'test_batch.bin'), { input, classCount: 10 })).summary.labels)).toEqual([7]);
  });

  test('CIFAR-100: the fine label is the class', async () => {
    const folder = write(temporaryFolder(), { 'test.bin': records([[19, 99], [0, 42]]) });
    const data = await open(folder, { input, classCount: 100 });
    expect(Array.from(data.summary.labels)).toEqual([99, 42]);
    expect((await readAll(data, 3 * plane))[1]).toEqual(interleaved(pixels(3 * plane, 1)));
    await expectError(open(folder, { input, classCount: 10 }), 'LPR-322', '100 classes', '10');
    await expectError(open(folder, { input, classCount: 100, split: 'train' }), 'LPR-318');
  });

  test('damaged files and labels out of range are named', async () => {
    const folder = temporaryFolder();
    const cut = write(path.join(folder, 'cut'), { 'test_batch.bin': records([[1], [2]]).subarray(0, 5000) });
    await expectError(open(cut, { input, classCount: 10 }), 'LPR-314', 'test_batch.bin', '5000 bytes');
    const wrong = write(path.join(folder, 'wrong'), { 'test_batch.bin': records([[1], [10]]) });
    await expectError(open(wrong, { input, classCount: 10 }), 'LPR-317', 'Label 1', 'is 10');
    const empty = write(path.join(folder, 'empty'), { 'test_batch.bin': '' });
    await expectError(open(empty, { input, classCount: 10 }), 'LPR-314');
  });

  test('colour for a grey model is refused, and turned to luma when resizing is asked for', async () => {
    const folder = write(temporaryFolder(), { 'test_batch.bin': records([[1]]) });
    const grey = { input: { height: 32, width: 32, channels: 1 }, classCount: 10 };
    const data = await open(folder, grey);
    await expectError(readAll(data, plane), 'LPR-328', 'image 0 of');
    const [image = []] = await readAll(await open(folder, { ...grey, resize: true }), plane);
    const planes = pixels(3 * plane);
    image.forEach((value, i) => {
      const luma = (0.299 * (planes[i] ?? 0) + 0.587 * (planes[plane + i] ?? 0) + 0.114 * (planes[2 * plane + i] ?? 0)) / 255;
      expect(Math.abs(value - luma)).toBeLessThan(1e-5);
    });
  });
});
