import { build, type BuildOptions } from 'esbuild';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface Programmes {
  readonly folder: string;
  readonly compute: string;
  readonly cli: string;
}

const root = path.resolve(__dirname, '../../..');

/** Bundles compute process, wasm backend and command line as scripts/build.mjs does, into a folder of the tests' own. */
export async function buildProgrammes(folder: string): Promise<Programmes> {
  const shared: BuildOptions = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    outdir: folder,
    logLevel: 'silent',
    legalComments: 'none',
    absWorkingDir: root,
  };
  await mkdir(path.join(folder, 'backends'), { recursive: true });
  await Promise.all([
    build({ ...shared, entryPoints: { compute: 'src/compute/main.ts', batchWorker: 'src/compute/training/batchWorker.ts', cli: 'src/cli/main.ts', reportWorker: 'src/engine/reportWorker.ts' } }),
    build({ ...shared, entryPoints: { 'backends/wasm': 'src/compute/backend/wasmRuntime.ts' } }),
  ]);
  const wasm = path.join(path.dirname(createRequire(__filename).resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist');
  for (const name of await readdir(wasm)) if (name.endsWith('.wasm')) await copyFile(path.join(wasm, name), path.join(folder, 'backends', name));
  return { folder, compute: path.join(folder, 'compute.js'), cli: path.join(folder, 'cli.js') };
}
