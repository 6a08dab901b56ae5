import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluationJob } from '../../../src/engine/evaluationJob';
import { experimentFromOptions } from '../../../src/engine/experiment/experimentOptions';
import { manifestSchema } from '../../../src/engine/run/manifest';
import { reportSchema } from '../../../src/protocol/report';
import { startCommand, type Ended, type Started } from './command';
import { processesOf, until } from './processes';
import { buildProgrammes, type Programmes } from './programmes';
import { makeSmallSubject, type SmallSubject } from './smallSubject';

let folder: string;
let programmes: Programmes;
let subject: SmallSubject;
let question: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lp-robustness-cli-'));
  programmes = await buildProgrammes(path.join(folder, 'dist'));
  subject = await makeSmallSubject(folder, 600);
  question = ['evaluate', '--model', subject.model, '--data', subject.data, '--suite', 'c2', '--limit', '500', '--backend', 'wasm', '--workers', '2'];
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const start = (args: readonly string[]): Started => startCommand(programmes.cli, folder, args);
const run = (...args: string[]): Promise<Ended> => start(args).ended;

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Starts the question in a folder of its own and waits until its journal holds some blocks. */
async function startUntilUnderWay(name: string): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
  const started = start([...question, '--out', name]);
  await until(async () => (await sizeOf(path.join(folder, name, 'journal'))) > 30_000);
  return started;
}

async function noComputeProcess(): Promise<void> {
  await until(async () => (await processesOf(programmes.compute)).length === 0);
}

describe('lp-robustness evaluate', () => {
  it('goes on after the whole command was killed, to the bytes of an uninterrupted run', async () => {
    expect(await run(...question, '--out', 'whole')).toMatchObject({ code: 0 });
    const { child, ended } = await startUntilUnderWay('killed');
    child.kill('SIGKILL');
    await ended;
    await noComputeProcess();
    const kept = await readFile(path.join(folder, 'killed', 'journal'));
    expect(await run(...question, '--out', 'killed')).toMatchObject({ code: 0 });
    for (const name of ['report.json', 'outcomes.parquet']) {
      expect(await readFile(path.join(folder, 'killed', name))).toEqual(await readFile(path.join(folder, 'whole', name)));
    }
    // The journal was gone on with, not begun anew: at most a torn frame at its end was dropped.
    const journal = await readFile(path.join(folder, 'killed', 'journal'));
    expect(journal.subarray(0, 30_000)).toEqual(kept.subarray(0, 30_000));
    expect(journal.length).toBe(await sizeOf(path.join(folder, 'whole', 'journal')));
    const { sessions } = manifestSchema.parse(JSON.parse(await readFile(path.join(folder, 'killed', 'manifest.json'), 'utf8')));
    expect(sessions.map(({ outcome }) => outcome)).toEqual([undefined, 'finished']);
  });

  it('writes the same bytes whether its reports are made in a thread, or in place as from the sources', async () => {
    const experiment = await experimentFromOptions({ model: subject.model, data: subject.data, suite: 'c2', limit: '500', backend: 'wasm', workers: '1' }, folder);
    // The sources have no built thread beside them.
    await evaluationJob(experiment, { runsFolder: folder, out: path.join(folder, 'in-place'), computeScript: programmes.compute });
    for (const name of ['report.json', 'outcomes.parquet']) {
      expect(await readFile(path.join(folder, 'in-place', name))).toEqual(await readFile(path.join(folder, 'whole', name)));
    }
  });

  it('stops cleanly at Ctrl+C, says how to go on, and leaves no process', async () => {
    const { child, ended } = await startUntilUnderWay('interrupted');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('LPR-601');
    expect(stderr).toContain('Start it again to go on');
    expect(await processesOf(programmes.compute)).toEqual([]);
  });

  it('prints the report as JSON and nothing else', async () => {
    const { code, stdout } = await run(...question, '--out', 'whole', '--format', 'json');
    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(path.join(folder, 'whole', 'report.json'), 'utf8'));
    expect(reportSchema.parse(JSON.parse(stdout)).clean.n).toBe(500);
  });

  it.each([
    ['an unknown dataset', ['--data', 'imagenet'], 'LPR-301'],
    ['data that are not there', ['--data', './nowhere'], 'LPR-3'],
    ['a model that is not there', ['--model', 'nowhere/model.json'], 'LPR-2'],
    ['an unknown suite', ['--suite', 'nonsense'], 'LPR-103'],
    ['a limit out of range', ['--limit', '0'], 'LPR-107'],
    ['a seed that is no number', ['--seed', 'seven'], 'LPR-107'],
    ['an unknown backend', ['--backend', 'abacus'], 'LPR-107'],
    ['an unknown format', ['--format', 'xml'], 'LPR-610'],
    ['an unknown option', ['--epsilon', '1'], 'LPR-610'],
  ])('tells %s by a code and what to do, without a stack', async (_, wrong, code) => {
    const result = await run('evaluate', '--model', subject.model, '--data', subject.data, '--backend', 'wasm', ...wrong);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    const lines = result.stderr.trimEnd().split('\n');
    expect(lines.at(-2)?.startsWith(code)).toBe(true);
    expect(result.stderr).not.toMatch(/^\s+at /m);
  });

  it('prints where an error happened only when asked', async () => {
    expect((await run('--verbose', 'evaluate', '--model', 'm', '--data', 'imagenet')).stderr).toMatch(/^\s+at /m);
  });

  it('lists the suites, and shows examples with --help', async () => {
    expect((await run('evaluate', '--suite', 'list')).stdout).toMatch(/^paper +\S/m);
    const help = await run('evaluate', '--help');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Examples:');
    expect((await run()).code).toBe(2);
  });
});
