import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PauseSwitch } from '../../../../src/engine/training/pauseSwitch';
import { lastTrainingOf } from '../../../../src/engine/training/lastTraining';
import { repeatedTraining } from '../../../../src/engine/training/repeatedTraining';
import { trainingFrom } from '../../../../src/engine/training/trainingFile';
import { identityOf } from '../../../../src/engine/training/trainingIdentity';
import { TrainingListing, type LiveTraining } from '../../../../src/engine/training/trainingListing';
import { allTrainings, askedOf, endWith, findStarted, TrainingFolder } from '../../../../src/engine/training/trainingStore';
import { hostErrors, trainingErrors } from '../../../../src/protocol/errors';
import { trainingFileSchema, type EpochRecord, type Training, type TrainingFileInput, type TrainingReport } from '../../../../src/protocol/training';
import { temporaryFolders } from '../temporaryFolder';

const folderOf = temporaryFolders();

const plain: TrainingFileInput = { architecture: 'resnet-8', data: 'cifar10', epochs: 3, augmentation: { policy: 'trivialAugment', noise: ['c2', 'single-l0.5'] }, backend: 'wasm' };
const training = (file: Partial<TrainingFileInput> = {}): Promise<Training> => trainingFrom(trainingFileSchema.parse({ ...plain, ...file }), '/project');
const epoch = (number: number): EpochRecord => ({ epoch: number, loss: 1 / number, accuracy: 0.5, validationLoss: null, validationAccuracy: 0.25, learningRate: 0.1, imagesPerSecond: 100, seconds: 2 });

async function begin(trainings: string, name: string, asked: Training, file: string | null): Promise<TrainingFolder> {
  const identity = identityOf(asked, { data: 'd', model: null }, { name: 'wasm', device: 'CPU', isGpu: false, versions: {} });
  await mkdir(trainings, { recursive: true });
  return TrainingFolder.open(path.join(trainings, name), identity, { asked: askedOf(asked), file, fresh: false, writer: 'window' });
}

const checkpoint = { place: { epoch: 1, batch: 0, images: 0, lossSum: 0, correct: 0, learningRate: 0, seconds: 0 }, state: { weights: new Float32Array(2), velocity: new Float32Array(2) } };
const report = (epochs: EpochRecord[]): TrainingReport => ({ kind: 'training', weights: 'w', trainingImages: 9, validationImages: 1, trainableCount: 2, classNames: [], input: { height: 1, width: 1, channels: 1 }, epochs });

describe('the trainings of a folder', () => {
  it('are listed through their life: running with what is known here, stopped, gone on with, finished', async () => {
    const trainings = path.join(await folderOf(), 'trainings');
    const live = new Map<string, LiveTraining>();
    const listing = new TrainingListing((folder) => live.get(folder));
    expect(await listing.trainings(trainings)).toEqual([]);

    const work = await begin(trainings, 'one', await training(), '/project/a.lptrain.json');
    const [begun] = await listing.trainings(trainings);
    expect(begun).toMatchObject({ model: 'resnet-8', data: 'cifar10', augmentation: 'TrivialAugment, C2, L0.5', file: '/project/a.lptrain.json', epochs: 3, epochsDone: 0, last: null, trained: null });
    expect(begun?.state).toMatchObject({ kind: 'running', pid: process.pid, by: 'window', isHere: false, moment: null });

    await work.finishEpoch(epoch(1));
    const moment = { epoch: 2, epochs: 3, done: 10, total: 30, loss: 1, accuracy: 0.5, learningRate: 0.1, imagesPerSecond: 5, secondsLeft: 4 };
    live.set(work.path, { isPaused: true, moment });
    expect((await listing.trainings(trainings))[0]).toMatchObject({ epochsDone: 1, last: { epoch: 1 }, state: { isHere: true, isPaused: true, moment } });

    await work.saveCheckpoint(checkpoint);
    await work.close(endWith(hostErrors.cancelled({})));
    expect((await listing.trainings(trainings))[0]).toMatchObject({ epochsDone: 1, state: { kind: 'unfinished', wasStopped: true } });

    const again = await begin(trainings, 'one', await training(), null);
    expect((await listing.trainings(trainings))[0]?.state.kind).toBe('running');
    for (const number of [2, 3]) await again.finishEpoch(epoch(number));
    await mkdir(path.join(work.path, 'model'));
    await writeFile(path.join(work.path, 'model', 'model.json'), '{}');
    await again.finish(report(again.epochs));
    await again.close({ kind: 'finished', at: '2026-01-02T03:04:05.000Z' });
    expect((await listing.trainings(trainings))[0]).toMatchObject({ epochsDone: 3, trained: path.join(work.path, 'model', 'model.json'), state: { kind: 'finished', finished: '2026-01-02T03:04:05.000Z' } });
    expect((await listing.epochs(work.path)).map(({ epoch: number }) => number)).toEqual([1, 2, 3]);

    await rm(work.path, { recursive: true });
    expect(await listing.trainings(trainings)).toEqual([]);
  });

  it('say why one failed, and that a killed one was interrupted', async () => {
    const trainings = path.join(await folderOf(), 'trainings');
    const listing = new TrainingListing();
    const failed = await begin(trainings, 'failed', await training({ seed: 2 }), null);
    const error = trainingErrors.lossNotFinite({ epoch: 1, batch: 3, loss: 'NaN', kept: 'nothing' });
    await failed.close(endWith(error));
    const killed = await begin(trainings, 'killed', await training({ seed: 3 }), null);
    await killed.close({ kind: 'stopped', at: new Date().toISOString() });
    await rm(path.join(killed.path, 'ended.json'));
    expect((await listing.trainings(trainings)).map(({ state }) => state)).toEqual([
      { kind: 'failed', error: error.toPlain() },
      { kind: 'unfinished', wasStopped: false },
    ]);
  });

  it('are gone on with as they were asked for, on the backend that they began with', async () => {
    const trainings = path.join(await folderOf(), 'trainings');
    const asked = await training({ backend: 'auto', learningRate: { schedule: 'step', milestones: [1, 2] } });
    const work = await begin(trainings, 'one', asked, null);
    await work.close(endWith(hostErrors.cancelled({})));
    expect(await repeatedTraining(work.path)).toEqual({ ...asked, backend: 'wasm' });
    await expect(repeatedTraining(trainings)).rejects.toMatchObject({ code: 'LPR-721' });
  });

  it('are found by the file that they were begun from, as it is or as it was', async () => {
    const folder = await folderOf();
    const trainings = path.join(folder, 'trainings');
    const file = path.join(folder, 'a.lptrain.json');
    const write = (more: object): Promise<void> => writeFile(file, JSON.stringify({ ...plain, ...more }));
    await write({});
    expect(await lastTrainingOf(file, trainings)).toBeUndefined();
    const work = await begin(trainings, 'one', await training(), file);
    expect(await lastTrainingOf(file, trainings)).toEqual({ folder: work.path, isAsAsked: true });
    await write({ seed: 5 });
    expect(await lastTrainingOf(file, trainings)).toEqual({ folder: work.path, isAsAsked: false });
    await writeFile(file, '{');
    expect(await lastTrainingOf(file, trainings)).toEqual({ folder: work.path, isAsAsked: false });
    await work.close(endWith(hostErrors.cancelled({})));
  });

  it('stand in the way of a changed file while there is something to go on with', async () => {
    const trainings = path.join(await folderOf(), 'trainings');
    const file = '/project/a.lptrain.json';
    const changed = askedOf(await training({ seed: 9 }));
    const work = await begin(trainings, 'one', await training(), file);
    await work.saveCheckpoint(checkpoint);
    await work.close(endWith(hostErrors.cancelled({})));
    await expect(findStarted(await allTrainings(trainings), changed, file)).rejects.toMatchObject({ code: 'LPR-712' });
    const again = await begin(trainings, 'one', await training(), file);
    await again.close(endWith(trainingErrors.lossNotFinite({ epoch: 2, batch: 1, loss: 'NaN', kept: 'it' })));
    expect(await findStarted(await allTrainings(trainings), changed, file)).toBeUndefined();
  });
});

describe('a pause', () => {
  it('ends when the work is to go on, and when it is stopped', async () => {
    const pause = new PauseSwitch();
    const stop = new AbortController();
    await pause.untilGoingOn(stop.signal);
    const order: string[] = [];
    pause.pause();
    expect(pause.isPaused).toBe(true);
    const first = pause.untilGoingOn(stop.signal).then(() => order.push('went on'));
    order.push('rests');
    pause.goOn();
    await first;
    pause.pause();
    const second = pause.untilGoingOn(stop.signal).then(() => order.push('stopped'));
    stop.abort();
    await second;
    await pause.untilGoingOn(stop.signal);
    expect(order).toEqual(['rests', 'went on', 'stopped']);
  });
});
