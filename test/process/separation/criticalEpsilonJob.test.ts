import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { criticalEpsilonJob, type CriticalEpsilonJobOptions } from '../../../src/engine/critical/criticalEpsilonJob';
import { evaluationJob } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import { criticalEpsilonReportSchema } from '../../../src/protocol/criticalEpsilon';
import type { Experiment } from '../../../src/protocol/run';
import { minimumSeparationRobustnessSchema } from '../../../src/protocol/separation';
import { processesOf } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeSmallSubject, type SmallSubject } from '../engine/smallSubject';

let folder: string;
let programmes: Programmes;
let subject: SmallSubject;
let experiment: Experiment;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-critical-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  subject = await makeSmallSubject(folder, 4000);
  experiment = await experimentFromOptions({ ...subject, suite: 'c2', seed: '7', limit: '200', backend: 'wasm', workers: '1' }, folder);
});

afterAll(async () => {
  expect(await processesOf(programmes.compute)).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

function job(name: string, options: Partial<CriticalEpsilonJobOptions> = {}, asked = experiment): ReturnType<typeof criticalEpsilonJob> {
  return criticalEpsilonJob(asked, { folder: path.join(folder, 'critical-epsilons'), out: path.join(folder, name), computeScript: programmes.compute, ...options });
}

const textIn = (name: string): Promise<string> => readFile(path.join(folder, name, 'critical-epsilon.json'), 'utf8');

describe('critical epsilons', () => {
  it('agree with the evaluation of the same experiment, whose directions they go along, and do not depend on the workers', async () => {
    const { report: found, reused } = await job('one');
    expect(reused).toBe(false);
    const { report } = await evaluationJob(experiment, { runsFolder: path.join(folder, 'runs'), computeScript: programmes.compute });
    expect(found.images).toHaveLength(200);
    expect(found.labels).toEqual(found.images.map((image) => image % 4));
    for (const curve of found.curves) {
      expect([curve.wrong, curve.n]).toEqual([report.clean.errors, 200 - report.clean.errors]);
      const cells = report.cells.filter(({ norm, sampling, unit }) => norm === curve.norm && sampling === curve.sampling && unit === curve.unit);
      expect(curve.distribution.map(({ epsilon }) => epsilon)).toEqual(cells.map(({ epsilon }) => epsilon));
      // Up to the first epsilon, an image is flipped exactly where the evaluation found it wrong, or was wrong before.
      const flippedAtFirst = Math.round((curve.distribution[0]?.share ?? NaN) * curve.n);
      expect(flippedAtFirst).toBeLessThanOrEqual(cells[0]?.errors ?? 0);
      expect(flippedAtFirst).toBeGreaterThanOrEqual((cells[0]?.errors ?? 0) - curve.wrong);
      // Later, a flip stays counted even where a larger epsilon is right again.
      for (const [i, { share }] of curve.distribution.entries()) expect(Math.round(share * curve.n)).toBeGreaterThanOrEqual((cells[i]?.errors ?? 0) - curve.wrong);
      expect(curve.distribution.at(-1)?.share).toBeCloseTo(1 - curve.censored / curve.n, 12);
      for (const [i, { share }] of curve.distribution.entries()) {
        // The classes share out the flips of all.
        const ofClasses = curve.classes.reduce((sum, own) => sum + (own.distribution[i]?.share ?? NaN) * own.n, 0);
        expect(ofClasses).toBeCloseTo(share * curve.n, 9);
      }
      expect(curve.classes.reduce((sum, { n, wrong }) => sum + n + wrong, 0)).toBe(200);
      const fragile = curve.mostFragile.map(({ epsilon }) => epsilon);
      expect(fragile).toEqual(fragile.toSorted((a, b) => a - b));
    }
    expect(found.curves.some(({ mostFragile }) => mostFragile.length > 5)).toBe(true);
    await job('two', {}, { ...experiment, workers: 2 });
    expect(await textIn('two')).toBe(await textIn('one'));
  });

  it('are found once: the same question has its answer again, another one in that folder is refused', async () => {
    expect(await job('one')).toMatchObject({ reused: true, report: criticalEpsilonReportSchema.parse(JSON.parse(await textIn('one'))) });
    await expect(job('one', { halvings: 3 })).rejects.toMatchObject({ code: 'LPR-507' });
    await expect(job('data')).rejects.toMatchObject({ code: 'LPR-505' });
  });

  it('go on where they stopped when they are cancelled, and end with the same bytes', async () => {
    const controller = new AbortController();
    let reached = 0;
    const stopped = job('cancelled', {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.phase !== 'evaluating') return;
        reached = progress.done;
        if (progress.done > 0) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'LPR-601' });
    expect(reached).toBeGreaterThan(0);
    const starts: number[] = [];
    await job('cancelled', { onProgress: (progress) => (progress.phase === 'evaluating' ? starts.push(progress.done) : 0) });
    expect(starts[0]).toBeGreaterThanOrEqual(reached);
    expect(await textIn('cancelled')).toBe(await textIn('one'));
  });

  it('lose at most a block when the command is killed, and end with the same bytes', async () => {
    const args = ['critical-epsilon', '--model', subject.model, '--data', subject.data, '--suite', 'paper', '--limit', '4000', '--backend', 'wasm', '--workers', '1', '--format', 'json'];
    const run = (out: string) => spawn(process.execPath, [programmes.cli, ...args, '--out', out], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    const killed = run('killed');
    const journal = path.join(folder, 'killed', 'journal');
    const sizeOf = () => stat(journal).then(({ size }) => size, () => 0);
    while ((await sizeOf()) < 40_000 && killed.exitCode === null) await sleep(5);
    killed.kill('SIGKILL');
    await new Promise((resolve) => killed.once('close', resolve));
    while ((await processesOf(programmes.compute)).length > 0) await sleep(20);
    expect(await readdir(path.join(folder, 'killed'))).not.toContain('critical-epsilon.json');
    const kept = await sizeOf();

    const printed: Buffer[] = [];
    const resumed = run('killed');
    resumed.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    expect(await new Promise((resolve) => resumed.once('close', resolve))).toBe(0);
    // One object and nothing else, the same as on the disk.
    const report = criticalEpsilonReportSchema.parse(JSON.parse(Buffer.concat(printed).toString('utf8')));
    expect(report).toEqual(JSON.parse(await textIn('killed')));
    // Nothing that the journal held was computed again: it has grown by what was missing, no more.
    const bytesPerSearch = 20;
    const searches = report.images.length * report.curves.length;
    const whole = (await sizeOf()) - bytesPerSearch * searches;
    expect(kept).toBeGreaterThan(whole);

    const unharmed = run('unharmed');
    unharmed.stdout.resume();
    expect(await new Promise((resolve) => unharmed.once('close', resolve))).toBe(0);
    expect(await textIn('killed')).toBe(await textIn('unharmed'));
    expect(await sizeOf()).toBe((await stat(path.join(folder, 'unharmed', 'journal'))).size);
  });
});

describe('mscr', () => {
  it('prints one object: the accuracies at half the smallest separation, as an evaluation has them', async () => {
    const args = ['mscr', '--model', subject.model, '--data', subject.data, '--norm', '2', '--limit', '300', '--backend', 'wasm', '--workers', '1'];
    const { stdout } = await promisify(execFile)(process.execPath, [programmes.cli, ...args, '--format', 'json'], { cwd: folder });
    const found = minimumSeparationRobustnessSchema.parse(JSON.parse(stdout));
    // The data hold test images only.
    expect(Object.keys(found.separations)).toEqual(['test-test']);
    expect(found.epsilon).toBe((found.separations['test-test'] ?? NaN) / 2);
    const suite = { name: 'one', curves: [{ norm: 2, epsilons: [found.epsilon], sampling: 'ball' as const, unit: 'element' as const }], imperceptible: [], common: [] };
    const asked = { ...(await experimentFromOptions({ ...subject, seed: '1', limit: '300', backend: 'wasm', workers: '1' }, folder)), suite };
    const { report } = await evaluationJob(asked, { runsFolder: path.join(folder, 'other-runs'), computeScript: programmes.compute });
    expect(found).toMatchObject({ n: 300, clean: 1 - report.clean.error, atEpsilon: 1 - (report.cells[0]?.error ?? NaN) });
    if (found.mscr.value === null) throw new Error('It is defined.');
    expect(found.mscr.value).toBeCloseTo((found.atEpsilon - found.clean) / found.clean, 12);
    expect(found.mscr.low).toBeLessThanOrEqual(found.mscr.value);
    expect(found.mscr.high).toBeGreaterThanOrEqual(found.mscr.value);
    const { stdout: table } = await promisify(execFile)(process.execPath, [programmes.cli, ...args], { cwd: folder });
    expect(table).toContain('MSCR of ');
    // Evaluating says what is known of the labels' safety, beside the result and never in it.
    const { stdout: json, stderr } = await promisify(execFile)(process.execPath, [programmes.cli, 'evaluate', '--model', subject.model, '--data', subject.data, '--suite', 'single-l2', '--limit', '20', '--backend', 'wasm', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(json)).toMatchObject({ kind: 'evaluation' });
    expect(stderr).toMatch(/L2: from epsilon [\d.]+ on \(half the class separation of data, as far as a sample tells\)/);
  });
});
