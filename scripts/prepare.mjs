// What `npm run demo` and `npm test` need before they start, from Node built-ins alone: a fresh clone has nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19];

/** Says what is being done; on standard error, so that standard output holds results only. */
export const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a command in the repository, its output on standard error; throws when it fails. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'pipe' : 2, quiet ? 'pipe' : 2],
    shell: process.platform === 'win32',
  });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.status ?? result.signal}\n${result.stderr ?? ''}`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  say(`Node ${process.versions.node} is too old: install Node ${oldestNode.join('.')} or later.`);
  process.exit(2);
}

/** Installs the packages of the lock file, unless the ones that are there came from the same lock file. */
function installPackages() {
  const lock = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  const stamp = path.join(root, 'node_modules', '.lp-robustness-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing packages (npm ci), about a minute ...');
  run('npm', ['ci', '--no-progress', '--loglevel=error']);
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

function newest(entry) {
  const file = path.join(root, entry);
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(status.mtimeMs, ...readdirSync(file).map((name) => newest(path.join(entry, name))));
}

/** Builds, unless nothing has changed since the last build. */
function build() {
  const built = statSync(path.join(root, 'dist', 'built'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', 'webview-ui', 'scripts/build.mjs', 'package.json', 'node_modules/.lp-robustness-lock'];
  if (Math.max(...sources.map(newest)) < built) return;
  say('Building ...');
  run(process.execPath, ['scripts/build.mjs']);
}

/** Brings a clone, fresh or old, to where its own build can run. Quick when there is nothing to do. */
export function prepare() {
  checkNode();
  installPackages();
  build();
}
