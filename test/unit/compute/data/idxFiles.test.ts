import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { asFractions, expectError, idx, open, pixels, readAll, temporaryFolder, write } from './madeData';

const count = 5;
const images = pixels(count * 12);
const labels = [1, 0, 1, 1, 0];
const files = { 't10k-images-idx3-ubyte': idx([count, 4, 3], images), 't10k-labels-idx1-ubyte': idx([count], labels) };

describe('IDX files', () => {
  test('a folder with the usual names: images in [0,1], labels in order, random access', async () => {
    const folder = write(temporaryFolder(), files);
    const data = await open(folder);
    expect(Array.from(data.summary.labels)).toEqual(labels);
    expect(data.summary.classNames).toEqual(['0', '1']);
    const all = await readAll(data, 12);
    expect(all.flat()).toEqual(asFractions(images));
    const out = new Float32Array(3 * 12);
    await data.read([4, 0, 4], out);
    expect(Array.from(out)).toEqual([...(all[4] ?? []), ...(all[0] ?? []), ...(all[4] ?? [])]);
  });

  test('compressed files, dotted names and a single file mean the same data, and have the same hash', async () => {
    const plain = await open(write(temporaryFolder(), files));
    const compressed = write(temporaryFolder(), Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)])));
    const dotted = write(temporaryFolder(), { 't10k-images.idx3-ubyte': files['t10k-images-idx3-ubyte'], 't10k-labels.idx1-ubyte': files['t10k-labels-idx1-ubyte'] });
    for (const place of [compressed, dotted, path.join(compressed, 't10k-images-idx3-ubyte.gz'), path.join(dotted, 't10k-images.idx3-ubyte')]) {
      const data = await open(place);
      expect(data.summary.hash).toBe(plain.summary.hash);
      expect(await readAll(data, 12)).toEqual(await readAll(plain, 12));
    }
  });

  test('the split is chosen by name, and a missing one is an error', async () => {
    const folder = write(temporaryFolder(), { ...files, 'train-images-idx3-ubyte': idx([1, 4, 3], pixels(12, 9)), 'train-labels-idx1-ubyte': idx([1], [1]) });
    expect((await open(folder, { split: 'train' })).summary.count).toBe(1);
    expect((await open(folder, { split: 'test' })).summary.count).toBe(count);
    await expectError(open(write(temporaryFolder(), files), { split: 'train' }), 'LPR-318', 'train');
  });

  test('the hash follows images and labels, and can be left out', async () => {
    const hashOf = async (more: Record<string, Buffer>) => (await open(write(temporaryFolder(), { ...files, ...more }))).summary.hash;
    const plain = await hashOf({});
    const oneLevel = Uint8Array.from(images);
    oneLevel[7] = 255 - (oneLevel[7] ?? 0);
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf({ 't10k-images-idx3-ubyte': idx([count, 4, 3], oneLevel) })).not.toBe(plain);
    expect(await hashOf({ 't10k-labels-idx1-ubyte': idx([count], [1, 0, 1, 1, 1]) })).not.toBe(plain);
    expect((await open(write(temporaryFolder(), files), { hash: false })).summary.hash).toBe('');
  });

  test('colour images have a fourth dimension; grey serves a colour model three times over', async () => {
    const colour = write(temporaryFolder(), { 'test-images-idx4-ubyte': idx([2, 4, 3, 3], pixels(72)), 'test-labels-idx1-ubyte': idx([2], [0, 1]) });
    const input = { height: 4, width: 3, channels: 3 };
    expect((await readAll(await open(colour, { input }), 36)).flat()).toEqual(asFractions(pixels(72)));
    const grey = await readAll(await open(write(temporaryFolder(), files), { input }), 36);
    expect(grey.flat()).toEqual(asFractions(images).flatMap((value) => [value, value, value]));
  });

  test('class names come from classes.txt, and the model\'s order of the same names decides', async () => {
    const folder = write(temporaryFolder(), { ...files, 'classes.txt': 'cat\r\ndog\n' });
    expect((await open(folder)).summary.classNames).toEqual(['cat', 'dog']);
    const swapped = await open(folder, { classNames: ['dog', 'cat'] });
    expect(swapped.summary.classNames).toEqual(['dog', 'cat']);
    expect(Array.from(swapped.summary.labels)).toEqual(labels.map((label) => 1 - label));
    const others = await open(folder, { classNames: ['Katze', 'Hund'] });
    expect(Array.from(others.summary.labels)).toEqual(labels);
    await expectError(open(folder, { classCount: 3 }), 'LPR-322', '2 classes (cat, dog)', '3');
  });

  test.each([
    ['another type', { 't10k-images-idx3-ubyte': idx([count, 4, 3], images, 0x0d) }, 'LPR-313', 'type code 13'],
    ['no zero bytes', { 't10k-images-idx3-ubyte': Buffer.from('GIF89a and more') }, 'LPR-313', 'two zero bytes'],
    ['too many dimensions', { 't10k-images-idx3-ubyte': idx([1, 1, 1, 1, 12], pixels(12)) }, 'LPR-313', '5 dimensions'],
    ['a byte too many', { 't10k-images-idx3-ubyte': Buffer.concat([files['t10k-images-idx3-ubyte'], Buffer.from([0])]) }, 'LPR-313', 'asks for 76 bytes, but it has 77'],
    ['a huge count', { 't10k-images-idx3-ubyte': idx([0xffffffff, 0xffffffff, 0xffffffff], images) }, 'LPR-313', 'asks for'],
    ['no image', { 't10k-images-idx3-ubyte': idx([0, 4, 3], []) }, 'LPR-313', 'no image'],
    ['an empty file', { 't10k-images-idx3-ubyte': Buffer.alloc(0) }, 'LPR-313', '0 bytes'],
    ['five channels', { 't10k-images-idx3-ubyte': idx([1, 4, 3, 5], pixels(60)) }, 'LPR-313', '5 channels'],
    ['another number of labels', { 't10k-labels-idx1-ubyte': idx([4], [0, 0, 0, 1]) }, 'LPR-316', '5 images'],
    ['a label out of range', { 't10k-labels-idx1-ubyte': idx([count], [1, 0, 2, 1, 0]) }, 'LPR-317', 'Label 2 in'],
    ['an image of another size', { 't10k-images-idx3-ubyte': idx([count, 3, 4], images) }, 'LPR-327', '3 x 4'],
  ])('%s is refused', async (_, more, code, part) => {
    await expectError(open(write(temporaryFolder(), { ...files, ...more })), code, part);
  });

  test('missing labels, a missing file and a damaged archive are named', async () => {
    const folder = write(temporaryFolder(), { 't10k-images-idx3-ubyte': files['t10k-images-idx3-ubyte'] });
    await expectError(open(folder), 'LPR-315', 't10k-labels-idx1-ubyte');
    await expectError(open(path.join(folder, 'nowhere')), 'LPR-310', 'nowhere');
    const archive = gzipSync(files['t10k-images-idx3-ubyte']);
    write(folder, { 't10k-labels-idx1-ubyte': files['t10k-labels-idx1-ubyte'], 'b/t10k-images-idx3-ubyte.gz': archive.subarray(0, 30), 'b/t10k-labels-idx1-ubyte': files['t10k-labels-idx1-ubyte'] });
    await expectError(open(path.join(folder, 'b')), 'LPR-311', 't10k-images-idx3-ubyte.gz');
  });

  test('a file that becomes shorter while it is read is named', async () => {
    const folder = write(temporaryFolder(), files);
    const file = path.join(folder, 't10k-images-idx3-ubyte');
    const data = await open(folder);
    truncateSync(file, readFileSync(file).length - 5);
    await expectError(readAll(data, 12), 'LPR-311', file, 'ends too early');
    writeFileSync(file, '');
  });
});
