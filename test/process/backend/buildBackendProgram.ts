import { build } from 'esbuild';
import { copyFileSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** Bundles the test's compute program and the wasm backend as the build does, so that what is tested is what ships. */
export async function buildBackendProgram(): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lp-robustness-backend-'));
  const root = path.resolve(__dirname, '../../..');
  await build({
    entryPoints: { program: path.join(__dirname, 'backendProgram.ts'), 'backends/wasm': path.join(root, 'src/compute/backend/wasmRuntime.ts') },
    outdir: folder,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const wasm = path.join(path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
  await mkdir(path.join(folder, 'backends'), { recursive: true });
  for (const name of readdirSync(wasm)) if (name.endsWith('.wasm')) copyFileSync(path.join(wasm, name), path.join(folder, 'backends', name));
  return path.join(folder, 'program.js');
}
