import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Section } from './measurement';

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

/** Largest resident memory in MB that each process of a run of the command line had, added up. */
async function peakMemory(limit: number): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  const model = path.resolve('playground', 'models', 'mnist-standard', 'model.json');
  const args = [path.resolve('dist', 'cli.js'), 'evaluate', '--model', model, '--data', 'mnist', '--limit', String(limit), '--backend', 'wasm', '--workers', '2'];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const peaks = new Map<number, number>();
  const look = (): void => {
    for (const id of child.pid === undefined ? [] : family(child.pid)) {
      try {
        peaks.set(id, Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024);
      } catch {
        // It has ended since it was listed; its last peak counts.
      }
    }
  };
  const timer = setInterval(look, 100);
  try {
    const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
    if (code !== 0) throw new Error(`the run of ${limit} images ended with ${String(code)}`);
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  return [...peaks.values()].reduce((sum, peak) => sum + peak, 0);
}

/** Memory of whole runs, all processes: ten times the images should need hardly more. */
export async function memorySection(): Promise<Section> {
  const what = 'mnist-standard, paper suite, 10,000 images against 1,000';
  const method = 'Sum of the peak resident memory of every process of `lp-robustness evaluate` on wasm with two workers.';
  if (process.platform !== 'linux') return { title: 'Memory', method, rows: [{ what, leftOut: 'it is read from /proc, which only Linux has' }] };
  const [small, large] = [await peakMemory(1000), await peakMemory(10_000)];
  return { title: 'Memory', method, rows: [{ what, ours: `${large.toFixed(0)} MB`, other: `${small.toFixed(0)} MB`, ratio: small / large, goal: 0.75 }] };
}
