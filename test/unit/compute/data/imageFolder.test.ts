import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { asFractions, expectError, open, pixels, png, readAll, temporaryFolder, write } from './madeData';

const picture = (salt = 0): Uint8Array => png(3, 4, 1, salt);
const twoClasses = { 'cat/1.png': picture(1), 'cat/2.png': picture(2), 'dog/1.png': picture(3) };

describe('a folder with one subfolder per class', () => {
  test('classes and pictures come in code-point order, whatever the locale', async () => {
    const names = ['\u{1F600}', '\uFF5E', 'Z', 'a', 'é', '10', '9'];
    const folder = write(temporaryFolder(), Object.fromEntries(names.map((name, i) => [`${name}/x.png`, picture(i)])));
    const data = await open(folder, { classCount: names.length });
    expect(data.summary.classNames).toEqual(['10', '9', 'Z', 'a', 'é', '\uFF5E', '\u{1F600}']);
    const all = await readAll(data, 12);
    expect(all).toEqual([5, 6, 2, 3, 4, 1, 0].map((salt) => asFractions(pixels(12, salt))));
  });

  test('pictures of all readable kinds, also deeper down; other files are counted, hidden ones are not', async () => {
    const jpeg = encodeJpeg({ width: 3, height: 4, data: Buffer.alloc(48, 255) }, 90).data;
    const folder = write(temporaryFolder(), {
      ...twoClasses, 'cat/images/deep.JPG': jpeg, 'dog/16.png': png(3, 4, 1, 0, { depth: 16, data: Uint16Array.from(pixels(12), (v) => v * 257) }),
      'cat/notes.txt': 'x', 'dog/labels.csv': 'x', 'cat/.hidden.png': 'x', 'cat/Thumbs.db': 'x', 'cat/desktop.ini': 'x', '.git/x.png': 'x', '__MACOSX/y.png': 'x', 'readme.md': 'x',
    });
    const data = await open(folder);
    expect(data.summary).toMatchObject({ count: 5, passedOver: 2, classNames: ['cat', 'dog'] });
    expect(Array.from(data.summary.labels)).toEqual([0, 0, 0, 1, 1]);
    const all = await readAll(data, 12);
    expect(all[2]).toEqual(new Array(12).fill(1));
    // 257 k of 65,535 is k of 255.
    expect(all[4]).toEqual(asFractions(pixels(12)));
  });

  test('the split is a folder of its name where all subfolders are such; else the folder serves any split', async () => {
    const folder = write(temporaryFolder(), { 'train/cat/1.png': picture(1), 'train/dog/1.png': picture(1), 'val/cat/1.png': picture(2), 'val/dog/1.png': picture(2), 'val/dog/2.png': picture(2) });
    expect((await open(folder, { split: 'train' })).summary.count).toBe(2);
    expect((await open(folder, { split: 'test' })).summary.count).toBe(3);
    await expectError(open(write(temporaryFolder(), { 'val/cat/1.png': picture() }), { split: 'train' }), 'LPR-324', 'train', 'val');
    const plain = write(temporaryFolder(), { 'train/1.png': picture(), 'bus/1.png': picture() });
    expect((await open(plain, { split: 'test' })).summary.classNames).toEqual(['bus', 'train']);
  });

  test('folder names are matched to the names of the model', async () => {
    const folder = write(temporaryFolder(), { ...twoClasses, 'caf\u0065\u0301/1.png': picture() });
    const data = await open(folder, { classCount: 3, classNames: ['dog', 'caf\u00e9', 'cat'] });
    expect(data.summary.classNames).toEqual(['dog', 'caf\u00e9', 'cat']);
    expect(Array.from(data.summary.labels)).toEqual([1, 2, 2, 0]);
    await expectError(open(folder, { classCount: 3, classNames: ['dog', 'cow', 'cat'] }), 'LPR-323', 'dog, cow, cat', 'caf');
    await expectError(open(folder, { classCount: 4, classNames: ['dog', 'caf\u00e9', 'cat', 'cow'] }), 'LPR-322', '3 classes', 'cow', '4');
    await expectError(open(folder), 'LPR-322', '3 classes (caf', '2');
  });

  test('the hash follows names and bytes, not the place', async () => {
    const hashOf = async (files: Record<string, Uint8Array>) => (await open(write(temporaryFolder(), files))).summary.hash;
    const plain = await hashOf(twoClasses);
    expect(await hashOf(twoClasses)).toBe(plain);
    expect(await hashOf({ ...twoClasses, 'dog/1.png': picture(4) })).not.toBe(plain);
    const { 'dog/1.png': dog, ...rest } = twoClasses;
    expect(await hashOf({ ...rest, 'dog/2.png': dog })).not.toBe(plain);
  });

  test.each<[string, Record<string, Uint8Array | string>, string, string]>([
    ['no class folder', { 'a.png': picture() }, 'LPR-320', 'no class folders'],
    ['an empty split', { 'test/readme.txt': '' }, 'LPR-320', 'test'],
    ['a class folder without pictures', { ...twoClasses, 'cow/a.txt': 'x' }, 'LPR-321', `${path.sep}cow`],
    ['one class only', { 'cat/1.png': picture() }, 'LPR-322', '1 classes (cat)'],
    ['a picture of another size', { ...twoClasses, 'dog/2.png': png(4, 3, 1) }, 'LPR-327', '2.png'],
    ['a WebP picture', { ...twoClasses, 'dog/2.webp': 'RIFF' }, 'LPR-329', 'WEBP'],
    ['an empty picture', { ...twoClasses, 'dog/2.png': '' }, 'LPR-325', '2.png'],
    ['a picture that is none', { ...twoClasses, 'dog/2.jpg': '<html>' }, 'LPR-325', '2.jpg'],
    ['a giant picture', { ...twoClasses, 'dog/2.png': giant() }, 'LPR-326', '2.png'],
  ])('%s is refused', async (_, files, code, part) => {
    await expectError(open(write(temporaryFolder(), files), { resize: code === 'LPR-326' }), code, part);
  });

  test('damaged pixels are found when the picture is read, and named', async () => {
    const broken = Buffer.from(picture());
    broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1;
    const data = await open(write(temporaryFolder(), { ...twoClasses, 'dog/2.png': broken }));
    await expectError(data.read([3], new Float32Array(12)), 'LPR-325', path.join('dog', '2.png'));
    await expect(data.read([0], new Float32Array(12))).resolves.toBeUndefined();
  });

  test('links lead to files inside the folder or are refused', async () => {
    const outside = write(temporaryFolder(), { 'secret/1.png': picture() });
    const inside = write(temporaryFolder(), twoClasses);
    symlinkSync(path.join(inside, 'cat', '1.png'), path.join(inside, 'dog', 'link.png'));
    expect((await open(inside)).summary.count).toBe(4);
    const refused: [string, string, string][] = [
      ['dog/out.png', path.join(outside, 'secret', '1.png'), 'out of the folder'],
      ['dog/deep', path.join(outside, 'secret'), 'out of the folder'],
      ['dog/loop', inside, 'out of the folder'],
      ['dog/up', path.join(inside, 'cat'), 'only links to files'],
      ['dog/gone.png', path.join(inside, 'nothing'), 'leads nowhere'],
      ['cow', path.join(outside, 'secret'), 'out of the folder'],
    ];
    for (const [link, target, reason] of refused) {
      const folder = write(temporaryFolder(), twoClasses);
      symlinkSync(target.replace(inside, folder), path.join(folder, link));
      await expectError(open(folder), 'LPR-330', path.basename(link), reason);
    }
  });

  test('an unknown kind of file or folder, and a folder that is not there, are named', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'data.npz'), 'x');
    await expectError(open(path.join(folder, 'data.npz')), 'LPR-312', 'data.npz');
    await expectError(open(path.join(folder, 'missing')), 'LPR-310', 'missing');
    mkdirSync(path.join(folder, 'empty'));
    await expectError(open(path.join(folder, 'empty')), 'LPR-320', 'empty');
  });

  test('more pictures than the cache holds are read again, the same', async () => {
    const input = { height: 600, width: 600, channels: 3 };
    const files = Object.fromEntries(Array.from({ length: 34 }, (_, i) => [`${i % 2 === 0 ? 'a' : 'b'}/${i}.png`, png(20, 20, 3, i)]));
    const data = await open(write(temporaryFolder(), files), { input, resize: true });
    const length = 600 * 600 * 3;
    const [first, again] = [new Float32Array(length), new Float32Array(length)];
    await data.read([0], first);
    for (let i = 1; i < 34; i += 1) await data.read([i], again);
    await data.read([0], again);
    expect(Buffer.from(again.buffer).equals(Buffer.from(first.buffer))).toBe(true);
  });
});

/** A PNG whose header claims 40,000 x 40,000 pixels. */
function giant(): Buffer {
  const file = Buffer.from(picture());
  file.writeUInt32BE(40_000, 16);
  file.writeUInt32BE(40_000, 20);
  return file;
}
