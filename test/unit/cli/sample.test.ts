import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeNpy } from '../../../src/engine/npyFile';
import { registerSample } from '../../../src/cli/sample';
import { corrupt, drawUnitSample, type NoiseLaw } from '../../../src/robustness/corruption';

let folder: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lpr-sample-'));
  out = path.join(folder, 'noise.npy');
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function sample(options: Record<string, string | number>): Promise<void> {
  const program = new Command();
  registerSample(program);
  const all = { norm: 2, epsilon: 1, dimensions: 4, out, ...options };
  await program.parseAsync(['node', 'lp-robustness', 'sample', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)])]);
}

/** A NumPy file by the format's own description (NEP 1). */
function readNpy(bytes: Buffer): { shape: number[]; values: Float32Array } {
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\u0093NUMPY\u0001\u0000');
  const start = 10 + bytes.readUInt16LE(8);
  expect(start % 64).toBe(0);
  const header = bytes.subarray(10, start).toString('latin1');
  const found = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \((\d+), (\d+)\), \} *\n$/.exec(header);
  const shape = [Number(found?.[1]), Number(found?.[2])];
  const copy = Uint8Array.from(bytes.subarray(start));
  return { shape, values: new Float32Array(copy.buffer) };
}

describe('lp-robustness sample', () => {
  it.each<[NoiseLaw['norm'], NoiseLaw['sampling'], number]>([
    [0, 'ball', 0.25],
    [0, 'sphere', 1],
    [0.3, 'ball', 300],
    [2, 'sphere', 0.5],
    [50, 'ball', 0.2],
    ['inf', 'sphere', 0.1],
    ['gaussian', 'ball', 0.1],
  ])('writes what the evaluation adds to image i, for norm %s, %s', async (norm, sampling, epsilon) => {
    const dimensions = 48;
    const count = 30;
    await sample({ norm, sampling, epsilon, dimensions, count, seed: 12 });
    const { shape, values } = readNpy(await readFile(out));
    expect(shape).toEqual([count, dimensions]);
    expect(values).toHaveLength(count * dimensions);
    const imageShape = { height: 1, width: dimensions, channels: 1 };
    const grey = new Float32Array(dimensions).fill(0.5);
    const corrupted = new Float32Array(dimensions);
    for (let image = 0; image < count; image++) {
      const drawn = drawUnitSample({ norm, sampling, unit: 'element' }, imageShape, { seed: 12, purpose: 'evaluation', image, draw: 0 });
      corrupt(grey, drawn, epsilon, corrupted);
      const row = values.subarray(image * dimensions, (image + 1) * dimensions);
      const expected = row.map((x) => (norm === 0 ? (Number.isNaN(x) ? 0.5 : x) : Math.min(1, Math.max(0, 0.5 + x))));
      for (const [i, x] of corrupted.entries()) expect(x).toBeCloseTo(expected[i] ?? NaN, 6);
      if (drawn.kind === 'additive') expect(row).toEqual(drawn.values.map((x) => epsilon * drawn.scale * x));
      else expect(row.filter((x) => !Number.isNaN(x))).toHaveLength(Math.round(epsilon * dimensions));
    }
    expect(await readdir(folder)).toEqual(['noise.npy']);
  });

  it('gives the same rows however many are asked for, across chunks of the file', async () => {
    // 1.2 million rows of one element leave several chunks of 4 MB.
    await sample({ norm: 'inf', dimensions: 1, count: 1_200_000 });
    const all = readNpy(await readFile(out)).values;
    expect(all).toHaveLength(1_200_000);
    await sample({ norm: 'inf', dimensions: 1, count: 1000 });
    expect(readNpy(await readFile(out)).values).toEqual(all.slice(0, 1000));
    for (const image of [1_048_575, 1_048_576, 1_199_999]) {
      const drawn = drawUnitSample({ norm: 'inf', sampling: 'ball', unit: 'element' }, { height: 1, width: 1, channels: 1 }, { seed: 1, purpose: 'evaluation', image, draw: 0 });
      expect(all[image]).toBe(drawn.kind === 'additive' ? drawn.values[0] : undefined);
    }
  });

  it.each<[Record<string, string | number>, string]>([
    [{ norm: 'two' }, 'LPR-106'],
    [{ norm: 0.05 }, 'LPR-106'],
    [{ norm: 1001 }, 'LPR-106'],
    [{ norm: '0x2' }, 'LPR-106'],
    [{ norm: 'NaN' }, 'LPR-106'],
    [{ norm: '' }, 'LPR-106'],
    [{ epsilon: 0 }, 'LPR-105'],
    [{ epsilon: -1 }, 'LPR-105'],
    [{ norm: 0, epsilon: 1.01 }, 'LPR-105'],
    [{ epsilon: 1e200 }, 'LPR-105'],
    [{ epsilon: 'much' }, 'LPR-107'],
    [{ epsilon: 1e45 }, 'LPR-107'],
    [{ dimensions: 0 }, 'LPR-107'],
    [{ dimensions: 1.5 }, 'LPR-107'],
    [{ dimensions: 1e12 }, 'LPR-107'],
    [{ count: -3 }, 'LPR-107'],
    [{ seed: 2 ** 53 }, 'LPR-107'],
    [{ seed: -1 }, 'LPR-107'],
    [{ sampling: 'cube' }, 'LPR-107'],
    [{ dimensions: 1_000_000, count: 1_000_000_000 }, 'LPR-520'],
  ])('refuses %j with %s and leaves no file', async (options, code) => {
    await expect(sample(options)).rejects.toMatchObject({ name: 'LprError', code });
    expect(await readdir(folder)).toEqual([]);
  });

  it('says which place cannot be written to', async () => {
    await expect(sample({ out: path.join(folder, 'missing', 'x.npy') })).rejects.toMatchObject({ code: 'LPR-502' });
    await mkdir(out);
    await expect(sample({})).rejects.toMatchObject({ code: 'LPR-502', happened: expect.stringContaining('it is a folder') as string });
    expect(await readdir(folder)).toEqual(['noise.npy']);
  });

  it('keeps the file of before, and nothing half-written, where the work stops', async () => {
    await sample({ norm: 1, count: 3 });
    const before = await readFile(out);
    const controller = new AbortController();
    const stopped = writeNpy(out, 5_000_000, 2, (_, first) => first > 0 && controller.abort(new Error('enough')), controller.signal);
    await expect(stopped).rejects.toThrow('enough');
    const broken = writeNpy(out, 5_000_000, 2, (_, first) => { if (first > 0) throw new TypeError('fill failed'); }, new AbortController().signal);
    await expect(broken).rejects.toThrow('fill failed');
    expect(await readFile(out)).toEqual(before);
    expect(await readdir(folder)).toEqual(['noise.npy']);
  });

  it.runIf(process.platform === 'linux')('reports a full disk as such', async () => {
    // /dev/full takes every open and refuses every write; a link to it stands in for the temporary file's disk.
    const { symlink } = await import('node:fs/promises');
    await symlink('/dev/full', `${out}.${process.pid}.part`);
    await expect(sample({})).rejects.toMatchObject({ code: 'LPR-520' });
    expect(await readdir(folder)).toEqual([]);
  });
});
