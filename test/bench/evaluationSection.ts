import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { computeEnvironment } from '../../src/engine/backend/computeEnvironment';
import { installedBackend } from '../../src/engine/backend/installedBackend';
import { evaluationJob } from '../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../src/engine/experiment/experimentOptions';
import type { BackendName } from '../../src/protocol/experiment';
import { median, rate, type Comparison, type LeftOut, type Section } from './measurement';

const bareSeconds = 6;
const rounds = 3;

/** Images a second of `count` bare processes together, all predicting at the same time. */
async function bareRate(backend: BackendName, model: string, batch: number, count: number): Promise<number> {
  const rates = await Promise.all(
    Array.from({ length: count }, () => {
      const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'test/bench/barePredict.ts', backend, model, String(batch), String(bareSeconds)], {
        env: { ...process.env, ...computeEnvironment(backend) },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      return new Promise<number>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => (code === 0 ? resolve(Number(text)) : reject(new Error(`the bare predict of ${backend} failed`))));
      });
    }),
  );
  return rates.reduce((sum, one) => sum + one, 0);
}

/** Predictions a second of the whole engine, from the first finished block to the last: data, noise, predict, journal. */
async function engineRate(backend: BackendName, model: string, data: string, limit: number, workers: number): Promise<{ perSecond: number; batch: number }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lpr-bench-'));
  try {
    const marks: { readonly at: number; readonly done: number }[] = [];
    const experiment = await experimentFromOptions({ model, data, suite: 'paper', limit: String(limit), backend, workers: String(workers) }, process.cwd());
    const { report } = await evaluationJob(experiment, {
      runsFolder: folder,
      onProgress: (progress) => {
        if (progress.phase === 'evaluating') marks.push({ at: performance.now(), done: progress.done });
      },
    });
    const [first, last] = [marks.find(({ done }) => done > 0), marks.at(-1)];
    if (first === undefined || last === undefined || last.at === first.at) throw new Error('the run was too short to time');
    return { perSecond: ((last.done - first.done) / (last.at - first.at)) * 1000, batch: report.backend.batchSize };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const cases: readonly { readonly backend: BackendName; readonly model: string; readonly data: string; readonly limit: number }[] = [
  { backend: 'tfjs-node', model: 'cifar10-standard', data: 'cifar10', limit: 512 },
  { backend: 'wasm', model: 'cifar10-standard', data: 'cifar10', limit: 256 },
  { backend: 'tfjs-node', model: 'mnist-standard', data: 'mnist', limit: 4096 },
];
const modelFile = (name: string): string => path.join('playground', 'models', name, 'model.json');

/** The whole engine against bare predict with as many processes, in turn. */
export async function evaluationSection(): Promise<Section> {
  const workers = 2;
  const rows: (Comparison | LeftOut)[] = [];
  for (const { backend, model, data, limit } of cases) {
    const what = `${model} on ${backend}`;
    if (installedBackend(backend) === undefined) {
      rows.push({ what, leftOut: `${backend} is not installed` });
      continue;
    }
    const pairs: { readonly ours: number; readonly bare: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const { perSecond, batch } = await engineRate(backend, modelFile(model), data, limit, workers);
      pairs.push({ ours: perSecond, bare: await bareRate(backend, modelFile(model), batch, workers) });
    }
    rows.push({
      what,
      ours: rate(median(pairs.map(({ ours }) => ours)), 'images/s'),
      other: rate(median(pairs.map(({ bare }) => bare)), 'images/s'),
      ratio: median(pairs.map(({ ours, bare }) => ours / bare)),
      goal: 0.85,
    });
  }
  return {
    title: 'Evaluation through the engine',
    method: `Predictions a second of a run under the paper's suite (reading, noise, clipping, realised norm, predict, journal; two compute processes) against two processes that only predict, with plain TensorFlow.js, on noise made beforehand; median of ${rounds} pairs.`,
    rows,
  };
}

/** Two compute processes against one, on the backend that is always there. */
export async function scalingSection(): Promise<Section> {
  const pairs: { readonly one: number; readonly two: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const [one, two] = [await engineRate('wasm', modelFile('cifar10-standard'), 'cifar10', 256, 1), await engineRate('wasm', modelFile('cifar10-standard'), 'cifar10', 256, 2)];
    pairs.push({ one: one.perSecond, two: two.perSecond });
  }
  return {
    title: 'Two workers against one',
    method: `The same run with wasm on a machine of ${os.availableParallelism()} cores; median of ${rounds} pairs.`,
    rows: [
      {
        what: 'cifar10-standard on wasm',
        ours: rate(median(pairs.map(({ two }) => two)), 'images/s'),
        other: rate(median(pairs.map(({ one }) => one)), 'images/s'),
        ratio: median(pairs.map(({ one, two }) => two / one)),
        goal: 1.6,
      },
    ],
  };
}
