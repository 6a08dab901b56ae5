import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installBackend, removeBackend, type InstallOptions } from '../../../../src/engine/backend/install/installBackend';
import type { Recipe } from '../../../../src/engine/backend/install/installation';
import { backendFolder, backendsFolder, installedBackend, readStamp } from '../../../../src/engine/backend/installedBackend';
import type { Probe } from '../../../../src/engine/backend/probeBackend';
import { cachedProbe } from '../../../../src/engine/backend/probeCache';
import { backendErrors } from '../../../../src/protocol/errors';

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), 'lp-backends-'));
  vi.stubEnv('LP_ROBUSTNESS_CACHE', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

const works: Probe = ({ name }) => Promise.resolve({ works: true, description: { name, device: 'told', isGpu: false, versions: { part: '1' } } });
const fails: Probe = ({ name }) => Promise.resolve({ works: false, problem: backendErrors.crashed({ backend: name, reason: 'signal SIGSEGV' }).toPlain() });

/** Writes one file with the given content, as an installation would. */
const writing = (content: string, then: () => unknown = () => undefined): Recipe => ({
  steps: 1,
  needed: 1,
  run: async ({ staging, step }) => {
    step('writing');
    writeFileSync(path.join(staging, 'content'), content);
    await then();
    return 'test';
  },
});

const install = (recipe: Recipe, options: InstallOptions = {}): Promise<unknown> => installBackend('tfjs-node', { probe: works, recipe, ...options });
const content = (): string => readFileSync(path.join(backendFolder('tfjs-node'), 'content'), 'utf8');
const inProgress = (): string[] => readdirSync(backendsFolder()).filter((name) => /^\.(staging|removed)/.test(name));

describe('installBackend', () => {
  it('puts what it built into place with a stamp, and tells its steps', async () => {
    const messages: string[] = [];
    await install(writing('first'), { onProgress: ({ step, steps, message }) => messages.push(`${step}/${steps} ${message}`) });
    expect(installedBackend('tfjs-node')).toEqual({ name: 'tfjs-node', folder: backendFolder('tfjs-node') });
    expect(readStamp(backendFolder('tfjs-node'))).toMatchObject({ backend: 'tfjs-node', way: 'test', versions: { part: '1' } });
    expect(content()).toBe('first');
    expect(messages).toEqual(['1/2 writing', '2/2 Checking that it computes']);
    expect(inProgress()).toEqual([]);
  });

  it('replaces an earlier installation', async () => {
    await install(writing('first'));
    await install(writing('second'));
    expect(content()).toBe('second');
    expect(inProgress()).toEqual([]);
  });

  const refuse = (): never => {
    throw backendErrors.toolFailed({ tool: 'npm', task: 'fetch', reason: 'E404' });
  };
  it.each<[string, string, Recipe, InstallOptions]>([
    ['its recipe fails', 'LPR-414', writing('second', refuse), {}],
    ['the result does not compute', 'LPR-417', writing('second'), { probe: fails }],
    ['it is cancelled', 'LPR-601', writing('second'), { signal: AbortSignal.abort() }],
    ['the disk is too small', 'LPR-413', { ...writing('second'), needed: 1e18 }, {}],
  ])('leaves the earlier installation alone where %s (%s)', async (_, code, recipe, options) => {
    await install(writing('first'));
    await expect(install(recipe, options)).rejects.toMatchObject({ code });
    expect(content()).toBe('first');
    expect(inProgress()).toEqual([]);
  });

  it('refuses a second one of the same backend meanwhile, and only of that', async () => {
    let inner: unknown;
    let other: unknown;
    const meanwhile = async (): Promise<void> => {
      inner = await install(writing('inner')).catch((error: unknown) => error);
      other = await installBackend('tfjs-node-gpu', { probe: works, recipe: writing('other') });
    };
    await install(writing('outer', meanwhile));
    expect(inner).toMatchObject({ code: 'LPR-415' });
    expect(other).toMatchObject({ folder: backendFolder('tfjs-node-gpu') });
    expect(content()).toBe('outer');
  });

  it('removes what an installation left that was killed, and nothing of another backend', async () => {
    const left = path.join(backendsFolder(), '.staging-tfjs-node.AAAA');
    const others = path.join(backendsFolder(), '.staging-tfjs-node-gpu.BBBB');
    for (const folder of [left, others]) mkdirSync(folder, { recursive: true });
    await install(writing('first'));
    expect(existsSync(left)).toBe(false);
    expect(existsSync(others)).toBe(true);
  });

  it('does not count a folder without its stamp', () => {
    mkdirSync(path.join(backendFolder('tfjs-node'), 'node_modules'), { recursive: true });
    expect(installedBackend('tfjs-node')).toBeUndefined();
  });

  it('removes an installation, and says where there was none', async () => {
    await install(writing('first'));
    expect(await removeBackend('tfjs-node')).toBe(true);
    expect(installedBackend('tfjs-node')).toBeUndefined();
    expect(await removeBackend('tfjs-node')).toBe(false);
  });

  it('neither installs nor removes what ships', async () => {
    await expect(installBackend('wasm')).rejects.toMatchObject({ code: 'LPR-410' });
    await expect(removeBackend('wasm')).rejects.toMatchObject({ code: 'LPR-410' });
  });
});

describe('cachedProbe', () => {
  const signal = new AbortController().signal;
  const counting = (probe: Probe): { readonly probe: Probe; count: number } => {
    const counted = {
      count: 0,
      probe: (...parameters: Parameters<Probe>) => {
        counted.count += 1;
        return probe(...parameters);
      },
    };
    return counted;
  };
  const choice = () => ({ name: 'tfjs-node', folder: backendFolder('tfjs-node') }) as const;

  it('tries an installation once, and a new one again', async () => {
    await install(writing('first'));
    const counted = counting(works);
    const first = await cachedProbe(counted.probe)(choice(), signal);
    expect(await cachedProbe(counted.probe)(choice(), signal)).toEqual(first);
    expect(counted.count).toBe(1);
    await install(writing('second'));
    await cachedProbe(counted.probe)(choice(), signal);
    expect(counted.count).toBe(2);
  });

  it('forgets after a day, since drivers change', async () => {
    await install(writing('first'));
    const counted = counting(works);
    await cachedProbe(counted.probe)(choice(), signal);
    vi.useFakeTimers({ now: Date.now() + 25 * 3600 * 1000, toFake: ['Date'] });
    await cachedProbe(counted.probe)(choice(), signal);
    vi.useRealTimers();
    expect(counted.count).toBe(2);
  });

  it('remembers no failure, and survives a damaged file', async () => {
    await install(writing('first'));
    const counted = counting(fails);
    for (let time = 0; time < 2; time += 1) expect(await cachedProbe(counted.probe)(choice(), signal)).toMatchObject({ works: false });
    expect(counted.count).toBe(2);
    writeFileSync(path.join(backendsFolder(), 'probes.json'), '[{"key": 3');
    expect(await cachedProbe(works)(choice(), signal)).toMatchObject({ works: true });
  });
});
