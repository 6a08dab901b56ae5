import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { installBackend } from '../../../src/engine/backend/install/installBackend';
import { runTool } from '../../../src/engine/backend/install/runTool';
import { findNpm } from '../../../src/engine/backend/install/toolchain';
import { backendFolder, backendsFolder, installedBackend, readStamp } from '../../../src/engine/backend/installedBackend';
import type { Probe } from '../../../src/engine/backend/probeBackend';

/** The installer with the real npm and the real packages; webgpu's are the smallest. No GPU is asked of this machine. */
const believed: Probe = ({ name }) => Promise.resolve({ works: true, description: { name, device: 'not tried', isGpu: true, versions: {} } });

let cache: string;
beforeAll(() => {
  cache = mkdtempSync(path.join(os.tmpdir(), 'lp-install-'));
  vi.stubEnv('LP_ROBUSTNESS_CACHE', cache);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

const left = (): string[] => readdirSync(backendsFolder()).filter((name) => name.startsWith('.staging') || name === 'webgpu');

it('leaves nothing behind when it is cancelled while npm works', async () => {
  const controller = new AbortController();
  const onProgress = (): void => void setTimeout(() => controller.abort(), 500);
  await expect(installBackend('webgpu', { probe: believed, signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'LPR-601' });
  expect(left()).toEqual([]);
});

it('counts nothing of an installation that was killed, and the next one succeeds', async () => {
  const script = path.join(cache, 'installer.cjs');
  await build({ entryPoints: [path.join(__dirname, 'installerProgram.ts')], outfile: script, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  const installer = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(installer.stdout, 'data');
  installer.kill('SIGKILL');
  await once(installer, 'exit');
  expect(installedBackend('webgpu')).toBeUndefined();
  expect(left()).toHaveLength(1);

  const { folder } = await installBackend('webgpu', { probe: believed });
  expect(folder).toBe(backendFolder('webgpu'));
  expect(readStamp(folder)).toMatchObject({ backend: 'webgpu', way: 'webgpu 0.6.2' });
  expect(existsSync(path.join(folder, 'node_modules/webgpu/index.js'))).toBe(true);
  expect(left()).toEqual(['webgpu']);
});

it('repeats what a tool says when it fails', async () => {
  const npm = findNpm();
  if (npm === undefined) throw new Error('npm runs this test, so it is there');
  const signal = new AbortController().signal;
  const failure = runTool(npm, ['run', 'no-such-script', '--prefix', cache], { task: 'run a script', folder: cache, signal });
  await expect(failure).rejects.toMatchObject({ code: 'LPR-414', happened: expect.stringContaining('npm failed to run a script') as string });
});

it('ends a tool together with the processes that it started', async () => {
  const controller = new AbortController();
  const source = "const c = require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); require('fs').writeFileSync('grandchild', String(c.pid)); setInterval(() => {}, 1000)";
  const node = { name: 'node', command: process.execPath, leading: [] };
  const waiting = setInterval(() => {
    if (existsSync(path.join(cache, 'grandchild'))) controller.abort();
  }, 50);
  await expect(runTool(node, ['-e', source], { task: 'wait', folder: cache, signal: controller.signal })).rejects.toMatchObject({ code: 'LPR-601' });
  clearInterval(waiting);
  const pid = Number(readFileSync(path.join(cache, 'grandchild'), 'utf8'));
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
