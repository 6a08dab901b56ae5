import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import type { Comparison, LeftOut, Section } from './measurement';

const megabytes = 15;
const milliseconds = 50;

function packageSize(): Comparison {
  const { status } = spawnSync(process.execPath, ['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 2] });
  if (status !== 0) throw new Error('the .vsix could not be made');
  const size = statSync(`lp-robustness-${version}.vsix`).size / 1e6;
  return { what: 'Size of the .vsix', ours: `${size.toFixed(1)} MB`, other: `${megabytes} MB allowed`, ratio: megabytes / size, goal: 1 };
}

/** Milliseconds that `activate` keeps the extension host of a real VS Code. */
function activation(): Comparison | LeftOut {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const file = path.join(folder, 'activation.txt');
  try {
    spawnSync(process.execPath, ['test/vscode/runIntegration.mjs'], { env: { ...process.env, LPR_ACTIVATION_FILE: file }, stdio: 'ignore' });
    const what = 'Activation of the extension';
    if (!existsSync(file)) return { what, leftOut: 'no VS Code could be started' };
    const taken = Number(readFileSync(file, 'utf8'));
    return { what, ours: `${taken.toFixed(1)} ms`, other: `${milliseconds} ms allowed`, ratio: milliseconds / taken, goal: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function extensionSection(): Section {
  return {
    title: 'The extension',
    method: 'The packaged file, and the time that activate keeps the extension host of a real VS Code (its bundle is the 1.5 kB of dist/extension.js); the ratio is what is allowed over what is used.',
    rows: [packageSize(), activation()],
  };
}
