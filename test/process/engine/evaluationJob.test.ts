import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { evaluationJob, type EvaluationJobOptions } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import { manifestSchema, type Manifest } from '../../../src/engine/run/manifest';
import { reportSchema } from '../../../src/protocol/report';
import type { Experiment, RunProgress } from '../../../src/protocol/run';
import { processesOf, until } from './processes';
import { buildProgrammes, type Programmes } from './programmes';
import { makeSmallSubject } from './smallSubject';

let folder: string;
let programmes: Programmes;
let experiment: Experiment;
let expected: { report: Buffer; outcomes: Buffer };
const doublePath = path.join(__dirname, 'misbehavingCompute.cjs');

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-job-'));
  // Whatever backends this user has installed, here there are none but wasm.
  process.env['LP_ROBUSTNESS_CACHE'] = path.join(folder, 'cache');
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  const { model, data } = await makeSmallSubject(folder, 600);
  experiment = await experimentFromOptions({ model, data, suite: 'c2', seed: '7', limit: '500', draws: '2', backend: 'wasm', workers: '1' }, folder);
  await job('uninterrupted');
  expected = await results('uninterrupted');
});

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (name.startsWith('LPR_TEST_') || name === 'NODE_OPTIONS') Reflect.deleteProperty(process.env, name);
  await rm(path.join(folder, 'mark'), { force: true });
  expect([...(await processesOf(programmes.compute)), ...(await processesOf(doublePath))]).toEqual([]);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function job(name: string, options: Partial<EvaluationJobOptions> = {}, asked: Experiment = experiment): ReturnType<typeof evaluationJob> {
  return evaluationJob(asked, { runsFolder: path.join(folder, 'runs'), out: path.join(folder, name), computeScript: programmes.compute, ...options });
}

async function results(name: string): Promise<{ report: Buffer; outcomes: Buffer }> {
  return { report: await readFile(path.join(folder, name, 'report.json')), outcomes: await readFile(path.join(folder, name, 'outcomes.parquet')) };
}

/** As if the model had been trained anew: other weights under the same name. */
async function changeWeights(model: string): Promise<void> {
  const file = path.join(path.dirname(model), 'weights.bin');
  const weights = await readFile(file);
  weights.writeFloatLE(weights.readFloatLE(0) + 0.5, 0);
  await writeFile(file, weights);
}

async function manifestOf(name: string): Promise<Manifest> {
  return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, name, 'manifest.json'), 'utf8')));
}

/** Does something once the run has finished blocks of its own. */
function afterSomeBlocks(action: () => void): (progress: RunProgress) => void {
  let first: number | undefined;
  let acted = false;
  return (progress) => {
    if (progress.phase !== 'evaluating') return;
    first ??= progress.done;
    if (acted || progress.done <= first) return;
    acted = true;
    action();
  };
}

/** The double in the place of the compute process: it misbehaves at every L2 block, or at the first one only. */
function misbehaving(how: string, times: 'once' | 'always'): Partial<EvaluationJobOptions> {
  Object.assign(process.env, { LPR_TEST_MISBEHAVIOUR: how, LPR_TEST_COMPUTE: programmes.compute, LPR_TEST_MARK: path.join(folder, 'mark') });
  if (how === 'memory') process.env['NODE_OPTIONS'] = '--max-old-space-size=100';
  if (times === 'once') process.env['LPR_TEST_ONCE'] = 'yes';
  return { computeScript: doublePath };
}

describe('an evaluation', () => {
  it('reports every cell over every image, and its report is the one on disk', async () => {
    const { report, reused } = await job('uninterrupted');
    expect(reused).toBe(true);
    expect(report.cells).toHaveLength(30);
    expect(new Set([report.clean.n, ...report.cells.map(({ n }) => n)])).toEqual(new Set([500]));
    expect(reportSchema.parse(JSON.parse(expected.report.toString()))).toEqual(report);
    // The task is made so: easy when clean, hard at the largest epsilons.
    expect(report.clean.error).toBeLessThan(0.4);
    expect(Math.max(...report.cells.map(({ error }) => error))).toBeGreaterThan(report.clean.error + 0.05);
  });

  it('gives the same bytes with two workers as with one', async () => {
    await job('two-workers', {}, { ...experiment, workers: 2 });
    expect(await results('two-workers')).toEqual(expected);
    expect((await manifestOf('two-workers')).sessions.map(({ workers }) => workers)).toEqual([2]);
  });

  it('gives the same bytes when compute processes are killed under way', async () => {
    const lines: string[] = [];
    const kill = afterSomeBlocks(() => {
      void processesOf(programmes.compute).then((pids) => {
        for (const pid of pids) process.kill(pid, 'SIGKILL');
      });
    });
    await job('killed-compute', { onProgress: kill, onLog: (line) => lines.push(line) }, { ...experiment, workers: 2 });
    expect(await results('killed-compute')).toEqual(expected);
    expect((await manifestOf('killed-compute')).sessions[0]?.restarts).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(/ended at block \d+ of \d+ \(signal SIGKILL/);
  });

  it('stops when cancelled, keeps its blocks, and goes on to the same bytes', async () => {
    const controller = new AbortController();
    const cancelled = job('cancelled', { signal: controller.signal, onProgress: afterSomeBlocks(() => controller.abort()) }, { ...experiment, workers: 2 });
    await expect(cancelled).rejects.toMatchObject({ code: 'LPR-601' });
    const doneBefore: number[] = [];
    await job('cancelled', { onProgress: (progress) => progress.phase === 'evaluating' && doneBefore.push(progress.done) });
    expect(doneBefore[0]).toBeGreaterThan(0);
    expect(await results('cancelled')).toEqual(expected);
    expect((await manifestOf('cancelled')).sessions.map(({ outcome }) => outcome)).toEqual(['cancelled', 'finished']);
  });

  it('can be cancelled before it has begun', async () => {
    await expect(job('never-begun', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'LPR-601' });
  });

  it('shows the report over what is finished', async () => {
    const partial: number[] = [];
    await job('with-partial', {
      partialReports: true,
      onProgress: (progress) => {
        if (progress.phase === 'evaluating' && progress.partial !== undefined) partial.push(progress.partial.clean.n);
      },
    });
    expect(await results('with-partial')).toEqual(expected);
    for (const n of partial) expect(n).toBeGreaterThan(0);
  });

  it('refuses another question in the same folder, naming what differs', async () => {
    await expect(job('uninterrupted', {}, { ...experiment, seed: 8 })).rejects.toMatchObject({ code: 'LPR-504', happened: expect.stringContaining('seed') as string });
    expect(await results('uninterrupted')).toEqual(expected);
  });

  it('finds its own run without a folder being named', async () => {
    const runs = { runsFolder: path.join(folder, 'own-runs'), computeScript: programmes.compute };
    const small = { ...experiment, limit: 40 };
    const first = await evaluationJob(small, runs);
    expect(await evaluationJob({ ...small, workers: 2 }, runs)).toEqual({ ...first, reused: true });
    const fresh = await evaluationJob(small, { ...runs, fresh: true });
    expect(fresh).toEqual({ ...first, folder: `${first.folder}-2` });
  });
});

describe('a run that was started', () => {
  it('binds to its backend, and says so when that is gone', async () => {
    const controller = new AbortController();
    await expect(job('bound', { signal: controller.signal, onProgress: afterSomeBlocks(() => controller.abort()) })).rejects.toMatchObject({ code: 'LPR-601' });
    const file = path.join(folder, 'bound', 'manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"name": "wasm"', '"name": "webgpu"'));
    await expect(job('bound', {}, { ...experiment, backend: 'auto' })).rejects.toMatchObject({ code: 'LPR-508', happened: expect.stringContaining('webgpu') as string });
  });

  it('does not bind to anything once the model has changed', async () => {
    const subject = await makeSmallSubject(path.join(folder, 'retrained'), 600);
    const asked: Experiment = { ...experiment, model: { ...experiment.model, path: subject.model }, backend: 'auto' };
    const runs = { runsFolder: path.join(folder, 'retrained-runs'), computeScript: programmes.compute };
    const controller = new AbortController();
    await expect(evaluationJob(asked, { ...runs, signal: controller.signal, onProgress: afterSomeBlocks(() => controller.abort()) })).rejects.toMatchObject({ code: 'LPR-601' });
    await changeWeights(subject.model);
    const { folder: second, reused } = await evaluationJob(asked, runs);
    expect(reused).toBe(false);
    expect((await readdir(runs.runsFolder)).length).toBe(2);
    const sessions = manifestSchema.parse(JSON.parse(await readFile(path.join(second, 'manifest.json'), 'utf8'))).sessions;
    expect(sessions.map(({ outcome }) => outcome)).toEqual(['finished']);
  });

  it('stops when the model changes while it runs', async () => {
    const subject = await makeSmallSubject(path.join(folder, 'changing'), 600);
    const asked: Experiment = { ...experiment, model: { ...experiment.model, path: subject.model } };
    // The double waits at a block until it is killed, so that the change happens under way.
    const changing = job('changed', misbehaving('hang', 'once'), asked);
    changing.catch(() => undefined);
    await until(() => existsSync(path.join(folder, 'mark')));
    await changeWeights(subject.model);
    for (const pid of await processesOf(doublePath)) process.kill(pid, 'SIGKILL');
    await expect(changing).rejects.toMatchObject({ code: 'LPR-509' });
  });
});

describe('an evaluation with a compute process that misbehaves (a double)', () => {
  it('gives the same bytes after a crash', async () => {
    await job('crashed-once', misbehaving('crash', 'once'));
    expect(await results('crashed-once')).toEqual(expected);
  });

  it.each([
    ['crash', 'LPR-451'],
    ['leave', 'LPR-451'],
    ['memory', 'LPR-452'],
  ])('gives up a block at which every process fails, with a code and its name: %s', async (how, code) => {
    const failing = job(`always-${how}`, misbehaving(how, 'always'));
    await expect(failing).rejects.toMatchObject({ code, happened: expect.stringMatching(/block 4 of \d+/) as string });
    const { sessions } = await manifestOf(`always-${how}`);
    expect(sessions).toMatchObject([{ outcome: 'failed', failure: expect.stringContaining(code) as string }]);
    delete process.env['NODE_OPTIONS'];
    // What was finished before is kept, and the run can go on.
    const doneBefore: number[] = [];
    await job(`always-${how}`, { onProgress: (progress) => progress.phase === 'evaluating' && doneBefore.push(progress.done) });
    expect(doneBefore[0]).toBeGreaterThan(0);
    expect(await results(`always-${how}`)).toEqual(expected);
  });

  it('replaces a process that hangs', async () => {
    await job('hung-once', { ...misbehaving('hang', 'once'), patience: 6000 });
    expect(await results('hung-once')).toEqual(expected);
  });

  it('gives up when every process hangs', async () => {
    await expect(job('always-hung', { ...misbehaving('hang', 'always'), patience: 800 })).rejects.toMatchObject({ code: 'LPR-453' });
  });

  it('can be cancelled while a process hangs', async () => {
    const controller = new AbortController();
    const hanging = job('cancel-hung', { ...misbehaving('hang', 'always'), signal: controller.signal });
    hanging.catch(() => undefined);
    await until(() => existsSync(path.join(folder, 'mark')));
    controller.abort();
    await expect(hanging).rejects.toMatchObject({ code: 'LPR-601' });
  });
});
