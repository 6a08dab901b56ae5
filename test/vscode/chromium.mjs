// Finds a Chromium to look at VS Code with, and installs Debian's where that is allowed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { MissingRequirement } from './missingRequirement.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const desktopApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

function findChromium() {
  const inPath = (process.env.PATH ?? '').split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [process.env.CHROMIUM, ...inPath, ...desktopApplications].find((file) => file && fs.existsSync(file));
}

/**
 * Gives the path of a Chromium; on Debian, as root, it installs one by apt where there is none.
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function ensureChromium({ log = console.error } = {}) {
  const found = findChromium();
  if (found) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && fs.existsSync('/usr/bin/apt-get')) {
    log('Installing Chromium by apt (once) ...');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']]) {
      const { status, stderr } = spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
      if (status !== 0) throw new MissingRequirement(`apt-get ${args[0]} failed, so there is no Chromium for the browser tests:\n${stderr}`);
    }
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new MissingRequirement(
    'The browser tests need Chromium, and there is none in PATH. Install it (Debian and Ubuntu: sudo apt install chromium; ' +
      'elsewhere Chrome or Chromium from its own site), or set CHROMIUM to its path.',
  );
}
