// `npm test`: installs what the suites need, runs all of them, and ends with one line of counts over all.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { prepare, root, run, say } from './prepare.mjs';

const vitest = (project) => ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', '--reporter=./test/reporting/countsReporter.ts'];
const suites = {
  unit: vitest('unit'),
  process: vitest('process'),
  integration: ['test/vscode/runIntegration.mjs'],
  ui: vitest('ui'),
};

const editorSuites = ['integration', 'ui'];

/** Runs one suite in a process of its own. One that dies without counts is one failure. */
function runSuite(name, args, results) {
  say(`\n=== ${name} tests`);
  const file = path.join(results, `${name}.json`);
  const { status, signal } = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, LPR_RESULT_FILE: file } });
  if (!existsSync(file)) {
    say(`The ${name} tests ended with ${status ?? signal} and left no result.`);
    return { passed: 0, failed: 1, failures: [], skipped: [] };
  }
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** An accelerator that cannot be had does not stop the tests: those that need it are skipped, and say so. */
function installTfjsNode() {
  try {
    run(process.execPath, ['dist/cli.js', 'backends', 'install', 'tfjs-node']);
  } catch (error) {
    say(`tfjs-node could not be installed; the tests that need it are skipped.\n${error.message}`);
  }
}

/** Installs a VS Code and a browser for the suites that need them; what is missing, and how to get it, where that fails. */
async function missingForTheEditor(names) {
  if (!names.some((name) => editorSuites.includes(name))) return undefined;
  try {
    const { ensureVsCode } = await import('../test/vscode/kit.mjs');
    await ensureVsCode();
    return undefined;
  } catch (error) {
    // A machine that decides what lands must have them; a person's may do without.
    if (process.env.CI) throw error;
    say(error.message);
    return error.message;
  }
}

prepare();
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  say(`There is no test suite ${unknown.join(', ')}; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}
const names = chosen.length > 0 ? chosen : Object.keys(suites);
if (names.some((name) => name !== 'unit')) installTfjsNode();
const missing = await missingForTheEditor(names);
if (names.includes('ui') && missing === undefined) run(process.execPath, ['scripts/package.mjs']);

const results = mkdtempSync(path.join(os.tmpdir(), 'lpr-test-'));
const total = { passed: 0, failed: 0, failures: [], skipped: [] };
for (const name of names) {
  if (missing !== undefined && editorSuites.includes(name)) {
    total.skipped.push({ name: `the ${name} suite`, reason: missing });
    continue;
  }
  const counts = runSuite(name, suites[name], results);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.failures.push(...counts.failures.map((failure) => ({ suite: name, ...failure })));
  total.skipped.push(...counts.skipped);
}
rmSync(results, { recursive: true, force: true });

say('');
for (const { name, reason } of total.skipped) say(`Skipped: ${name}: ${reason}`);
for (const { suite, name, reason } of total.failures) say(`Failed: ${suite}: ${name}: ${reason}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`);
