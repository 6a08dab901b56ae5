import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { probeBackend } from '../../../src/engine/backend/probeBackend';
import { buildBackendProgram } from './buildBackendProgram';

const never = new AbortController().signal;
let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'lp-probe-'));
  script = await buildBackendProgram();
});
afterAll(() => {
  for (const used of [folder, path.dirname(script)]) rmSync(used, { recursive: true, force: true });
});

function program(source: string): string {
  const file = path.join(folder, 'program.cjs');
  writeFileSync(file, source);
  return file;
}

it('finds that wasm works, and what it is', async () => {
  const result = await probeBackend({ name: 'wasm' }, never, script);
  expect(result).toMatchObject({ works: true, description: { name: 'wasm', isGpu: false, versions: { tfjs: '4.22.0', wasm: '4.22.0' } } });
});

it('takes a crash of native code as an answer', async () => {
  const result = await probeBackend({ name: 'tfjs-node', folder }, never, program("process.kill(process.pid, 'SIGSEGV')"));
  expect(result).toMatchObject({ works: false, problem: { code: 'LPR-407' } });
  expect(JSON.stringify(result)).toContain('SIGSEGV');
});

it('repeats the last words of a library that ends the process', async () => {
  const result = await probeBackend({ name: 'tfjs-node', folder }, never, program("console.error('Error: no such symbol'); process.exit(7)"));
  expect(result).toMatchObject({ works: false, problem: { code: 'LPR-407' } });
  expect(JSON.stringify(result)).toContain('no such symbol');
});

it('says why a folder that holds no backend cannot be loaded', async () => {
  const result = await probeBackend({ name: 'tfjs-node', folder }, never, script);
  expect(result).toMatchObject({ works: false, problem: { code: 'LPR-402' } });
  expect(JSON.stringify(result)).toContain('@tensorflow/tfjs-node');
});

it('ends a process that never answers when it is cancelled', async () => {
  const controller = new AbortController();
  const pidFile = path.join(folder, 'pid');
  const silent = program(`require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); process.on('message', () => {}); for (;;) {}`);
  setTimeout(() => controller.abort(), 300);
  await expect(probeBackend({ name: 'webgpu', folder }, controller.signal, silent)).rejects.toMatchObject({ code: 'LPR-601' });
  expect(() => process.kill(Number(readFileSync(pidFile, 'utf8')), 0)).toThrow('ESRCH');
});
