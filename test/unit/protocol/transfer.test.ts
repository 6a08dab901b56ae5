import { describe, expect, it } from 'vitest';
import { transferFileSchema, type TransferFileInput } from '../../../src/protocol/transfer';

const plain: TransferFileInput = {
  data: 'cifar10',
  training: { architecture: 'resnet-8', epochs: 6 },
  strategies: [{ name: 'standard' }, { name: 'C2', augmentation: { noise: 'c2' }, seeds: [1, 2, 3] }, { name: 'mine', model: 'net/model.json' }],
};
const problemOf = (file: unknown): string | undefined => {
  const result = transferFileSchema.safeParse(file);
  return result.success ? undefined : JSON.stringify(result.error.issues);
};

describe('a transfer file', () => {
  it('fills in the paper suite on 2,000 images, one seed, and trainings of one thread', () => {
    const { tests, strategies, training, standard } = transferFileSchema.parse(plain);
    expect(tests).toEqual({ suite: 'paper', limit: 2000, common: false, seed: 1, draws: 1 });
    expect(strategies[0]).toEqual({ name: 'standard', augmentation: {}, seeds: [1] });
    expect(training).toMatchObject({ threads: 1, batchSize: 128, augmentation: { flip: true, noise: [] } });
    expect(standard).toBeUndefined();
  });

  it('takes what a strategy changes without filling in the rest', () => {
    const { strategies } = transferFileSchema.parse(plain);
    expect(strategies[1]).toMatchObject({ augmentation: { noise: [{ name: 'lp', corruptions: ['c2'] }] }, seeds: [1, 2, 3] });
    expect(Object.keys((strategies[1] as { augmentation: object }).augmentation)).toEqual(['noise']);
  });

  it.each([
    [true, true],
    [{ limit: 5 }, { limit: 5 }],
    [{}, { limit: 1000 }],
  ])('tests common corruptions where it says %j', (common, expected) => {
    expect(transferFileSchema.parse({ ...plain, tests: { common } }).tests.common).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ['one strategy', { ...plain, strategies: [{ name: 'standard' }] }, /strategies/],
    ['two strategies of one name', { ...plain, strategies: [{ name: 'a' }, { name: 'a' }] }, /Another strategy is called \\"a\\"/],
    ['a standard that is none of them', { ...plain, standard: 'C1' }, /No strategy is called \\"C1\\"/],
    ['a strategy to train without saying how', { data: 'mnist', strategies: plain.strategies }, /must say how to train/],
    ['a seed twice', { ...plain, strategies: [{ name: 'a', seeds: [1, 1] }, { name: 'b' }] }, /A seed stands twice/],
    ['a model with seeds', { ...plain, strategies: [{ name: 'a' }, { name: 'b', model: 'net/model.json', seeds: [1] }] }, /seeds/],
    ['a seed of the recipe, which strategies have', { ...plain, training: { ...plain.training, seed: 2 } }, /seed/],
    ['three views, which the loss decides', { ...plain, strategies: [{ name: 'a', augmentation: { views: 3 } }, { name: 'b' }] }, /views/],
  ])('is refused with %s', (_, file, reason) => {
    expect(problemOf(file)).toMatch(reason);
  });

  it('may hold existing models alone', () => {
    expect(problemOf({ data: 'mnist', strategies: [{ name: 'a', model: 'a/model.json' }, { name: 'b', model: 'b/model.json' }] })).toBeUndefined();
  });
});
