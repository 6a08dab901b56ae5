import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { openData } from '../../../src/compute/data/openData';
import { makeSmallSubject } from '../engine/smallSubject';
import { sizeText } from '../../../src/protocol/reportText/figureText';
import { asEvaluated } from '../../unit/robustness/preview/asEvaluated';

const shape = { height: 32, width: 32, channels: 3 };
const size = 3072;
const count = 12;
let folder: string;
let data: string;
let programmes: Programmes;
let records: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-preview-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  data = path.join(folder, 'data');
  await mkdir(data);
  records = Uint8Array.from({ length: count * (1 + size) }, (_, i) => (i % (1 + size) === 0 ? Math.floor(i / (1 + size)) % 10 : (i * 131 + (i >> 7) * 29) & 255));
  await writeFile(path.join(data, 'test_batch.bin'), records);
});

afterAll(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

/** CIFAR's binary form has planes of red, green and blue after the label. */
function clean(image: number): Float32Array {
  const planes = records.subarray(image * (1 + size) + 1, (image + 1) * (1 + size));
  return Float32Array.from({ length: size }, (_, i) => (planes[(i % 3) * 1024 + Math.floor(i / 3)] ?? NaN) / 255);
}

function preview(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [programmes.cli, 'preview', ...options], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

interface Told {
  readonly width: number;
  readonly height: number;
  readonly rows: { readonly image: number; readonly label: number; readonly cells: { readonly x: number; readonly y: number; readonly realised: number | null; readonly predicted?: readonly { readonly class: string; readonly confidence: number }[] }[] }[];
}

/** The picture's bytes where a cell is said to be. */
async function cellBytes(file: string, { x, y }: { x: number; y: number }): Promise<number[]> {
  const picture = decode(await readFile(path.join(folder, file)));
  expect(picture.channels).toBe(3);
  return Array.from({ length: size }, (_, i) => Number(picture.data[((y + Math.floor(i / 96)) * picture.width + x) * 3 + (i % 96)]));
}

const levels = (values: Float32Array) => Array.from(values, (value) => Math.round(value * 255));

describe('lp-robustness preview', () => {
  it.each([
    { norm: '2', law: { norm: 2, sampling: 'ball', unit: 'element' }, more: [], draw: 0 },
    { norm: '0.5', law: { norm: 0.5, sampling: 'sphere', unit: 'element' }, more: ['--sampling', 'sphere', '--draw', '3'], draw: 3 },
    { norm: '0', law: { norm: 0, sampling: 'sphere', unit: 'pixel' }, more: ['--sampling', 'sphere', '--unit', 'pixel'], draw: 0 },
    { norm: 'gaussian', law: { norm: 'gaussian', sampling: 'ball', unit: 'element' }, more: ['--draw', '1'], draw: 1 },
  ] as const)('paints the bytes that a run under norm $norm evaluates', async ({ norm, law, more, draw }) => {
    const epsilons = norm === '0.5' ? [25_000, 400_000] : [0.05, 0.4];
    const { status, stdout, stderr } = preview('--data', data, '--images', '7,0,11', '--norm', norm, '--epsilon', epsilons.join(','), '--seed', '42', ...more, '--out', 'grid.png', '--format', 'json');
    expect(stderr).not.toContain('LPR-');
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as Told;
    expect(told.rows.map(({ image }) => image)).toEqual([7, 0, 11]);
    const evaluated = await asEvaluated({ law, strengths: epsilons, images: Uint32Array.of(7, 0, 11), seed: 42, draw }, shape, clean);
    for (const [row, { image, cells }] of told.rows.entries()) {
      expect(await cellBytes('grid.png', cells[0] ?? { x: NaN, y: NaN })).toEqual(levels(clean(image)));
      for (const [cell, batch] of evaluated.entries()) {
        const expected = batch.subarray(row * size, (row + 1) * size);
        expect(await cellBytes('grid.png', cells[cell + 1] ?? { x: NaN, y: NaN })).toEqual(levels(expected));
      }
    }
  });

  it('paints what corrupt writes for a common corruption', async () => {
    const written = spawnSync(process.execPath, [programmes.cli, 'corrupt', '--data', data, '--corruption', 'frost', '--severity', '4', '--seed', '5', '--out', 'frost'], { cwd: folder });
    expect(written.status).toBe(0);
    const { stdout } = preview('--data', data, '--images', '3', '--corruption', 'frost', '--severity', '4', '--seed', '5', '--out', 'frost.png', '--format', 'json');
    const told = JSON.parse(stdout) as Told;
    const [classFolder] = (await readdir(path.join(folder, 'frost'))).filter((name) => name.endsWith('3'));
    const stored = decode(await readFile(path.join(folder, 'frost', classFolder ?? '', '03.png')));
    expect(await cellBytes('frost.png', told.rows[0]?.cells[1] ?? { x: NaN, y: NaN })).toEqual(Array.from(stored.data));
  });

  it('resizes pictures to the input of a model as a run does, and tells what the model makes of them', async () => {
    const { model } = await makeSmallSubject(path.join(folder, 'small'), 40);
    const pictures = path.join(folder, 'large');
    for (const [place, name] of ['a', 'b', 'c', 'd'].entries()) {
      await mkdir(path.join(pictures, name), { recursive: true });
      const [height, width] = [224, 200 + place];
      const bytes = Uint8Array.from({ length: height * width }, (_, i) => (i * 7 + (i >> 9) * 31 + place * 60) & 255);
      await writeFile(path.join(pictures, name, '0.png'), encode({ width, height, channels: 1, depth: 8, data: bytes }));
    }
    const input = { height: 12, width: 12, channels: 1 };
    const read = await openData({ location: { kind: 'path', path: pictures }, split: 'test', resize: true, input, classCount: 4 });
    const resized = new Float32Array(4 * 144);
    await read.read([0, 1, 2, 3], resized);
    read.close();
    const options = ['--data', pictures, '--model', model, '--norm', '2', '--epsilon', '3', '--seed', '6', '--backend', 'wasm', '--out', 'resized.png'];
    const refused = preview(...options);
    expect(refused.stderr).toContain('LPR-327');
    const { status, stdout } = preview(...options, '--resize', '--format', 'json');
    expect(status).toBe(0);
    const told = JSON.parse(stdout) as Told;
    const law = { norm: 2, sampling: 'ball', unit: 'element' } as const;
    const [batch = new Float32Array(0)] = await asEvaluated({ law, strengths: [3], images: Uint32Array.of(0, 1, 2, 3), seed: 6, draw: 0 }, input, (image) => resized.subarray(image * 144, (image + 1) * 144));
    const picture = decode(await readFile(path.join(folder, 'resized.png')));
    for (const [row, { cells }] of told.rows.entries()) {
      for (const [place, values] of [resized, batch].entries()) {
        const { x, y } = cells[place] ?? { x: NaN, y: NaN };
        const painted = Array.from({ length: 144 }, (_, i) => picture.data[((y + Math.floor(i / 12)) * picture.width + x + (i % 12)) * 3]);
        expect(painted).toEqual(levels(values.subarray(row * 144, (row + 1) * 144)));
      }
      for (const { predicted } of cells) expect(predicted).toHaveLength(3);
    }
    const table = preview(...options, '--resize').stdout;
    for (const { cells } of told.rows) {
      const [before, after] = cells.map(({ predicted }) => predicted?.[0]);
      const text = (best: typeof before) => `${best?.class} ${((best?.confidence ?? NaN) * 100).toFixed(1)} %`;
      expect(table.replaceAll('\u00a0', ' ')).toMatch(new RegExp(`${text(before)} +${text(after)}${before?.class === after?.class ? '' : ', a flip'}\\n`));
    }
  });

  it('shows what changed, about middle grey', async () => {
    const { stdout } = preview('--data', data, '--count', '1', '--norm', 'inf', '--sampling', 'sphere', '--epsilon', '0.001', '--difference', '100', '--out', 'd.png', '--format', 'json');
    const bytes = await cellBytes('d.png', (JSON.parse(stdout) as Told).rows[0]?.cells[1] ?? { x: NaN, y: NaN });
    // Half the way up or down, at 0 and 1 the half that was not clipped.
    expect(new Set(bytes)).toEqual(new Set([115, 128, 140]));
  });

  it('tells people the same', () => {
    const { status, stdout } = preview('--data', data, '--count', '2', '--norm', 'inf', '--sampling', 'sphere', '--epsilon', '0.1', '--out', 'table.png');
    expect(status).toBe(0);
    expect(stdout).toMatch(/Image +Class +Corruption +Realised size +Clipped +PSNR in dB +SSIM/);
    expect(stdout).toMatch(/Linf 0\.1 +0\.1 /);
    expect(stdout).toContain('Wrote table.png');
  });

  it('says from which epsilon on a separation that was measured no longer guarantees the label', () => {
    const measured = spawnSync(process.execPath, [programmes.cli, 'separation', '--data', data, '--norm', '2', '--between', 'test-test', '--format', 'json'], { cwd: folder, encoding: 'utf8' });
    const { guaranteedBelow } = JSON.parse(measured.stdout) as { guaranteedBelow: number };
    const { stdout, stderr } = preview('--data', data, '--count', '1', '--norm', '2', '--epsilon', `${guaranteedBelow / 2},${guaranteedBelow}`, '--out', 'safe.png', '--format', 'json');
    expect(JSON.parse(stdout)).toHaveProperty('rows');
    expect(stderr).toContain(`L2: from epsilon ${sizeText(guaranteedBelow)} on (half the class separation of data) separation no longer guarantees the label: 1 of 2 epsilons.`);
  });

  it.each([
    { options: ['--norm', '2'], code: 'LPR-610' },
    { options: ['--epsilon', '2'], code: 'LPR-610' },
    { options: [], code: 'LPR-610' },
    { options: ['--norm', '2', '--epsilon', '1', '--resize'], code: 'LPR-610' },
    { options: ['--norm', '-2', '--epsilon', '1'], code: 'LPR-106' },
    { options: ['--norm', '2', '--epsilon', '1,x'], code: 'LPR-107' },
    { options: ['--norm', '0', '--epsilon', '1.5'], code: 'LPR-105' },
    { options: ['--corruption', 'mist'], code: 'LPR-107' },
    { options: ['--corruption', 'fog', '--severity', '6'], code: 'LPR-107' },
    { options: ['--norm', '2', '--epsilon', '1', '--images', '12'], code: 'LPR-345' },
    { options: ['--norm', '2', '--epsilon', '1', '--images', '1,,2'], code: 'LPR-107' },
    { options: ['--norm', '2', '--epsilon', '1', '--count', '0'], code: 'LPR-107' },
    { options: ['--norm', '2', '--epsilon', '1', '--difference', '0'], code: 'LPR-107' },
  ])('refuses $options with $code, and writes nothing', async ({ options, code }) => {
    const { status, stdout, stderr } = preview('--data', data, '--out', 'refused.png', ...options);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${code}: `);
    expect(await readdir(folder)).not.toContain('refused.png');
  });

  it('names the picture that cannot be decoded', async () => {
    const pictures = path.join(folder, 'pictures');
    for (const name of ['a', 'b']) await mkdir(path.join(pictures, name), { recursive: true });
    await writeFile(path.join(pictures, 'a/good.png'), encode({ width: 4, height: 3, channels: 3, depth: 8, data: new Uint8Array(36) }));
    await writeFile(path.join(pictures, 'b/bad.png'), 'no picture');
    const good = preview('--data', pictures, '--images', '0', '--norm', '2', '--epsilon', '1', '--out', 'good.png');
    expect(good.status).toBe(0);
    const bad = preview('--data', pictures, '--norm', '2', '--epsilon', '1', '--out', 'bad.png');
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(/LPR-325: .*bad\.png/);
  });
});
