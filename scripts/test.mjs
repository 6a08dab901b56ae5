// `npm test`: installs what the suites need, runs all of them, and ends with one line of counts over all.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
/** Real processes and a real editor answer late now and then on a loaded machine: their files that fail are run once more, and it is said. */
const triedAgain = ['process', ...editorSuites];

/** Runs files of a suite, all where none is named, in a process of its own. One that leaves no counts is one failure, of no file. */
async function runFiles(name, files, results) {
  say(`\n=== ${name} tests${files.length > 0 ? ` once more: ${files.join(', ')}` : ''}`);
  const file = path.join(results, `${name}.json`);
  rmSync(file, { force: true });
  const [code, signal] = await ended(process.execPath, [...suites[name], ...files], { LPR_RESULT_FILE: file });
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const hasFailed = Object.values(counts).some(({ failures }) => failures.length > 0);
  if (code === 0 || hasFailed) return counts;
  return { ...counts, '': { passed: 0, failures: [{ name: 'the whole suite', reason: `it ended with ${code ?? signal}` }], skipped: [] } };
}

/** What a suite comes to, and the failures of a first try that a second one did not have. */
async function runSuite(name, results) {
  const first = await runFiles(name, [], results);
  const failed = Object.keys(first).filter((file) => first[file].failures.length > 0);
  if (failed.length === 0 || !triedAgain.includes(name)) return { counts: Object.values(first), onlyAtFirst: [] };
  const second = failed.includes('') ? await runFiles(name, [], results) : { ...first, ...(await runFiles(name, failed, results)) };
  const onlyAtFirst = failed.filter((file) => !(second[file]?.failures.length > 0)).flatMap((file) => first[file].failures);
  return { counts: Object.values(second), onlyAtFirst };
}

/** Runs a command with its output on standard error; how it ended. */
function ended(command, args, env = {}) {
  return once(spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } }), 'close');
}

/** An accelerator that cannot be had does not stop the tests: those that need it are skipped, and say so. */
async function installTfjsNode() {
  const [code] = await ended(process.execPath, ['dist/cli.js', 'backends', 'install', 'tfjs-node']);
  if (code !== 0) say('tfjs-node could not be installed; the tests that need it are skipped.');
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
// What the other suites need is fetched while the first one runs.
const installing = Promise.all([names.some((name) => name !== 'unit') ? installTfjsNode() : undefined, missingForTheEditor(names)]);
installing.catch(() => undefined); // told below

const results = mkdtempSync(path.join(os.tmpdir(), 'lpr-test-'));
const total = { passed: 0, failures: [], skipped: [], onlyAtFirst: [] };
for (const name of names) {
  const [, missing] = name === 'unit' ? [] : await installing;
  if (missing !== undefined && editorSuites.includes(name)) {
    total.skipped.push({ name: `the ${name} suite`, reason: missing });
    continue;
  }
  if (name === 'ui') run(process.execPath, ['scripts/package.mjs']);
  const { counts, onlyAtFirst } = await runSuite(name, results);
  for (const { passed, failures, skipped } of counts) {
    total.passed += passed;
    total.failures.push(...failures.map((failure) => ({ suite: name, ...failure })));
    total.skipped.push(...skipped);
  }
  total.onlyAtFirst.push(...onlyAtFirst.map((failure) => ({ suite: name, ...failure })));
}
rmSync(results, { recursive: true, force: true });

say('');
for (const { name, reason } of total.skipped) say(`Skipped: ${name}: ${reason}`);
for (const { suite, name, reason } of total.onlyAtFirst) say(`Failed at the first try only: ${suite}: ${name}: ${reason}`);
for (const { suite, name, reason } of total.failures) say(`Failed: ${suite}: ${name}: ${reason}`);
process.exitCode = total.failures.length > 0 || total.passed === 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failures.length} failed, ${total.skipped.length} skipped`);
