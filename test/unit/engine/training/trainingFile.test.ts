import { describe, expect, it } from 'vitest';
import { trainingFrom } from '../../../../src/engine/training/trainingFile';
import { differencesBetween } from '../../../../src/engine/training/trainingIdentity';
import { trainingFileSchema, type TrainingFileInput } from '../../../../src/protocol/training';

const plain: TrainingFileInput = { architecture: 'resnet-8', data: 'cifar10', epochs: 10 };
const from = (file: Partial<TrainingFileInput>): ReturnType<typeof trainingFrom> => trainingFrom(trainingFileSchema.parse({ ...plain, ...file }), '/project');

describe('a training file', () => {
  it('fills in one cosine over all epochs, and the defaults of the paper', async () => {
    const { subject, recipe, data } = await from({});
    expect(subject).toEqual({ kind: 'architecture', architecture: { name: 'resnet', depth: 8, width: 1 } });
    expect(data).toEqual({ source: 'cifar10', resize: false });
    expect(recipe).toMatchObject({ batchSize: 128, optimiser: { momentum: 0.9, nesterov: false, weightDecay: 5e-4 }, loss: { kind: 'crossEntropy' }, seed: 1, validation: 0 });
    expect(recipe.augmentation).toMatchObject({ flip: true, noise: [], mixing: [] });
  });

  it("takes a model of the user's own, with the weights of its file unless it says otherwise", async () => {
    const file = trainingFileSchema.parse({ model: { path: 'net/model.json', classNames: ['a', 'b'] }, data: 'mnist', epochs: 1 });
    expect((await trainingFrom(file, '/experiments')).subject).toEqual({ kind: 'model', path: '/experiments/net/model.json', description: { classNames: ['a', 'b'] }, initialWeights: 'file' });
  });

  it.each<[string, Partial<TrainingFileInput>, string]>([
    ['a cycle cut off', { learningRate: { schedule: 'cosine', cycle: 4, cycleFactor: 2 } }, 'LPR-702'],
    ['a warm-up longer than the cycle', { learningRate: { schedule: 'cosine', warmUp: 11 } }, 'LPR-701'],
    ['a milestone that is never reached', { learningRate: { schedule: 'step', milestones: [10] } }, 'LPR-701'],
    ['a model and an architecture', { model: 'net/model.json' }, 'LPR-704'],
    ['neither', { architecture: undefined }, 'LPR-704'],
    ['an unknown dataset', { data: 'cifar11' }, 'LPR-302'],
  ])('is refused for %s', async (_, file, code) => {
    await expect(from(file)).rejects.toMatchObject({ code: expect.stringMatching(code === 'LPR-302' ? /LPR-30/ : code) as string });
  });

  it('names the epochs to stop at, and takes a cut cycle that is meant', async () => {
    const learningRate = { schedule: 'cosine' as const, cycle: 4, cycleFactor: 2 };
    await expect(from({ learningRate })).rejects.toThrow(/Train for 4 or 12 epochs/);
    expect((await from({ learningRate, epochs: 12 })).recipe.epochs).toBe(12);
    expect((await from({ learningRate: { ...learningRate, cutCycle: true } })).recipe.epochs).toBe(10);
  });

  it.each([
    ['a negative rate', { learningRate: { schedule: 'cosine', peak: -1 } }],
    ['an unknown entry', { epoch: 3 }],
    ['no epochs', { epochs: 0 }],
    ['all images kept apart', { validation: 1 }],
    ['a momentum of one', { optimiser: { momentum: 1 } }],
    ['three views, which the loss decides', { augmentation: { views: 3 } }],
  ])('cannot say %s', (_, file) => {
    expect(trainingFileSchema.safeParse({ ...plain, ...file }).success).toBe(false);
  });
});

it('tells what differs between two trainings', () => {
  const one = { seed: 1, learningRate: { peak: 0.1, warmUp: 1 }, limit: 5 };
  expect(differencesBetween(one, { seed: 1, learningRate: { warmUp: 1, peak: 0.1 }, limit: 5 })).toBe('');
  expect(differencesBetween(one, { seed: 2, learningRate: { peak: 0.2, warmUp: 1 } })).toBe('seed, learning rate, limit');
});
