import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FollowedEstimates } from '../../../src/engine/background/followedEstimates';
import { Evaluation } from '../../../src/engine/evaluation';
import { askedOf } from '../../../src/engine/evaluationChoices';
import type { OpenedSubject } from '../../../src/engine/evaluationSubject';
import { encodeBlockRecord } from '../../../src/engine/run/blockRecord';
import { Journal } from '../../../src/engine/run/journal';
import { writeManifest } from '../../../src/engine/run/manifest';
import { questionHash } from '../../../src/engine/run/question';
import { journalFile } from '../../../src/engine/run/runSession';
import { readRunSubject, writeRunSubject } from '../../../src/engine/run/runSubject';
import type { Report } from '../../../src/protocol/report';
import type { Experiment, RunProgress } from '../../../src/protocol/run';
import { suiteFileSchema } from '../../../src/protocol/suite';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

const experiment: Experiment = {
  model: { path: '/m/model.json', description: {} },
  data: { source: '/d', resize: false },
  suite: suiteFileSchema.parse({ name: 'two', curves: [{ norm: 2, epsilons: [1, 2] }] }),
  split: 'test',
  seed: 1,
  draws: 1,
  backend: 'wasm',
};
const hour = 3_600_000; // the next report may come after it, however long the last one took
const count = 300;
const opened: OpenedSubject = {
  backend: { name: 'wasm', device: 'CPU', isGpu: false, versions: { tfjs: '4' } },
  model: { hash: 'm', format: 'layers', input: { height: 4, width: 4, channels: 1 }, classCount: 2, output: 'probabilities', weightCount: 3 },
  data: { hash: 'd', count, classNames: ['a', 'b'], labels: Int32Array.from({ length: count }, (_, at) => at % 2), passedOver: 0 },
};

/** The run of another process, which has not yet found anything. */
async function begun() {
  const folder = path.join(await folderOf(), 'run');
  await mkdir(folder);
  const writer = new Evaluation(experiment, opened);
  const hash = questionHash(writer.question);
  await writeManifest(folder, { kind: 'evaluation', format: 1, question: writer.question, questionHash: hash, asked: askedOf(experiment), created: '2026-01-01T00:00:00.000Z', report: null, sessions: [] });
  await writeRunSubject(folder, opened);
  const { journal } = await Journal.open(journalFile(folder), hash, () => undefined);
  /** Every prediction is class 0, so that half of the images are wrong. */
  const finish = async (number: number) => {
    const size = writer.plan.sizeOf(writer.plan.block(number));
    const outcomes = { predicted: new Int32Array(size), confidence: new Float32Array(size).fill(0.9), labelConfidence: new Float32Array(size).fill(0.5), realised: new Float64Array(size).fill(1) };
    writer.add(number, outcomes);
    await journal.append(encodeBlockRecord(number, outcomes));
  };
  const clock = { now: 0 };
  const told: RunProgress[] = [];
  const log: string[] = [];
  const estimates = new FollowedEstimates(folder, (progress) => told.push(progress), (line) => log.push(line), () => clock.now);
  const partial = async (): Promise<Report> => {
    for (;;) {
      for (const progress of told.splice(0)) if (progress.phase === 'evaluating' && progress.partial !== undefined) return progress.partial;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return { folder, clock, writer, finish, estimates, partial, log, close: () => journal.close() };
}

describe('the estimates of a run that another process writes', () => {
  it('are those of the process that writes it, from what the journal holds', async () => {
    const { clock, writer, finish, estimates, partial, close } = await begun();
    for (const number of [0, 1]) await finish(number);
    expect(await estimates.look()).toBe(true);
    expect(await partial()).toEqual(writer.report(200));
    expect(writer.report(200).clean.error).toBeCloseTo(0.5, 0);
    clock.now += hour;
    // From now on only what is new is read.
    for (let number = 2; number < writer.plan.blockCount; number++) await finish(number);
    expect(await estimates.look()).toBe(true);
    expect(await partial()).toEqual(writer.report(200));
    expect(writer.outcomes.done).toBe(writer.plan.total);
    await estimates.end();
    await close();
  });

  it('wait for a record that is being written', async () => {
    const { folder, clock, writer, finish, estimates, partial, close } = await begun();
    await finish(0);
    const file = journalFile(folder);
    const whole = (await readFile(file)).length;
    await finish(1);
    const both = await readFile(file);
    await truncate(file, whole + 10);
    expect(await estimates.look()).toBe(true);
    expect((await partial()).cells.map(({ n }) => n)).toEqual([0, 0]);
    clock.now += hour;
    await appendFile(file, both.subarray(whole + 10));
    await estimates.look();
    expect((await partial()).cells.map(({ n }) => n)).toEqual(writer.report().cells.map(({ n }) => n));
    await estimates.end();
    await close();
  });

  it('are not told, and nothing fails, where the journal is not what the run says', async () => {
    const { folder, finish, estimates, log, close } = await begun();
    await finish(0);
    await close();
    const { journal } = await Journal.open(journalFile(await another(folder)), 'another question', () => undefined);
    await journal.close();
    await writeFile(journalFile(folder), await readFile(journalFile(await another(folder))));
    expect(await estimates.look()).toBe(false);
    expect(await estimates.look()).toBe(false);
    expect(log).toHaveLength(1);
  });

  it.each([
    ['is not there', undefined],
    ['is no JSON', '{'],
    ['has another number of labels', JSON.stringify({ ...opened, data: { ...opened.data, labels: [0, 1] } })],
    ['has no size of images', JSON.stringify({ ...opened, model: { ...opened.model, input: { height: 0, width: 4, channels: 1 } }, data: { ...opened.data, labels: [...opened.data.labels] } })],
  ])('need to know what the run is about: a note that %s is none', async (_, content) => {
    const folder = await folderOf();
    if (content !== undefined) await writeFile(path.join(folder, 'subject.json'), content);
    expect(await readRunSubject(folder)).toBeUndefined();
  });
});

async function another(folder: string): Promise<string> {
  const other = path.join(folder, '..', 'other');
  await mkdir(other, { recursive: true });
  return other;
}
