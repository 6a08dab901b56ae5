import { symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { BlockEvaluator } from '../../../../src/compute/evaluateBlock';
import type { OpenData } from '../../../../src/compute/data/openData';
import type { CommonCell } from '../../../../src/protocol/commonCorruption';
import { asFractions, expectError, idx, open, pixels, png, temporaryFolder, write } from './madeData';

/** A NumPy file of bytes by the format's own description (NEP 1). */
function npy(shape: readonly number[], content: Uint8Array): Buffer {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`.padEnd(117) + '\n';
  const head = Buffer.from('\u0093NUMPY\u0001\u0000v\u0000', 'latin1');
  return Buffer.concat([head, Buffer.from(text, 'latin1'), content]);
}

const input = { height: 4, width: 3, channels: 3 };
const labels = Uint8Array.of(1, 0, 1);
const fiveTimes = Uint8Array.from({ length: 15 }, (_, i) => labels[i % 3] ?? 0);
/** Each corruption's own bytes: severity by severity, three images of 36. */
const stored = { fog: pixels(540, 1), gaussian_noise: pixels(540, 2) };

async function readOne(data: OpenData, cell: CommonCell, index: number): Promise<number[]> {
  const out = new Float32Array(36);
  await data.readCorrupted?.(cell, [index], out);
  return Array.from(out);
}

describe('a folder of the form of CIFAR-10-C', () => {
  const cleanSet = (): string => path.join(write(temporaryFolder(), { 'clean.npy': npy([3, 4, 3, 3], pixels(108)), 'labels.npy': npy([3], labels) }), 'clean.npy');
  const corruptedSet = (more: Record<string, Uint8Array> = {}): string =>
    write(temporaryFolder(), {
      'fog.npy': npy([15, 4, 3, 3], stored.fog),
      'gaussian_noise.npy': npy([15, 4, 3, 3], stored.gaussian_noise),
      'labels.npy': npy([15], fiveTimes),
      'README.txt': Buffer.from('hello'),
      ...more,
    });

  it('holds severity s of image i in row (s - 1) n + i of its corruption’s file', async () => {
    const data = await open(cleanSet(), { input, corrupted: corruptedSet() });
    expect(data.summary.count).toBe(3);
    expect(data.summary.corrupted).toEqual(['gaussian_noise', 'fog'].flatMap((corruption) => [1, 2, 3, 4, 5].map((severity) => ({ corruption, severity }))));
    for (const corruption of ['fog', 'gaussian_noise'] as const) {
      for (const severity of [1, 3, 5] as const) {
        for (const index of [0, 1, 2]) {
          const row = (severity - 1) * 3 + index;
          expect(await readOne(data, { corruption, severity }, index)).toEqual(asFractions(stored[corruption].subarray(row * 36, (row + 1) * 36)));
        }
      }
    }
  });

  it('is part of what the data are: its hash covers every byte', async () => {
    const clean = cleanSet();
    const changed = stored.fog.map((byte, i) => (i === 539 ? byte ^ 1 : byte));
    const hashes = await Promise.all(
      [undefined, corruptedSet(), corruptedSet({ 'fog.npy': npy([15, 4, 3, 3], changed) })].map(
        async (corrupted) => (await open(clean, { input, ...(corrupted === undefined ? {} : { corrupted }) })).summary.hash,
      ),
    );
    expect(new Set(hashes).size).toBe(3);
    expect((await open(clean, { input, corrupted: corruptedSet() })).summary.hash).toBe(hashes[1]);
  });

  it.each<[string, string, Record<string, Uint8Array>]>([
    ['LPR-335', 'other labels', { 'labels.npy': npy([15], fiveTimes.map((label, i) => (i === 7 ? 1 - label : label))) }],
    ['LPR-335', 'one severity alone', { 'fog.npy': npy([3, 4, 3, 3], pixels(108)), 'gaussian_noise.npy': npy([3, 4, 3, 3], pixels(108)), 'labels.npy': npy([3], labels) }],
    ['LPR-316', 'a file that is cut short', { 'fog.npy': npy([14, 4, 3, 3], stored.fog.subarray(0, 504)) }],
    ['LPR-332', 'something else under that name', { 'fog.npy': Buffer.from('<img onerror=alert(1)>') }],
  ])('is refused with %s: %s', async (code, _, files) => {
    await expectError(open(cleanSet(), { input, corrupted: corruptedSet(files) }), code);
  });

  it('is refused with LPR-334 where it holds none of the corruptions, LPR-310 where it is not there', async () => {
    const empty = write(temporaryFolder(), { 'rain.npy': npy([1], Uint8Array.of(1)), 'fog/one.png': png(3, 4, 3) });
    await expectError(open(cleanSet(), { input, corrupted: empty }), 'LPR-334');
    await expectError(open(cleanSet(), { input, corrupted: path.join(empty, 'missing') }), 'LPR-310');
  });

  it('given as the data itself, it asks for the clean images', async () => {
    const folder = corruptedSet();
    await expectError(open(folder, { input }), 'LPR-333', `--corrupted ${folder}`);
  });

  it('images of another size are refused as the clean ones are', async () => {
    const data = await open(cleanSet(), {
      input,
      corrupted: write(temporaryFolder(), { 'fog.npy': npy([15, 3, 4, 3], stored.fog), 'labels.npy': npy([15], fiveTimes) }),
    });
    await expectError(readOne(data, { corruption: 'fog', severity: 1 }, 0), 'LPR-327');
  });
});

describe('a folder of the form of ImageNet-C', () => {
  const cleanFiles = { 'ants/one.png': png(3, 4, 3, 1), 'ants/two.png': png(3, 4, 3, 2), 'bees/one.png': png(3, 4, 3, 3) };
  const names = Object.keys(cleanFiles);
  const corruptedFiles = (place: string, severities: readonly number[], salt: number): Record<string, Uint8Array> =>
    Object.fromEntries(severities.flatMap((severity) => names.map((name, i) => [`${place}/${severity}/${name}`, png(3, 4, 3, salt + 10 * severity + i)])));
  const cleanSet = (): string => write(temporaryFolder(), cleanFiles);

  it('matches pictures by class and name, in folders of groups, too, with the severities that are there', async () => {
    const corrupted = write(temporaryFolder(), { ...corruptedFiles('fog', [1, 2, 3, 4, 5], 100), ...corruptedFiles('noise/shot_noise', [3], 500) });
    const data = await open(cleanSet(), { input, corrupted });
    expect(data.summary.corrupted?.map(({ corruption, severity }) => `${corruption} ${severity}`)).toEqual(['shot_noise 3', 'fog 1', 'fog 2', 'fog 3', 'fog 4', 'fog 5']);
    expect(await readOne(data, { corruption: 'fog', severity: 4 }, 2)).toEqual(asFractions(decode(png(3, 4, 3, 142)).data));
    expect(await readOne(data, { corruption: 'shot_noise', severity: 3 }, 1)).toEqual(asFractions(decode(png(3, 4, 3, 531)).data));
  });

  it('is refused with LPR-335 where a picture is missing, LPR-330 where it is a link', async () => {
    const corrupted = write(temporaryFolder(), corruptedFiles('fog', [2], 0));
    const file = path.join(corrupted, 'fog/2/ants/two.png');
    unlinkSync(file);
    await expectError(open(cleanSet(), { input, corrupted }), 'LPR-335', 'two.png');
    const elsewhere = path.join(temporaryFolder(), 'two.png');
    writeFileSync(elsewhere, png(3, 4, 3));
    symlinkSync(elsewhere, file);
    await expectError(open(cleanSet(), { input, corrupted }), 'LPR-330', 'two.png');
  });

  it('is refused with LPR-335 for clean images that are no pictures in folders', async () => {
    const clean = write(temporaryFolder(), { 't10k-images-idx3-ubyte': idx([2, 4, 3], pixels(24)), 't10k-labels-idx1-ubyte': idx([2], [0, 1]) });
    await expectError(open(clean, { corrupted: write(temporaryFolder(), corruptedFiles('fog', [1], 0)) }), 'LPR-335', 'class folder');
  });
});

describe('evaluation of stored corruptions', () => {
  it('predicts the images as they are stored, and measures how far they are from the clean ones', async () => {
    const clean = write(temporaryFolder(), { 'clean.npy': npy([3, 4, 3, 3], new Uint8Array(108)), 'labels.npy': npy([3], labels) });
    const corrupted = write(temporaryFolder(), { 'fog.npy': npy([15, 4, 3, 3], stored.fog), 'labels.npy': npy([15], fiveTimes) });
    const data = await open(path.join(clean, 'clean.npy'), { input, corrupted });
    const seen: Float32Array[] = [];
    const summary = { hash: '', format: 'layers', input, classCount: 2, output: 'probabilities', weightCount: 0 } as const;
    const predict = (images: Float32Array, count: number): Promise<Float32Array> => {
      seen.push(images.slice());
      return Promise.resolve(new Float32Array(2 * count).fill(0.5));
    };
    const block = { law: { corruption: 'fog' }, strengths: [2, 5], images: Uint32Array.of(2, 0), seed: 9, draw: 0 } as const;
    const { realised } = await new BlockEvaluator({ model: { summary, predict }, data }).evaluate(block, () => Promise.resolve(false));
    // Severity 2 of image 2 is row 5, severity 5 of image 0 row 12.
    expect(Array.from(seen[0]?.subarray(0, 36) ?? [])).toEqual(asFractions(stored.fog.subarray(180, 216)));
    expect(Array.from(seen[1]?.subarray(36) ?? [])).toEqual(asFractions(stored.fog.subarray(432, 468)));
    const length = Math.sqrt(asFractions(stored.fog.subarray(180, 216)).reduce((sum, value) => sum + value * value, 0));
    expect(realised[0]).toBeCloseTo(length, 5);
  });
});
