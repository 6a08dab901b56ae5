import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detachRun, stopWriter, untilDetachedRunBegan } from '../../../src/engine/background/detachedRun';
import { followRun } from '../../../src/engine/background/followRun';
import { evaluationJob, type EvaluationJobOptions } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import { readManifest } from '../../../src/engine/run/manifest';
import type { Report } from '../../../src/protocol/report';
import type { Experiment, RunProgress } from '../../../src/protocol/run';
import { processesOf, until } from './processes';
import { buildProgrammes, type Programmes } from './programmes';
import { makeSmallSubject } from './smallSubject';

let folder: string;
let programmes: Programmes;
let experiment: Experiment;
const never = new AbortController().signal;
const following = { onProgress: () => undefined, onLog: () => undefined, signal: never, lookEvery: 20 };

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-background-'));
  process.env['LP_ROBUSTNESS_CACHE'] = path.join(folder, 'cache');
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  const { model, data } = await makeSmallSubject(folder, 600);
  experiment = await experimentFromOptions({ model, data, suite: 'c2', seed: '7', limit: '500', draws: '2', backend: 'wasm', workers: '1' }, folder);
});
afterAll(async () => {
  await until(async () => (await processesOf(programmes.cli)).length === 0);
  expect(await processesOf(programmes.compute)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

const job = (name: string, options: Partial<EvaluationJobOptions> = {}) =>
  evaluationJob(experiment, { runsFolder: path.join(folder, 'runs'), out: path.join(folder, name), computeScript: programmes.compute, ...options });

/** A run that was cancelled after its first blocks; its folder. */
async function begun(name: string): Promise<string> {
  const controller = new AbortController();
  const onProgress = (progress: RunProgress) => {
    if (progress.phase === 'evaluating' && progress.done > 0) controller.abort();
  };
  await expect(job(name, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'LPR-601' });
  return path.join(folder, name);
}

describe('a run that goes on in the background', () => {
  it('is finished by a process of its own, followed by its journal, with the bytes of an uninterrupted run', async () => {
    const { folder: whole } = await job('whole');
    const run = await begun('moved');
    const pid = await detachRun(run, programmes.cli);
    expect(await untilDetachedRunBegan(run, pid)).toEqual({ host: os.hostname(), pid, kind: 'background' });
    const shares: number[] = [];
    const estimates: Report[] = [];
    const onProgress = (progress: RunProgress) => {
      if (progress.phase !== 'evaluating') return;
      shares.push(progress.done / progress.total);
      if (progress.partial !== undefined) estimates.push(progress.partial);
    };
    const { report } = await followRun(run, { ...following, onProgress });
    expect(await readFile(path.join(run, 'report.json'))).toEqual(await readFile(path.join(whole, 'report.json')));
    expect(report).toEqual(JSON.parse(await readFile(path.join(whole, 'report.json'), 'utf8')));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[0]).toBeGreaterThan(0);
    // What it has found so far comes with it, from the journal alone, and grows.
    const counted = estimates.map(({ clean }) => clean.n);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    expect(counted[0]).toBeGreaterThan(0);
    expect(counted[0]).toBeLessThan(report.clean.n);
    for (const { clean, model, data, backend } of estimates) {
      expect({ model, data, backend }).toEqual({ model: report.model, data: report.data, backend: report.backend });
      expect(clean.low).toBeLessThanOrEqual(clean.error);
      expect(clean.high).toBeGreaterThanOrEqual(clean.error);
    }
    expect((await readManifest(run))?.sessions.map(({ outcome }) => outcome)).toEqual(['cancelled', 'finished']);
  });

  it('refuses a second writer, and says who has it', async () => {
    const run = await begun('contested');
    const pid = await detachRun(run, programmes.cli);
    await untilDetachedRunBegan(run, pid);
    await expect(job('contested')).rejects.toMatchObject({ code: 'LPR-503', happened: expect.stringContaining(`a run in the background (process ${pid} on`) as string, folder: run });
    await followRun(run, following);
  });

  it('keeps what is finished when it is stopped, and whoever follows it is told', async () => {
    const run = await begun('stopped');
    const pid = await detachRun(run, programmes.cli);
    const writer = await untilDetachedRunBegan(run, pid);
    const followed = followRun(run, following);
    if (writer !== undefined) stopWriter(writer);
    await expect(followed).rejects.toMatchObject({ code: 'LPR-511', happened: expect.stringContaining('cancelled') as string });
    await until(async () => (await processesOf(programmes.cli)).length === 0);
    await job('stopped');
  });

  it('tells whoever follows it when its process is killed', async () => {
    const run = await begun('killed');
    const pid = await detachRun(run, programmes.cli);
    await untilDetachedRunBegan(run, pid);
    const followed = followRun(run, following);
    process.kill(pid, 'SIGKILL');
    await expect(followed).rejects.toMatchObject({ code: 'LPR-511' });
    await until(async () => (await processesOf(programmes.compute)).length === 0);
  });

  it('says why it could not begin', async () => {
    const run = await begun('impossible');
    await rm(experiment.model.path);
    const pid = await detachRun(run, programmes.cli);
    await expect(untilDetachedRunBegan(run, pid)).rejects.toMatchObject({ code: 'LPR-512', happened: expect.stringContaining('LPR-2') as string });
  });

  it('is not waited for where nobody writes it', async () => {
    await expect(followRun(path.join(folder, 'killed'), following)).rejects.toMatchObject({ code: 'LPR-511' });
    await expect(followRun(path.join(folder, 'nowhere'), following)).rejects.toMatchObject({ code: 'LPR-511' });
  });
});
