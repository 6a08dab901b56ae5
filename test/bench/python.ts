import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../src/engine/cacheFolder';

const script = path.join('test', 'bench', 'reference.py');
const oneThread = { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };

export interface ReferenceRate {
  readonly norm: number | 'inf';
  /** Million elements a second. */
  readonly rate: number;
  readonly version: string;
}

function has(python: string, module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0;
}

/**
 * A Python with NumPy: the one that LPR_PYTHON names, the machine's own, or one in the cache into which NumPy is
 * installed once. Undefined where there is none to be had. PyTorch is used only where it is there already: it is large.
 */
export function findPython(): string | undefined {
  for (const python of [process.env['LPR_PYTHON'], 'python3']) {
    if (python !== undefined && has(python, 'numpy')) return python;
  }
  const folder = path.join(cacheFolder(), 'bench', 'python');
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(python)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) return undefined;
  }
  if (!has(python, 'numpy')) spawnSync(python, ['-m', 'pip', 'install', '--quiet', 'numpy'], { stdio: ['ignore', 2, 2] });
  return has(python, 'numpy') ? python : undefined;
}

/** Sampling speed of a Python package on one core, or undefined where the package is not there. */
export function referenceRates(python: string, module: 'numpy' | 'torch'): readonly ReferenceRate[] | undefined {
  if (!has(python, module)) return undefined;
  const output = execFileSync(python, [script, module], { encoding: 'utf8', env: { ...process.env, ...oneThread } });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ReferenceRate);
}

/** The command with which NumPy samples and saves `count` corruptions of 3,072 elements. */
export function writeWithNumPy(python: string, norm: number | 'inf', count: number, file: string): readonly [string, readonly string[], Record<string, string>] {
  return [python, [script, 'write', String(norm), String(count), file], oneThread];
}
