import { describe, expect, it } from 'vitest';
import { accuracyText, canResume, distinctNames, shareDone, trainingDescription, trainingName, trainingResult, trainingTooltip } from '../../../../src/extension/trainings/trainingText';
import { trainingErrors } from '../../../../src/protocol/errors';
import type { EpochRecord } from '../../../../src/protocol/training';
import type { ListedTraining, TrainingLifeState } from '../../../../src/protocol/trainingRequests';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const epoch: EpochRecord = { epoch: 7, loss: 0.5, accuracy: 0.8, validationLoss: 0.7, validationAccuracy: 0.768, learningRate: 0.01, imagesPerSecond: 100, seconds: 10 };
const now = Date.parse('2026-01-01T12:00:00.000Z');
const finished: TrainingLifeState = { kind: 'finished', finished: '2026-01-01T10:00:00.000Z' };
const training = (state: TrainingLifeState, more: Partial<ListedTraining> = {}): ListedTraining => ({
  folder: '/w/.lp-robustness/trainings/resnet-8-cifar10-01234567',
  model: 'resnet-8',
  data: 'cifar10',
  augmentation: 'C2',
  file: null,
  seed: 1,
  backend: 'wasm',
  epochs: 7,
  epochsDone: 7,
  last: epoch,
  trained: null,
  created: '2026-01-01T09:00:00.000Z',
  state,
  ...more,
});
const moment = { epoch: 3, epochs: 7, done: 250, total: 700, loss: 1, accuracy: 0.4, learningRate: 0.1, imagesPerSecond: 50, secondsLeft: 9 };
const running = { kind: 'running', host: 'h', pid: 1, by: 'window', isHere: true, isPaused: false, moment } as const;
const failed = (error = trainingErrors.lossNotFinite({ epoch: 3, batch: 1, loss: 'NaN', kept: 'all is lost' })): TrainingLifeState => ({ kind: 'failed', error: error.toPlain() });

describe('a training in words', () => {
  it('is called after what is trained on what, and what tells it from its like', () => {
    expect(trainingName(training(finished))).toBe('resnet-8 on cifar10, C2');
    expect(trainingName(training(finished, { model: '/m/net/model.json', data: '/d/pictures', augmentation: '' }))).toBe('net on pictures');
    const other = training(finished, { folder: '/w/89abcdef' });
    expect([...distinctNames([training(finished), other, training(finished, { folder: '/w/x', augmentation: 'C1' })]).values()]).toEqual(['resnet-8 on cifar10, C2 (01234567)', 'resnet-8 on cifar10, C2 (89abcdef)', 'resnet-8 on cifar10, C1']);
  });

  it('has the accuracy on images kept apart, where there are any', () => {
    expect(plain(accuracyText(epoch))).toBe('validation accuracy 76.8 %');
    expect(plain(accuracyText({ ...epoch, validationAccuracy: null }))).toBe('training accuracy 80.0 %');
  });

  it.each<[string, TrainingLifeState, string]>([
    ['finished', finished, '7 epochs \u00b7 validation accuracy 76.8 % \u00b7 2 hours ago'],
    ['running', running, 'training, epoch 3 of 7 \u00b7 validation accuracy 76.8 %'],
    ['paused', { ...running, isPaused: true }, 'paused in epoch 3 of 7 \u00b7 validation accuracy 76.8 %'],
    ['in a terminal', { ...running, moment: null }, 'training, epoch 3 of 7 \u00b7 validation accuracy 76.8 %'],
    ['stopped', { kind: 'unfinished', wasStopped: true }, 'stopped after 2 of 7 epochs \u00b7 validation accuracy 76.8 %'],
    ['interrupted', { kind: 'unfinished', wasStopped: false }, 'interrupted after 2 of 7 epochs \u00b7 validation accuracy 76.8 %'],
    ['failed', failed(), 'failed after 2 of 7 epochs (LPR-710) \u00b7 validation accuracy 76.8 %'],
  ])('says how far it is: %s', (_, state, words) => {
    expect(plain(trainingDescription(training(state, { epochsDone: 2 }), now))).toBe(words);
  });

  it('is a result in a lens', () => {
    expect(plain(trainingResult(training(finished), false, now))).toBe('validation accuracy 76.8 % after 7 epochs, 2 hours ago');
    expect(plain(trainingResult(training(finished, { epochs: 1, epochsDone: 1 }), true, now))).toBe('validation accuracy 76.8 % after 1 epoch, 2 hours ago, file changed since');
    expect(plain(trainingResult(training(running, { last: null }), false, now))).toBe('training, epoch 3 of 7');
  });

  it('counts images where it can, else epochs', () => {
    expect(shareDone(training(running))).toBe(250 / 700);
    expect(shareDone(training({ ...running, moment: null }, { epochsDone: 2 }))).toBe(2 / 7);
  });

  it('can be gone on with unless nothing would come of it', () => {
    expect(canResume(training({ kind: 'unfinished', wasStopped: false }))).toBe(true);
    expect(canResume(training({ ...running, isPaused: true }))).toBe(true);
    expect(canResume(training(failed(trainingErrors.notTrainable({ reason: 'x' }))))).toBe(true);
    for (const state of [running, finished, failed()]) expect(canResume(training(state))).toBe(false);
  });

  it('takes a name for a name in what the pointer shows, and tells a failure with what to do', () => {
    const tooltip = trainingTooltip(training(failed(), { file: '/w/[a](command:b)<img>.lptrain.json' }));
    expect(tooltip).not.toContain('[a](command:b)');
    expect(tooltip).not.toContain('<img>');
    expect(tooltip).toContain('Lower the peak learning rate');
  });
});
