import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { trainingEnvironment } from '../../src/engine/backend/computeEnvironment';
import { installedBackend } from '../../src/engine/backend/installedBackend';
import { trainingFrom } from '../../src/engine/training/trainingFile';
import { trainingJob } from '../../src/engine/training/trainingJob';
import { trainingFileSchema } from '../../src/protocol/training';
import { median, rate, type Comparison, type LeftOut, type Section } from './measurement';

const rounds = 3;

interface Case {
  readonly name: 'resnet-8' | 'resnet-20';
  readonly depth: number;
  readonly steps: number;
  readonly composedGoal: number;
  readonly pytorchGoal: number;
}

const cases: readonly Case[] = [
  { name: 'resnet-8', depth: 8, steps: 15, composedGoal: 2.5, pytorchGoal: 1 },
  { name: 'resnet-20', depth: 20, steps: 8, composedGoal: 1.7, pytorchGoal: 0.8 },
];

/** Images a second of a program that prints them, on all cores. */
function printed(program: string, args: readonly string[]): number {
  return Number(execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, ...trainingEnvironment('tfjs-node') }, stdio: ['ignore', 'pipe', 'ignore'] }));
}

const bare = (name: string, mode: 'fused' | 'composed', steps: number): number => printed(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'test/bench/bareTraining.ts', name, mode, String(steps)]);

/** A Python that has PyTorch, and which; it is never installed for this. */
function pythonWithTorch(): { readonly python: string; readonly version: string } | undefined {
  for (const python of [process.env['LPR_PYTHON'], 'python3']) {
    if (python === undefined) continue;
    const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], { encoding: 'utf8' });
    if (status === 0) return { python, version: stdout.trim() };
  }
  return undefined;
}

/** Images a second of a whole training with crop, flip, TrivialAugment and C1, from its second stretch on. */
async function augmentedRate(): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  try {
    const file = trainingFileSchema.parse({
      architecture: 'resnet-8',
      data: 'cifar10',
      epochs: 1,
      limit: 128 * 80,
      augmentation: { policy: 'trivialAugment', noise: 'c1' },
      learningRate: { schedule: 'cosine', peak: 0.05 },
      backend: 'tfjs-node',
    });
    const marks: { readonly at: number; readonly done: number }[] = [];
    await trainingJob(await trainingFrom(file, folder), { trainingsFolder: folder, onMoment: ({ done }) => marks.push({ at: performance.now(), done }) });
    const [first, last] = [marks[0], marks.at(-1)];
    if (first === undefined || last === undefined || first === last) throw new Error('the training was too short to time');
    return (1000 * (last.done - first.done)) / (last.at - first.at);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A training step against how TensorFlow.js composes it and against PyTorch, in turn; and what augmentation costs. */
export async function trainingSection(): Promise<Section> {
  const rows: (Comparison | LeftOut)[] = [];
  const title = 'Training';
  const method = `Images a second of training steps with batches of 128 images of 32 x 32 x 3 on all ${os.availableParallelism()} cores, tfjs-node against the same architecture as TensorFlow.js composes it and in PyTorch (NCHW), in turn, median of ${rounds}. With augmentation: a whole training from its files, batches made by a thread, against steps on a batch prepared beforehand.`;
  if (installedBackend('tfjs-node') === undefined) return { title, method, rows: [{ what: 'all', leftOut: 'tfjs-node is not installed' }] };
  const torch = pythonWithTorch();
  for (const { name, depth, steps, composedGoal, pytorchGoal } of cases) {
    const [ours, composed, pytorch, augmented]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(bare(name, 'fused', steps));
      composed.push(bare(name, 'composed', steps));
      if (torch !== undefined) pytorch.push(printed(torch.python, ['test/bench/trainingReference.py', String(depth), String(steps)]));
      if (name === 'resnet-8') augmented.push(await augmentedRate());
    }
    const row = (what: string, mine: readonly number[], others: readonly number[], goal: number): Comparison => ({
      what,
      ours: rate(median(mine), 'images/s'),
      other: rate(median(others), 'images/s'),
      ratio: median(mine) / median(others),
      goal,
    });
    rows.push(row(`${name}, as TensorFlow.js composes it`, ours, composed, composedGoal));
    rows.push(torch === undefined ? { what: `${name}, PyTorch`, leftOut: 'no Python with PyTorch; name one with LPR_PYTHON' } : row(`${name}, PyTorch ${torch.version}`, ours, pytorch, pytorchGoal));
    if (augmented.length > 0) rows.push(row(`${name} with crop, flip, TrivialAugment and C1, bare steps`, augmented, ours, 0.85));
  }
  return { title, method, rows };
}
