import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TransferFileInput, TransferPlan } from '../../../src/protocol/transfer';
import { transferReportSchema, type TransferReport } from '../../../src/protocol/transferReport';
import { startCommand, type Started } from '../engine/command';
import { processesOf, until } from '../engine/processes';
import { buildProgrammes, type Programmes } from '../engine/programmes';
import { makeTrainingData } from '../training/trainingData';

let folder: string;
let programmes: Programmes;
let data: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-transfer-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  data = await makeTrainingData(folder, 400, 60);
});

afterEach(async () => {
  await until(async () => (await processesOf(programmes.compute)).length === 0);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const start = (place: string, ...args: string[]): Started => startCommand(programmes.cli, path.join(folder, place), args);

/** A small experiment: a row of pixels to be found in 8 x 8 images, on the real compute processes. */
async function write(place: string, file: Partial<TransferFileInput> = {}): Promise<string> {
  await mkdir(path.join(folder, place), { recursive: true });
  const transfer: TransferFileInput = {
    data,
    training: { architecture: 'small-cnn', epochs: 1, batchSize: 50, augmentation: { flip: false, crop: false } },
    strategies: [{ name: 'standard' }, { name: 'L2', augmentation: { noise: { name: 'lp', corruptions: [{ norm: 2, epsilons: [1] }] } }, seeds: [1, 2] }],
    tests: {
      suite: { name: 'small', curves: [{ norm: 2, epsilons: [1, 3] }, { norm: 'inf', epsilons: [0.3] }], imperceptible: [{ norm: 2, epsilon: 0.2 }] },
      limit: 40,
      common: { limit: 6 },
    },
    backend: 'wasm',
    ...file,
  };
  await writeFile(path.join(folder, place, 'small.lptransfer.json'), JSON.stringify(transfer));
  return 'small.lptransfer.json';
}

const reportFile = (place: string): string => path.join(folder, place, '.lp-robustness', 'transfers', 'small', 'report.json');
const bytesOf = (place: string): Promise<string> => readFile(reportFile(place), 'utf8');
const parsed = (text: string): TransferReport => transferReportSchema.parse(JSON.parse(text));
const planned = async (place: string, spec: string): Promise<string[]> => {
  const { stdout } = await start(place, 'transfer', spec, '--plan', '--format', 'json').ended;
  return (JSON.parse(stdout) as TransferPlan).models.map(({ state }) => state);
};

/** Kills the command outright as soon as it has said something; its compute processes end by themselves. */
async function killedAt(place: string, spec: string, words: RegExp): Promise<void> {
  const { child, ended, said } = start(place, 'transfer', spec, '--checkpoint-every', '0');
  await until(() => words.test(said()) || child.exitCode !== null);
  child.kill('SIGKILL');
  expect((await ended).stdout).toBe('');
  await until(async () => (await processesOf(programmes.compute)).length === 0);
}

describe('a transfer experiment', () => {
  it('ends with the same bytes after kills at each of its stages as without any, and finds all that is there again', async () => {
    const spec = await write('whole');
    await write('killed');
    expect(await planned('whole', spec)).toEqual(['missing', 'missing', 'missing']);
    const whole = await start('whole', 'transfer', spec, '--format', 'json').ended;
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toBe(await bytesOf('whole'));
    const report = parsed(whole.stdout);
    expect(report.rows.map(({ kind, n }) => [kind, n])).toEqual([['clean', 40], ['norm', 40], ['norm', 40], ['mceLp', 40], ['mce', 6], ['mceWithoutNoise', 6]]);
    expect(report.strategies.map(({ models, missing }) => [models.length, missing.length])).toEqual([[1, 0], [2, 0]]);

    await killedAt('killed', spec, /Training.* [1-9]\d? %/);
    expect(await planned('killed', spec)).toContain('begun');
    await killedAt('killed', spec, /Corrupting: [2-6]\d %/);
    await killedAt('killed', spec, /Testing 2 of 3 under common/);
    // Somebody makes room on the disk: what was corrupted is made anew.
    await rm(path.join(folder, 'killed', '.lp-robustness', 'corrupted'), { recursive: true });
    const resumed = await start('killed', 'transfer', spec, '--format', 'json').ended;
    expect(resumed).toMatchObject({ code: 0, stdout: whole.stdout });
    expect(await planned('killed', spec)).toEqual(['trained', 'trained', 'trained']);

    const again = await start('killed', 'transfer', spec, '--format', 'csv').ended;
    expect(again.code).toBe(0);
    expect(again.stderr).not.toMatch(/Training,|Corrupting|Testing/);
    expect(again.stdout.split('\n')).toHaveLength(1 + 6 * 2 + 1);
    expect(await bytesOf('killed')).toBe(whole.stdout);
  }, 280_000);

  it('takes a model that `train` has made, and shares corrupted images without changing a byte', async () => {
    const spec = await write('shared', { strategies: [{ name: 'standard' }, { name: 'other', seeds: [5] }] });
    const training = { data, architecture: 'small-cnn', epochs: 1, batchSize: 50, augmentation: { flip: false, crop: false }, seed: 5, backend: 'wasm' };
    await writeFile(path.join(folder, 'shared', 'own.lptrain.json'), JSON.stringify(training));
    expect(await start('shared', 'train', 'own.lptrain.json').ended).toMatchObject({ code: 0 });
    expect(await planned('shared', spec)).toEqual(['missing', 'trained']);
    expect(await start('shared', 'transfer', spec).ended).toMatchObject({ code: 0 });
    const report = parsed(await bytesOf('shared'));
    const place = path.dirname(reportFile('shared'));
    const model = path.join(place, report.strategies[1]?.models[0]?.model ?? '');
    const run = path.join(place, report.strategies[1]?.models[0]?.runs.common ?? '');
    const alone = ['--model', model, '--data', data, '--suite', 'common', '--limit', '6', '--backend', 'wasm', '--out', path.join(folder, 'alone')];
    expect(await start('shared', 'evaluate', ...alone).ended).toMatchObject({ code: 0 });
    for (const name of ['report.json', 'outcomes.parquet']) expect(await readFile(path.join(run, name))).toEqual(await readFile(path.join(folder, 'alone', name)));

    // That they are read at all: with other pixels in the store the same experiment has other errors.
    await cp(path.join(folder, 'shared'), path.join(folder, 'spoilt'), { recursive: true });
    const state = path.join(folder, 'spoilt', '.lp-robustness');
    const [store = ''] = await readdir(path.join(state, 'corrupted'));
    const stored = await readdir(path.join(state, 'corrupted', store));
    expect(stored.filter((name) => name.endsWith('.npy'))).toHaveLength(20);
    for (const name of stored.filter((entry) => entry !== 'labels.npy')) {
      const file = path.join(state, 'corrupted', store, name);
      const bytes = await readFile(file);
      await writeFile(file, bytes.fill(255, bytes.length - 5 * 6 * 64));
    }
    for (const name of await readdir(path.join(state, 'runs'))) if (name.includes('common')) await rm(path.join(state, 'runs', name), { recursive: true });
    expect(await start('spoilt', 'transfer', spec).ended).toMatchObject({ code: 0 });
    const mceOf = ({ rows, cells }: TransferReport): unknown => cells[rows.findIndex(({ kind }) => kind === 'mce')]?.[1]?.models;
    expect(mceOf(parsed(await bytesOf('spoilt')))).not.toEqual(mceOf(report));
  }, 280_000);

  it('goes on without a strategy whose training fails, and says which and why', async () => {
    const spec = await write('failing');
    expect(await start('failing', 'transfer', spec, '--format', 'json').ended).toMatchObject({ code: 0 });
    const [good] = parsed(await bytesOf('failing')).strategies;
    const model = path.join(path.dirname(reportFile('failing')), good?.models[0]?.model ?? '');
    // A peak that no loss survives, beside models that exist, of which one is no model.
    await write('nan', {
      training: { architecture: 'small-cnn', epochs: 1, batchSize: 50, augmentation: { flip: false, crop: false }, learningRate: { schedule: 'cosine', peak: 100 } },
      strategies: [{ name: 'good', model }, { name: 'wild' }, { name: 'gone', model: 'gone/model.json' }],
      tests: { suite: 'quick', limit: 20 },
    });
    const { code, stdout, stderr } = await start('nan', 'transfer', spec, '--format', 'json').ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/wild is left out\. LPR-710/);
    const report = parsed(stdout);
    expect(report.strategies.map(({ name, models, missing }) => [name, models.length, missing.map((entry) => entry.code)])).toEqual([
      ['good', 1, []],
      ['wild', 0, ['LPR-710']],
      ['gone', 0, [expect.stringMatching(/^LPR-2/) as string]],
    ]);
    expect(report.cells[0]?.map((cell) => cell !== null)).toEqual([true, false, false]);
    // The same question fails in the same way, so the report is the same.
    expect((await start('nan', 'transfer', spec, '--format', 'json').ended).stdout).toBe(stdout);

    const text = (await start('nan', 'transfer', spec).ended).stdout;
    expect(text).toMatch(/wild lacks its model: seed 1: LPR-710 The loss became/);
  }, 280_000);

  it('waits for another process that does the same, and both have the same report', async () => {
    const spec = await write('twice');
    const [one, other] = [start('twice', 'transfer', spec, '--format', 'json'), start('twice', 'transfer', spec, '--format', 'json')];
    const [first, second] = [await one.ended, await other.ended];
    expect(first).toMatchObject({ code: 0 });
    expect(second).toMatchObject({ code: 0, stdout: first.stdout });
    const trainings = await readdir(path.join(folder, 'twice', '.lp-robustness', 'trainings'));
    expect(trainings).toHaveLength(3);
  }, 280_000);

  it('stops within a batch when it is interrupted, and keeps what it has', async () => {
    const spec = await write('stopped');
    const { child, ended, said } = start('stopped', 'transfer', spec);
    await until(() => /Training,/.test(said()));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('LPR-601');
    expect(await planned('stopped', spec)).toContain('begun');
  }, 120_000);

  it.each<[string, Partial<TransferFileInput>, string]>([
    ['a suite without norms', { tests: { suite: 'common' } }, 'LPR-713'],
    ['no model that can be had', { strategies: [{ name: 'a', model: 'a/model.json' }, { name: 'b', model: 'b/model.json' }] }, 'LPR-714'],
  ])('could not run with %s: exit code 2, and the reason', async (name, file, code) => {
    const spec = await write(name.replaceAll(' ', '-'), file);
    const ended = await start(name.replaceAll(' ', '-'), 'transfer', spec).ended;
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(code);
  }, 60_000);
});
