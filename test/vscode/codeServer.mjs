// Starts VS Code (code-server) on loopback in a profile of its own that leaves no trace.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVsCode } from './kit.mjs';

const repository = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** Nothing that asks, greets, updates or phones, so that a test sees the extension only. */
const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'window.restoreWindows': 'none',
  'window.confirmBeforeClose': 'never',
  'files.simpleDialog.enable': true,
};

/** The .vsix that `npm run package` writes. */
export function packagedExtension() {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(repository, 'package.json'), 'utf8'));
  return path.join(repository, `${name}-${version}.vsix`);
}

/** Folders for one VS Code: settings, extensions, sockets. The path is short, since that of a socket may have 107 bytes. */
function makeProfile(password, settings) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lpr-'));
  const profile = {
    folder,
    user: path.join(folder, 'u'),
    extensions: path.join(folder, 'e'),
    temporary: path.join(folder, 't'),
    config: path.join(folder, 'c.yaml'),
  };
  for (const part of [path.join(profile.user, 'User'), profile.extensions, profile.temporary]) fs.mkdirSync(part, { recursive: true });
  fs.writeFileSync(path.join(profile.user, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  // Without a config file of its own code-server writes one into the user's home.
  const authentication = password === undefined ? 'auth: none' : `auth: password\npassword: ${JSON.stringify(password)}`;
  fs.writeFileSync(profile.config, `${authentication}\ncert: false\n`, { mode: 0o600 });
  return profile;
}

/** What a VS Code around us set for its own children would mislead this one. */
const misleading = /^(VSCODE_|npm_(?!config_)|npm_config_ignore_scripts$|ELECTRON_|NODE_OPTIONS$|NODE_V8_COVERAGE$|PASSWORD$|HASHED_PASSWORD$|PORT$|CODE_SERVER_)/;

function environment(kit, profile, additions) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
  return {
    ...inherited,
    // HOME stays the user's own: npm and pip have their settings there, which fetch data sets and backends.
    XDG_DATA_HOME: path.join(profile.folder, 'd'),
    XDG_CACHE_HOME: path.join(profile.folder, 'cache'),
    XDG_RUNTIME_DIR: profile.temporary,
    TMPDIR: profile.temporary,
    LP_ROBUSTNESS_CACHE: kit.cache,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // none: no request leaves the machine
    PATH: `${path.dirname(kit.node)}${path.delimiter}${process.env.PATH}`,
    ...additions,
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * @typedef {object} CodeServer
 * @property {string} url Address of the workbench with the folder open.
 * @property {string} authority Host and port, as the workbench names this machine.
 * @property {string} profile Folder of settings, extensions and logs; it goes away on stop.
 * @property {() => string} log What the server printed.
 * @property {Promise<number | string>} ended The exit code or signal, when it ends.
 * @property {() => Promise<void>} stop Ends it and everything that it started.
 */

/**
 * Starts VS Code on loopback with a folder open.
 *
 * @param {object} options
 * @param {string} options.folder A folder or .code-workspace file.
 * @param {string} [options.password] Asked for by the sign-in page; without one there is none.
 * @param {string | null} [options.vsix] The packaged extension to install; null for none.
 * @param {boolean} [options.trust] False: folders open in Restricted Mode until trusted. Default true.
 * @param {boolean} [options.testDriver] Lets a page start an extension under development, and with it a test suite.
 *   It also hides notifications and answers dialogs by itself, so what a user sees is tested without it.
 * @param {Record<string, unknown>} [options.settings]
 * @param {Record<string, string>} [options.env]
 * @returns {Promise<CodeServer>}
 */
export async function startCodeServer({ folder, password, vsix = packagedExtension(), trust = true, testDriver = false, settings = {}, env = {} }) {
  const kit = await ensureVsCode({ browser: false });
  const profile = makeProfile(password, settings);
  const childEnvironment = environment(kit, profile, env);
  const profileArguments = ['--config', profile.config, '--user-data-dir', profile.user, '--extensions-dir', profile.extensions];
  try {
    if (vsix !== null) await installExtension(kit, [...profileArguments, '--install-extension', vsix, '--force'], childEnvironment);
    const port = await freePort();
    const child = spawn(
      kit.node,
      [
        kit.entry,
        ...profileArguments,
        '--bind-addr',
        `127.0.0.1:${port}`,
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-getting-started-override',
        '--ignore-last-opened',
        ...(trust ? ['--disable-workspace-trust'] : []),
        ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
      ],
      { env: childEnvironment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
    );
    return await whenUp(child, port, folder, profile.folder);
  } catch (error) {
    fs.rmSync(profile.folder, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

async function installExtension(kit, args, env) {
  const child = spawn(kit.node, [kit.entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`The extension could not be installed into VS Code:\n${output}`);
}

/** @returns {Promise<CodeServer>} */
async function whenUp(child, port, folder, profile) {
  let log = '';
  let running = true;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (log += data));
  const ended = new Promise((resolve) =>
    child.on('exit', (code, signal) => {
      running = false;
      resolve(code ?? signal);
    }),
  );
  const origin = `http://127.0.0.1:${port}`;
  const signal = (name) => {
    try {
      process.kill(-child.pid, name); // the whole group: extension hosts and what they started
    } catch {
      // it has ended
    }
  };
  const stop = async () => {
    signal('SIGTERM');
    await Promise.race([ended, pause(5000)]);
    signal('SIGKILL');
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  for (let tries = 0; ; tries++) {
    if (await answers(`${origin}/healthz`)) break;
    if (!running || tries === 600) {
      await stop();
      throw new Error(`VS Code did not start:\n${log}`);
    }
    await pause(100);
  }
  const kind = folder.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ [kind]: path.resolve(folder) });
  return { url: `${origin}/?${query}`, authority: `127.0.0.1:${port}`, profile, log: () => log, ended, stop };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
