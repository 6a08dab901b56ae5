import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { decode, encode } from 'fast-png';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CorruptedNpy } from '../../../src/engine/corruption/corruptedNpy';
import { reportSchema, type Report } from '../../../src/protocol/report';
import { commonCorruption, truncateToBytes, type CommonCorruption } from '../../../src/robustness/commonCorruption';
import { seededOrder } from '../../../src/robustness/randomStream';
import { startCommand, type Ended, type Started } from '../engine/command';
import { makeSmallSubject } from '../engine/smallSubject';
import { processesOf, until } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';

const count = 60;
const imageBytes = 3072;
let folder: string;
let data: string;
let programmes: Programmes;
let records: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-corrupt-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  data = path.join(folder, 'data');
  await mkdir(data);
  records = cifarRecords(count);
  await writeFile(path.join(data, 'test_batch.bin'), records);
});

afterEach(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** CIFAR-10's binary form: a label, then planes of red, green and blue. */
function cifarRecords(images: number): Uint8Array {
  const bytes = Uint8Array.from({ length: images * (1 + imageBytes) }, (_, i) => (i * 131 + (i >> 7) * 29) & 255);
  for (let i = 0; i < images; i++) bytes[i * (1 + imageBytes)] = i % 10;
  return bytes;
}

/** What image `index` should have become, by the sampler itself. */
function expected(index: number, corruption: CommonCorruption, seed: number): Uint8Array {
  const planes = records.subarray(index * (1 + imageBytes) + 1, (index + 1) * (1 + imageBytes));
  const image = Float32Array.from({ length: imageBytes }, (_, i) => (planes[(i % 3) * 1024 + Math.floor(i / 3)] ?? NaN) / 255);
  const bytes = new Uint8Array(imageBytes);
  truncateToBytes(commonCorruption(image, { height: 32, width: 32, channels: 3 }, corruption, { seed, purpose: 'evaluation', image: index, draw: 0 }), bytes);
  return bytes;
}

function start(options: Record<string, string | number>): Started {
  const all = { data, corruption: 'gaussian_noise', severity: 3, seed: 4, ...options };
  return startCommand(programmes.cli, folder, ['corrupt', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, String(value)])]);
}

const corrupt = (options: Record<string, string | number>): Promise<Ended> => start(options).ended;

/** A NumPy file by the format's own description (NEP 1). */
async function readNpy(file: string): Promise<{ type: string; shape: string; bytes: Uint8Array }> {
  const content = await readFile(file);
  expect(content.subarray(0, 8).toString('latin1')).toBe('\u0093NUMPY\u0001\u0000');
  const from = 10 + content.readUInt16LE(8);
  const found = /^\{'descr': '(.+)', 'fortran_order': False, 'shape': \((.+)\), \} *\n$/.exec(content.subarray(10, from).toString('latin1'));
  return { type: found?.[1] ?? '', shape: found?.[2] ?? '', bytes: content.subarray(from) };
}

function npy(shape: string, content: Buffer): Buffer {
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
  return Buffer.concat([Buffer.from('\u0093NUMPY\u0001\u0000v\u0000', 'latin1'), Buffer.from(header, 'latin1'), content]);
}

const place = (name: string): string => path.join(folder, name);

describe('lp-robustness corrupt', () => {
  it('writes all images of a split as NumPy bytes, each as the sampler gives it', async () => {
    const out = place('all.npy');
    const ended = await corrupt({ out, labels: place('labels.npy') });
    expect(ended).toMatchObject({ code: 0, stdout: `Wrote ${count} images to ${out}\n` });
    const { type, shape, bytes } = await readNpy(out);
    expect([type, shape, bytes.length]).toEqual(['|u1', `${count}, 32, 32, 3`, count * imageBytes]);
    for (let i = 0; i < count; i++) {
      expect(Buffer.compare(bytes.subarray(i * imageBytes, (i + 1) * imageBytes), expected(i, { name: 'gaussian_noise', severity: 3 }, 4))).toBe(0);
    }
    const labels = await readNpy(place('labels.npy'));
    expect([labels.type, labels.shape, Array.from(labels.bytes.subarray(0, 11))]).toEqual(['|u1', `${count},`, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]]);
  });

  it('takes the sample that an evaluation takes, and writes pictures that are read back as they are', async () => {
    const out = place('pictures');
    expect((await corrupt({ out, corruption: 'spatter', severity: 5, limit: 12 })).code).toBe(0);
    const chosen = Array.from(seededOrder(count, 4, 12)).sort((a, b) => a - b);
    for (const index of chosen) {
      const picture = decode(await readFile(path.join(out, String(index % 10), `${String(index).padStart(2, '0')}.png`)));
      expect(picture).toMatchObject({ height: 32, width: 32, channels: 3 });
      expect(Buffer.compare(picture.data as Uint8Array, expected(index, { name: 'spatter', severity: 5 }, 4))).toBe(0);
    }
    const files = (await readdir(out, { recursive: true })).filter((name) => name.endsWith('.png'));
    expect(files).toHaveLength(12);
    expect(await corrupt({ data: out, out: place('again.npy'), corruption: 'pixelate', severity: 1 })).toMatchObject({ code: 0, stdout: `Wrote 12 images to ${place('again.npy')}\n` });
  });

  it.each<[string, Record<string, string | number>]>([
    ['LPR-107', { corruption: 'rain' }],
    ['LPR-107', { severity: 0 }],
    ['LPR-107', { severity: '3.0' }],
    ['LPR-107', { seed: -1 }],
    ['LPR-107', { limit: 0 }],
    ['LPR-107', { split: 'both' }],
    ['LPR-301', { data: 'cifar-ten' }],
    ['LPR-310', { data: './missing' }],
    ['LPR-318', { split: 'train' }],
  ])('refuses with %s: %j', async (code, options) => {
    const ended = await corrupt({ out: place('refused.npy'), ...options });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(code);
    expect((await readdir(folder)).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('does not write over a folder with something in it, nor into a missing one', async () => {
    const kept = place('kept');
    await mkdir(kept);
    await writeFile(path.join(kept, 'mine.txt'), 'mine');
    expect((await corrupt({ out: kept })).stderr).toContain('LPR-521');
    expect(await readdir(kept)).toEqual(['mine.txt']);
    expect((await corrupt({ out: path.join(folder, 'no', 'x.npy') })).stderr).toContain('LPR-502');
    await mkdir(place('folder.npy'));
    expect((await corrupt({ out: place('folder.npy') })).stderr).toContain('LPR-502');
  });

  it('refuses pictures of different sizes for a NumPy file, and writes them to a folder; class names stay inside it', async () => {
    const mixed = place('mixed');
    for (const [name, width] of [['a b', 5], ['c', 6]] as const) {
      await mkdir(path.join(mixed, name), { recursive: true });
      await writeFile(path.join(mixed, name, 'x.png'), encode({ width, height: 4, channels: 1, data: new Uint8Array(4 * width).fill(90) }));
    }
    const refused = await corrupt({ data: mixed, out: place('mixed.npy') });
    expect(refused.stderr).toContain('LPR-331');
    expect((await readdir(folder)).filter((name) => name.startsWith('mixed.'))).toEqual([]);
    expect((await corrupt({ data: mixed, out: place('mixed-out') })).code).toBe(0);
    expect((await readdir(place('mixed-out'), { recursive: true })).sort()).toEqual(['a b', path.join('a b', '0.png'), 'c', path.join('c', '1.png')]);

    const hostile = place('hostile');
    await mkdir(hostile);
    await writeFile(path.join(hostile, 'test_batch.bin'), records);
    const names = ['../../escape', 'a/b', '.', '..', 'CON', 'x', 'X', '', 'y'.repeat(400), 'last'];
    await writeFile(path.join(hostile, 'batches.meta.txt'), names.map((name) => name || '///').join('\n'));
    expect((await corrupt({ data: hostile, out: place('hostile-out') })).code).toBe(0);
    const folders = await readdir(place('hostile-out'));
    expect(folders).toHaveLength(10);
    expect((await readdir(place('hostile-out'), { recursive: true })).filter((name) => name.endsWith('.png'))).toHaveLength(count);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const large = place('large');
    await mkdir(large);
    await writeFile(path.join(large, 'test_batch.bin'), cifarRecords(10_000));
    for (const out of ['stopped.npy', 'stopped']) {
      const running = start({ data: large, out: place(out), corruption: 'zoom_blur', severity: 5 });
      await until(async () => (await readdir(folder)).some((name) => name.startsWith(`${out}.`) && name.endsWith('.part')));
      running.child.kill('SIGINT');
      const ended = await running.ended;
      expect(ended.code).toBe(130);
      expect(ended.stderr).toContain('LPR-601');
      expect((await readdir(folder)).filter((name) => name.startsWith('stopped'))).toEqual([]);
    }
  });

  it('goes on where a compute process is killed, with the same bytes', async () => {
    const medium = place('medium');
    await mkdir(medium);
    await writeFile(path.join(medium, 'test_batch.bin'), cifarRecords(1500));
    const options = { data: medium, corruption: 'glass_blur', severity: 5 };
    expect((await corrupt({ ...options, out: place('undisturbed.npy') })).code).toBe(0);
    const running = start({ ...options, out: place('disturbed.npy') });
    await until(async () => (await processesOf(programmes.compute)).length > 0);
    for (const pid of await processesOf(programmes.compute)) process.kill(pid, 'SIGKILL');
    expect((await running.ended).code).toBe(0);
    expect(Buffer.compare(await readFile(place('disturbed.npy')), await readFile(place('undisturbed.npy')))).toBe(0);
  });

  it.runIf(process.platform === 'linux')('reports a full disk as such', async () => {
    // /dev/full takes every open and refuses every write.
    const out = place('full.npy');
    const target = new CorruptedNpy(out);
    await symlink('/dev/full', `${out}.${process.pid}.part`);
    await target.begin({ images: Uint32Array.of(0), labels: Int32Array.of(0) }, 1);
    await expect(target.store(0, { height: 1, width: 2, channels: 1, bytes: new Uint8Array(2) })).rejects.toMatchObject({ code: 'LPR-520' });
    await target.discard();
    expect((await readdir(folder)).filter((name) => name.startsWith('full'))).toEqual([]);
  });

  it('writes the very images that an evaluation of the suite `common` sees', async () => {
    const subject = await makeSmallSubject(place('subject'), 80);
    const evaluate = async (...options: string[]): Promise<Report> => {
      const { stdout } = await promisify(execFile)(process.execPath, [programmes.cli, 'evaluate', '--model', subject.model, '--format', 'json', '--backend', 'wasm', '--seed', '4', ...options], { cwd: folder });
      return reportSchema.parse(JSON.parse(stdout));
    };
    const whole = await evaluate('--data', subject.data, '--suite', 'common');
    expect(whole.cells).toEqual([]);
    expect(whole.common?.cells).toHaveLength(95);
    expect(whole.common?.mce.all.value).toBeGreaterThan(0);
    expect(whole.mceLp.value).toBeNull();
    for (const [corruption, severity] of [['impulse_noise', 5], ['glass_blur', 3], ['frost', 4]] as const) {
      const out = path.join(place('subject'), `${corruption}.npy`);
      expect((await corrupt({ data: subject.data, corruption, severity, out, labels: path.join(place('subject'), 'labels.npy') })).code).toBe(0);
      const clean = await evaluate('--data', out, '--suite', 'quick');
      const cell = whole.common?.cells.find((one) => one.corruption === corruption && one.severity === severity);
      expect([cell?.n, cell?.errors]).toEqual([80, clean.clean.errors]);
    }
    // Stored in the form of CIFAR-10-C and read back beside the clean images, they are the same cells.
    const stored = place('stored');
    await mkdir(stored);
    const parts: Buffer[] = [];
    for (const severity of [1, 2, 3, 4, 5]) {
      const out = path.join(stored, 'one.npy');
      expect((await corrupt({ data: subject.data, corruption: 'impulse_noise', severity, out, labels: path.join(stored, 'labels.npy') })).code).toBe(0);
      parts.push(Buffer.from((await readNpy(out)).bytes));
      await rm(out);
    }
    const { bytes: labels } = await readNpy(path.join(stored, 'labels.npy'));
    await writeFile(path.join(stored, 'labels.npy'), npy('400,', Buffer.concat(parts.map(() => labels))));
    await writeFile(path.join(stored, 'impulse_noise.npy'), npy('400, 12, 12', Buffer.concat(parts)));
    const read = await evaluate('--data', subject.data, '--corrupted', stored, '--suite', 'common');
    expect(read.common?.cells).toEqual(whole.common?.cells.filter(({ corruption }) => corruption === 'impulse_noise'));
    expect(read.clean).toEqual(whole.clean);
    expect(read.data).toMatchObject({ corrupted: stored, source: subject.data });
    expect(read.data.hash).not.toBe(whole.data.hash);
    expect(read.common?.mce.all.value).toBeNull();
    await expect(evaluate('--data', subject.data, '--corrupted', stored, '--suite', 'quick')).rejects.toThrow('LPR-336');
    await expect(evaluate('--data', stored, '--suite', 'common')).rejects.toThrow('LPR-333');
  });
});
