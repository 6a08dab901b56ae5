import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version } from '../../package.json';
import { median, type Comparison, type LeftOut, type Section } from './measurement';

const megabytes = 15;
const repeats = 3;

/** What test/integration/latency.test.ts measures, each in milliseconds, with what is allowed. */
const latencies = [
  { name: 'milliseconds', what: 'Activation', allowed: 50 },
  { name: 'firstEstimates', what: 'Palette to first estimates with intervals, MNIST, server cold', allowed: 5000 },
  { name: 'evaluation', what: 'Longest block of the extension host in an evaluation, its start included', allowed: 50 },
  { name: 'report', what: 'Longest block of the extension host while a report opens', allowed: 50 },
] as const;
type Latencies = Readonly<Record<(typeof latencies)[number]['name'], number>>;

function packageSize(): Comparison {
  const { status } = spawnSync(process.execPath, ['scripts/package.mjs'], { stdio: ['ignore', 'ignore', 2] });
  if (status !== 0) throw new Error('the .vsix could not be made');
  const size = statSync(`lp-robustness-${version}.vsix`).size / 1e6;
  return { what: 'Size of the .vsix', ours: `${size.toFixed(1)} MB`, other: `${megabytes} MB allowed`, ratio: megabytes / size, goal: 1 };
}

/** Measures once, in an extension host of its own. */
function measure(): Latencies | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const file = path.join(folder, 'latencies.json');
  try {
    spawnSync(process.execPath, ['test/vscode/runIntegration.mjs'], { env: { ...process.env, LPR_LATENCY_FILE: file, LPR_GREP: 'The latencies of the extension' }, stdio: 'ignore' });
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Latencies) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function latencyRows(): (Comparison | LeftOut)[] {
  const measured = Array.from({ length: repeats }, measure).filter((found) => found !== undefined);
  if (measured.length === 0) return [{ what: 'Latencies', leftOut: 'no VS Code could be started' }];
  return latencies.map(({ name, what, allowed }) => {
    const taken = median(measured.map((found) => found[name]));
    return { what, ours: `${taken.toFixed(taken < 100 ? 1 : 0)} ms`, other: `${allowed} ms allowed`, ratio: allowed / taken, goal: 1 };
  });
}

/** From a keystroke in an experiment file to its diagnostics, while the server evaluates. */
function keystrokeRows(): (Comparison | LeftOut)[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const file = path.join(folder, 'keystrokes.json');
  try {
    spawnSync(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'test/bench/keystrokes.ts'], { env: { ...process.env, LPR_KEYSTROKES_FILE: file }, stdio: 'ignore' });
    if (!existsSync(file)) return [{ what: 'Keystroke to diagnostics', leftOut: 'the server did not answer' }];
    const measured = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<'median' | 'slowest', number>>;
    return (['median', 'slowest'] as const).map((which) => ({
      what: `Keystroke to diagnostics while 10,000 images are evaluated in 91 cells, ${which}`,
      ours: `${measured[which].toFixed(1)} ms`,
      other: '100 ms allowed',
      ratio: 100 / measured[which],
      goal: 1,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function extensionSection(): Section {
  return {
    title: 'The extension',
    method:
      `The packaged file, and what a real VS Code feels of the extension, median of ${repeats} starts. The extension host's blocks are the longest stretches of its thread's own ` +
      'processor time between two looks at its event loop; the first estimates come with the panel that shows them. Keystrokes go to the server by themselves, every 60 ms from the beginning of the run to its report. The ratio is what is allowed over what is used.',
    rows: [packageSize(), ...latencyRows(), ...keystrokeRows()],
  };
}
