import fc from 'fast-check';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LprError } from '../../../../src/protocol/errors';
import { asFractions, expectError, open, pixels, readAll, temporaryFolder, write } from './madeData';

/** A NumPy file by the format's own description (NEP 1). */
function npy(type: string, shape: readonly number[], content: Uint8Array, { version = 1, order = 'False' } = {}): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`.padEnd(117) + '\n';
  const head = Buffer.from(`\u0093NUMPY${String.fromCharCode(version)}\u0000`, 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Buffer.concat([head, length, Buffer.from(text, 'latin1'), content]);
}

const shape = [3, 4, 3, 3];
const content = pixels(108);
const labels = npy('|u1', [3], Uint8Array.of(1, 0, 1));

function saved(files: Record<string, Uint8Array>): string {
  return path.join(write(temporaryFolder(), files), 'fog.npy');
}

const colour = { input: { height: 4, width: 3, channels: 3 } };

describe('NumPy files of images', () => {
  it.each([1, 2, 3])('reads format version %d with labels.npy beside it', async (version) => {
    const data = await open(saved({ 'fog.npy': npy('|u1', shape, content, { version }), 'labels.npy': labels }), colour);
    expect(data.summary).toMatchObject({ count: 3, classNames: ['0', '1'] });
    expect(Array.from(data.summary.labels)).toEqual([1, 0, 1]);
    expect(await readAll(data, 36)).toEqual([0, 1, 2].map((i) => asFractions(content.subarray(36 * i, 36 * (i + 1)))));
  });

  it('reads grey images without a channel dimension', async () => {
    const data = await open(saved({ 'fog.npy': npy('|u1', [3, 4, 3], content.subarray(0, 36)), 'labels.npy': labels }));
    expect(await readAll(data, 12)).toEqual([0, 1, 2].map((i) => asFractions(content.subarray(12 * i, 12 * (i + 1)))));
  });

  it.each([
    ['<i8', [1, 0, 0, 0, 0, 0, 0, 0]],
    ['>i4', [0, 0, 0, 1]],
    ['<u2', [1, 0]],
    ['|i1', [1]],
  ])('reads labels of type %s', async (type, one) => {
    const zero = one.map(() => 0);
    const data = await open(saved({ 'fog.npy': npy('|u1', shape, content), 'labels.npy': npy(type, [3], Uint8Array.from([...one, ...zero, ...one])) }), colour);
    expect(Array.from(data.summary.labels)).toEqual([1, 0, 1]);
  });

  it('hashes images and labels', async () => {
    const hashes = await Promise.all(
      [[content, labels], [content.map((x) => x ^ 1), labels], [content, npy('|u1', [3], Uint8Array.of(1, 1, 1))], [content, npy('<i4', [3], Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0))]].map(
        async ([images, own]) => (await open(saved({ 'fog.npy': npy('|u1', shape, images ?? content), 'labels.npy': own ?? labels }), colour)).summary.hash,
      ),
    );
    expect(new Set(hashes).size).toBe(3);
    expect(hashes[3]).toBe(hashes[0]);
  });

  it.each<[string, Buffer, string]>([
    ['another type', npy('<f4', shape, Buffer.alloc(432)), 'LPR-332'],
    ['another number of dimensions', npy('|u1', [3, 36], content), 'LPR-332'],
    ['channels first', npy('|u1', [3, 3, 4, 3], content), 'LPR-327'],
    ['four channels', npy('|u1', [3, 3, 3, 4], content), 'LPR-332'],
    ['too few bytes', npy('|u1', shape, content.subarray(1)), 'LPR-332'],
    ['too many bytes', npy('|u1', shape, Buffer.concat([content, content])), 'LPR-332'],
    ['no image', npy('|u1', [0, 4, 3, 3], Buffer.alloc(0)), 'LPR-332'],
    ['Fortran order', npy('|u1', shape, content, { order: 'True' }), 'LPR-332'],
    ['a huge shape', npy('|u1', [3, 99_999_999, 99_999_999, 3], content), 'LPR-332'],
    ['dimensions beyond any number', npy('|u1', [9007199254740993, 4, 3, 3], content), 'LPR-332'],
    ['another version', npy('|u1', shape, content, { version: 9 }), 'LPR-332'],
    ['no NumPy file', Buffer.from('hello, this is a text'), 'LPR-332'],
    ['an empty file', Buffer.alloc(0), 'LPR-332'],
    ['another number of images than labels', npy('|u1', [2, 4, 3, 3], content.subarray(36)), 'LPR-316'],
  ])('refuses %s', async (_, file, code) => {
    await expectError(() => open(saved({ 'fog.npy': file, 'labels.npy': labels }), colour), code, 'fog.npy');
  });

  it('refuses labels that are missing, of another form, negative or beyond the classes', async () => {
    const images = npy('|u1', shape, content);
    await expectError(() => open(saved({ 'fog.npy': images }), colour), 'LPR-315', 'labels.npy');
    await expectError(() => open(saved({ 'fog.npy': images, 'labels.npy': npy('<f4', [3], Buffer.alloc(12)) }), colour), 'LPR-332', 'labels.npy');
    await expectError(() => open(saved({ 'fog.npy': images, 'labels.npy': npy('|i1', [3], Uint8Array.of(0, 255, 0)) }), colour), 'LPR-332', 'negative');
    await expectError(() => open(saved({ 'fog.npy': images, 'labels.npy': npy('|u1', [3], Uint8Array.of(0, 2, 0)) }), colour), 'LPR-317', 'labels.npy');
    await expectError(() => open(path.join(path.dirname(saved({ 'fog.npy': images, 'labels.npy': labels })), 'labels.npy'), colour), 'LPR-332');
  });

  it('answers any damage with a coded error or the right number of images', async () => {
    const whole = npy('|u1', shape, content);
    await fc.assert(
      fc.asyncProperty(fc.nat(127), fc.nat(255), async (at, byte) => {
        const damaged = Buffer.from(whole);
        damaged[at] = byte;
        const result = await open(saved({ 'fog.npy': damaged, 'labels.npy': labels }), colour).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(LprError);
        else expect(result).toMatchObject({ summary: { count: 3 } });
      }),
      { seed: 2, numRuns: 150 },
    );
  });
});
