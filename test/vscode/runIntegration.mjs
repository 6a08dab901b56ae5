// Runs test/integration in the extension host of a real VS Code: the desktop one that LPR_DESKTOP_VSCODE names, else
// code-server. Arguments pick the suites whose names have one in them. Counts go to LPR_RESULT_FILE, which stays away where the
// extension host dies without any.
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVsCode } from './kit.mjs';
import { writeSampleWorkspace } from './sampleWorkspace.mjs';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const tests = path.join(repository, 'test/integration');
const chosen = process.argv.slice(2);
const built = path.join(repository, 'test-results/integration');

/** Bundles the suite: the extension host loads CommonJS. */
async function buildSuite() {
  fs.rmSync(built, { recursive: true, force: true });
  const suites = fs.readdirSync(tests).filter((name) => name.endsWith('.test.ts') && (chosen.length === 0 || chosen.some((part) => name.includes(part))));
  await build({
    entryPoints: ['index.ts', ...suites].map((name) => path.join(tests, name)),
    outdir: built,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'lpr-workspace-'));
const resultFile = process.env.LPR_RESULT_FILE ?? path.join(workspace, 'results.json');
try {
  if (!fs.existsSync(path.join(repository, 'dist/extension.js'))) await import('../../scripts/build.mjs');
  await buildSuite();
  writeSampleWorkspace(workspace);
  const desktop = process.env.LPR_DESKTOP_VSCODE;
  if (!desktop) await ensureVsCode();
  await runTests({
    vscodeExecutablePath: desktop ?? path.join(repository, 'test/vscode/code.mjs'),
    extensionDevelopmentPath: repository,
    extensionTestsPath: path.join(built, 'index.cjs'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
    extensionTestsEnv: { LPR_RESULT_FILE: resultFile },
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  fs.rmSync(workspace, { recursive: true, force: true });
}
