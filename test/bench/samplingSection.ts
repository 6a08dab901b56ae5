import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { median, rate, type Comparison, type LeftOut, type Section } from './measurement';
import { findPython, referenceRates, writeWithNumPy, type ReferenceRate } from './python';
import type { SamplingRate } from './sampling';

const norms = [0.5, 1, 2, 5, 10, 50, 200, 'inf'] as const;
const writtenCount = 20_000;
const writes = 3;

function compare(ours: number, norm: number | 'inf', reference: readonly ReferenceRate[] | undefined, name: string, goal: number | undefined): Comparison | LeftOut {
  const what = `L${norm}, against ${name}`;
  const other = reference?.find((entry) => entry.norm === norm);
  if (other === undefined) return { what, leftOut: `${name.split(' ')[0] ?? name} is not installed` };
  return {
    what,
    ours: rate(ours, 'M/s'),
    other: `${rate(other.rate, 'M/s')} (${other.version})`,
    ratio: ours / other.rate,
    ...(goal === undefined ? {} : { goal }),
  };
}

/** Our sampling speed, in a process that has loaded nothing else. */
function ourRates(): readonly SamplingRate[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  try {
    const outfile = path.join(folder, 'sampling.cjs');
    buildSync({ entryPoints: ['test/bench/sampling.ts'], bundle: true, platform: 'node', format: 'cjs', outfile });
    return JSON.parse(execFileSync(process.execPath, [outfile], { encoding: 'utf8' })) as SamplingRate[];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Samples in memory on one core, each with its sign, norm, radius and epsilon, against the Generator's bare draws and the textbook recipe. */
export function samplingSection(): Section {
  const python = findPython();
  const [numpy, torch] = python === undefined ? [] : [referenceRates(python, 'numpy'), referenceRates(python, 'torch')];
  const rows = ourRates().flatMap(({ norm, millionPerSecond }) => {
    if (norm === 'gaussian') return [];
    return [
      compare(millionPerSecond, norm, numpy, "NumPy's bare draws", 0.5),
      compare(millionPerSecond, norm, torch, 'PyTorch recipe', norm === 'inf' ? undefined : 3),
    ];
  });
  return {
    title: 'Sampling in memory',
    method:
      'Million float32 elements a second on one core, in samples of 3,072. Ours are complete corruptions: direction, sign, norm, radius and epsilon. ' +
      "NumPy: the Generator's (SFC64) own sampler nearest to the law and nothing else: laplace, standard_normal, uniform on (-1, 1), or standard_gamma(1/p) without power, sign or norm. PyTorch: the textbook recipe, Gamma(1/p), power, sign, normalise, radius, on one thread.",
    rows,
  };
}

function seconds(command: string, args: readonly string[], env: Record<string, string>): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${String(stderr)}`);
  return (performance.now() - start) / 1000;
}

/** `lp-robustness sample` against a NumPy script that makes and saves the same number of corruptions: whole processes, start included. */
export function writingSection(): Section {
  const python = findPython();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const elements = (writtenCount * 3072) / 1e6;
  try {
    const rows = norms.map((norm): Comparison | LeftOut => {
      const what = `L${norm}`;
      if (python === undefined) return { what, leftOut: 'NumPy is not installed' };
      const ours: number[] = [];
      const others: number[] = [];
      for (let i = 0; i < writes; i++) {
        const out = path.join(folder, 'ours.npy');
        ours.push(seconds(process.execPath, ['dist/cli.js', 'sample', '--norm', String(norm), '--epsilon', '1', '--dimensions', '3072', '--count', String(writtenCount), '--sampling', 'ball', '--seed', '1', '--out', out], {}));
        others.push(seconds(...writeWithNumPy(python, norm, writtenCount, path.join(folder, 'numpy.npy'))));
      }
      return {
        what,
        ours: rate(elements / median(ours), 'M/s'),
        other: rate(elements / median(others), 'M/s'),
        ratio: median(others) / median(ours),
        goal: 0.5,
      };
    });
    return {
      title: 'Sampling into a file',
      method: `${writtenCount.toLocaleString('en')} corruptions of 3,072 elements, whole processes with their start, median of ${writes}: lp-robustness sample against NumPy's Generator with the full recipe and np.save.`,
      rows,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
