// Runs test/integration in the extension host of a real VS Code: the desktop one that LPR_DESKTOP_VSCODE names, else
// code-server. An argument picks the suites whose names have it in them. Counts go to LPR_RESULT_FILE. An extension host that dies without counts is a failure.
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
const only = process.argv[2] ?? '';
const built = path.join(repository, 'test-results/integration');

/** Bundles the suite: the extension host loads CommonJS. */
async function buildSuite() {
  fs.rmSync(built, { recursive: true, force: true });
  const suites = fs.readdirSync(tests).filter((name) => name.endsWith('.test.ts') && name.includes(only));
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
const resultFile = path.join(workspace, '..', `${path.basename(workspace)}.json`);
let counts;
try {
  if (!fs.existsSync(path.join(repository, 'dist/extension.js'))) await import('../../scripts/build.mjs');
  await buildSuite();
  writeSampleWorkspace(workspace);
  const desktop = process.env.LPR_DESKTOP_VSCODE;
  if (!desktop) await ensureVsCode();
  // test-electron ends with an error for each failed suite; what counts is the file.
  await runTests({
    vscodeExecutablePath: desktop ?? path.join(repository, 'test/vscode/code.mjs'),
    extensionDevelopmentPath: repository,
    extensionTestsPath: path.join(built, 'index.cjs'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
    extensionTestsEnv: { LPR_RESULT_FILE: resultFile },
  }).catch((error) => console.error(error.message));
  counts = fs.existsSync(resultFile)
    ? JSON.parse(fs.readFileSync(resultFile, 'utf8'))
    : { passed: 0, failed: 1, failures: [], skipped: [] };
} catch (error) {
  console.error(error.message);
  counts = { passed: 0, failed: 1, failures: [], skipped: [] };
} finally {
  fs.rmSync(workspace, { recursive: true, force: true });
  fs.rmSync(resultFile, { force: true });
}

if (process.env.LPR_RESULT_FILE) fs.writeFileSync(process.env.LPR_RESULT_FILE, JSON.stringify(counts));
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
