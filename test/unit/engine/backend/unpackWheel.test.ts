import { strToU8, zipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requirementsUnder, unpackWheel, wheelRequirements, type Unpacking } from '../../../../src/engine/backend/install/unpackWheel';

let folder: string;
const never = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lp-wheel-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function wheel(entries: Readonly<Record<string, string>>): string {
  const file = path.join(folder, 'some-1.0.whl');
  writeFileSync(file, zipSync(Object.fromEntries(Object.entries(entries).map(([name, content]) => [name, strToU8(content)]))));
  return file;
}

const all = (options: Partial<Unpacking> = {}): Unpacking => ({
  ...{ select: (name: string) => name, target: path.join(folder, 'out'), cap: 1e6, signal: never, onBytes: () => undefined },
  ...options,
});

describe('unpackWheel', () => {
  it('unpacks what is selected to where it is told, and counts its bytes', async () => {
    const counted: number[] = [];
    const file = wheel({ 'a/lib.so': 'x'.repeat(70_000), 'a/lib.py': 'no', 'b/c/h.h': 'header' });
    const select = (name: string): string | undefined => (name.endsWith('.py') ? undefined : path.join('lib', path.basename(name)));
    const written = await unpackWheel(file, all({ select, onBytes: (bytes) => counted.push(bytes) }));
    expect(written).toEqual([path.join('lib', 'lib.so'), path.join('lib', 'h.h')]);
    expect(readFileSync(path.join(folder, 'out/lib/lib.so'), 'utf8')).toBe('x'.repeat(70_000));
    expect(readFileSync(path.join(folder, 'out/lib/h.h'), 'utf8')).toBe('header');
    expect(counted.at(-1)).toBe(70_006);
    expect(existsSync(path.join(folder, 'out/lib/lib.py'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('keeps a program a program, and nothing else', async () => {
    const file = path.join(folder, 'some-1.0.whl');
    const entry = (mode: number): [Uint8Array, { os: number; attrs: number }] => [strToU8('x'), { os: 3, attrs: (0o100000 | mode) << 16 }];
    writeFileSync(file, zipSync({ ptxas: entry(0o775), 'lib.so': entry(0o644) }));
    await unpackWheel(file, all());
    expect(statSync(path.join(folder, 'out/ptxas')).mode & 0o777).toBe(0o755);
    expect(statSync(path.join(folder, 'out/lib.so')).mode & 0o777).toBe(0o644);
  });

  it.each(['../outside.txt', '/outside.txt', 'a/../../outside.txt'])('refuses the path %s', async (name) => {
    await expect(unpackWheel(wheel({ [name]: 'x' }), all())).rejects.toMatchObject({ code: 'LPR-416' });
    expect(existsSync(path.join(folder, 'outside.txt'))).toBe(false);
  });

  it('refuses a destination out of the target, whoever chose it', async () => {
    await expect(unpackWheel(wheel({ a: 'x' }), all({ select: () => '../b' }))).rejects.toMatchObject({ code: 'LPR-416' });
  });

  it('refuses more than the cap before it writes it', async () => {
    await expect(unpackWheel(wheel({ a: 'x'.repeat(1001) }), all({ cap: 1000 }))).rejects.toMatchObject({ code: 'LPR-416' });
    expect(existsSync(path.join(folder, 'out/a'))).toBe(false);
  });

  it('refuses an archive that is cut off, no archive, or damaged within', async () => {
    const file = wheel({ a: Array.from({ length: 5000 }, (_, index) => `${index * 7919}`).join('') });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 40));
    await expect(unpackWheel(file, all())).rejects.toMatchObject({ code: 'LPR-416' });
    writeFileSync(file, 'no zip at all');
    await expect(unpackWheel(file, all())).rejects.toMatchObject({ code: 'LPR-416' });
    const damaged = Buffer.from(bytes);
    damaged.fill(0xa5, 200, 400);
    writeFileSync(file, damaged);
    await expect(unpackWheel(file, all())).rejects.toMatchObject({ code: 'LPR-416' });
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const file = wheel({ a: 'x'.repeat(1000), b: 'y' });
    await expect(unpackWheel(file, all({ signal: controller.signal, onBytes: () => controller.abort() }))).rejects.toMatchObject({ code: 'LPR-601' });
    expect(existsSync(path.join(folder, 'out/b'))).toBe(false);
  });
});

describe('requirements of a wheel', () => {
  const metadata = [
    'Metadata-Version: 2.1',
    'Requires-Dist: numpy >=1.26.0',
    'Requires-Dist: nvidia-cublas-cu12 <13.0,>=12.5.3.2 ; extra == \'and-cuda\'',
    'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"',
    'Requires-Dist: nvidia-nccl-cu12 (>=2.25,<3) ; platform_system == "Linux" and extra == "and-cuda"',
    'Requires-Dist: tensorboard ; extra == "and-cuda-not"',
  ].join('\n');

  it('are those that its extra names, in the form that pip takes', async () => {
    const expected = ['nvidia-cublas-cu12<13.0,>=12.5.3.2', 'nvidia-cudnn-cu12<10.0,>=9.3.0.75', 'nvidia-nccl-cu12>=2.25,<3'];
    expect(requirementsUnder(metadata, 'and-cuda')).toEqual(expected);
    expect(await wheelRequirements(wheel({ 'some-1.0.dist-info/METADATA': metadata }), 'and-cuda', never)).toEqual(expected);
  });
});
