import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installedBackend } from '../../src/engine/backend/installedBackend';
import type { TrainingFileInput } from '../../src/protocol/training';
import type { Comparison, Section } from './measurement';

/** Process ids of a process and all its descendants, from Linux's /proc. */
function family(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
    } catch {
      // It has ended since it was listed.
    }
  }
  const members = [root];
  for (const member of members) for (const [child, parent] of parents) if (parent === member) members.push(child);
  return members;
}

/** Largest resident memory in MB that each process of a command had, added up. The command runs in `folder`. */
async function peakMemory(folder: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [path.resolve('dist', 'cli.js'), ...args], { cwd: folder, stdio: 'ignore' });
  const peaks = new Map<number, number>();
  const look = (): void => {
    for (const id of child.pid === undefined ? [] : family(child.pid)) {
      try {
        const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024;
        peaks.set(id, Math.max(peak, peaks.get(id) ?? 0)); // one that has just ended tells no size any more
      } catch {
        // It has ended since it was listed; its last peak counts.
      }
    }
  };
  const timer = setInterval(look, 100);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${String(code)}`);
  } finally {
    clearInterval(timer);
  }
  return [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
}

async function evaluation(folder: string, limit: number): Promise<number> {
  const model = path.resolve('playground', 'models', 'mnist-standard', 'model.json');
  return peakMemory(folder, ['evaluate', '--model', model, '--data', 'mnist', '--limit', String(limit), '--backend', 'wasm', '--workers', '2']);
}

async function training(folder: string, epochs: number): Promise<number> {
  const file: TrainingFileInput = {
    architecture: 'resnet-8',
    data: 'cifar10',
    epochs,
    limit: 2560,
    augmentation: { policy: 'trivialAugment', noise: 'c1' },
    learningRate: { schedule: 'cosine', peak: 0.05 },
    backend: 'tfjs-node',
  };
  const spec = path.join(folder, `${epochs}.lptrain.json`);
  writeFileSync(spec, JSON.stringify(file));
  return peakMemory(folder, ['train', spec]);
}

/** Memory of whole commands, all processes: ten times the images, or the epochs, should need hardly more. */
export async function memorySection(): Promise<Section> {
  const [images, epochs] = ['mnist-standard, paper suite, 10,000 images against 1,000', 'training of resnet-8, TrivialAugment and C1, 10 epochs against 1'];
  const method = 'Sum of the peak resident memory of every process of `lp-robustness evaluate` on wasm with two workers, and of `lp-robustness train` on tfjs-node.';
  const title = 'Memory';
  if (process.platform !== 'linux') return { title, method, rows: [images, epochs].map((what) => ({ what, leftOut: 'it is read from /proc, which only Linux has' })) };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const row = (what: string, small: number, large: number): Comparison => ({ what, ours: `${large.toFixed(0)} MB`, other: `${small.toFixed(0)} MB`, ratio: small / large, goal: 0.75 });
  try {
    return {
      title,
      method,
      rows: [
        row(images, await evaluation(folder, 1000), await evaluation(folder, 10_000)),
        installedBackend('tfjs-node') === undefined ? { what: epochs, leftOut: 'tfjs-node is not installed' } : row(epochs, await training(folder, 1), await training(folder, 10)),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
