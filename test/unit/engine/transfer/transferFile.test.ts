import { describe, expect, it } from 'vitest';
import { transferFrom } from '../../../../src/engine/transfer/transferFile';
import { planOf } from '../../../../src/engine/transfer/transferPlan';
import { trainingFrom } from '../../../../src/engine/training/trainingFile';
import { askedOf } from '../../../../src/engine/training/trainingStore';
import { trainingFileSchema } from '../../../../src/protocol/training';
import { transferFileSchema, type Transfer, type TransferFileInput } from '../../../../src/protocol/transfer';

const plain: TransferFileInput = {
  data: 'cifar10',
  training: { architecture: 'resnet-8', epochs: 6, learningRate: { schedule: 'cosine', peak: 0.1, warmUp: 1 }, validation: 0.02, augmentation: { crop: { padding: 3 } } },
  strategies: [{ name: 'standard' }, { name: 'TA and C2', augmentation: { policy: 'trivialAugment', noise: 'c2' }, seeds: [1, 3] }, { name: 'mine', model: { path: 'net/model.json', classNames: ['a', 'b'] } }],
  backend: 'tfjs-node',
};
const from = (file: Partial<TransferFileInput>): Promise<Transfer> => transferFrom(transferFileSchema.parse({ ...plain, ...file }), 'name', '/project');

describe('a transfer experiment', () => {
  it('asks for the very trainings that training files with the same settings ask for', async () => {
    const { strategies } = await from({});
    const asked = strategies.flatMap(({ sources }) => sources.flatMap((source) => (source.kind === 'training' ? [askedOf(source.training)] : [])));
    const { training } = plain;
    const files = [
      { ...training, data: 'cifar10', backend: 'tfjs-node' },
      { ...training, augmentation: { crop: { padding: 3 }, policy: 'trivialAugment', noise: 'c2' }, data: 'cifar10', backend: 'tfjs-node', seed: 1 },
      { ...training, augmentation: { crop: { padding: 3 }, policy: 'trivialAugment', noise: 'c2' }, data: 'cifar10', backend: 'tfjs-node', seed: 3 },
    ];
    expect(asked).toEqual(await Promise.all(files.map(async (file) => askedOf(await trainingFrom(trainingFileSchema.parse(file), '/project')))));
  });

  it('takes paths from the folder of the file, and names the standard by its place', async () => {
    const { strategies, standard, name, tests, threads, atOnce } = await from({ standard: 'mine', tests: { common: true }, training: { ...plain.training, epochs: 6, threads: 2, atOnce: 3 } });
    expect(strategies[2]?.sources).toEqual([{ kind: 'model', path: '/project/net/model.json', description: { classNames: ['a', 'b'] } }]);
    expect({ standard, name, threads, atOnce }).toEqual({ standard: 2, name: 'name', threads: 2, atOnce: 3 });
    expect(tests).toEqual({ suite: 'paper', limit: 2000, commonLimit: 1000, seed: 1, draws: 1 });
  });

  it('leaves the common corruptions of a suite out, which have a test of their own', async () => {
    const suite = { name: 's', curves: [{ norm: 2, epsilons: [1] }], common: [{ corruption: 'fog' as const }] };
    expect((await from({ tests: { suite } })).tests.suite).toMatchObject({ name: 's', common: [] });
  });

  it.each<[string, Partial<TransferFileInput>, string]>([
    ['a suite without norms', { tests: { suite: 'common' } }, 'LPR-713'],
    ['a suite of imperceptible corruptions alone', { tests: { suite: 'imperceptible' } }, 'LPR-713'],
    ['an unknown suite', { tests: { suite: 'papre' } }, 'LPR-103'],
    ['no architecture', { training: { epochs: 3 } }, 'LPR-704'],
    ['a schedule that cannot be kept', { training: { architecture: 'resnet-8', epochs: 3, learningRate: { schedule: 'cosine', cycle: 2 } } }, 'LPR-702'],
  ])('is refused for %s', async (_, file, code) => {
    await expect(from(file)).rejects.toMatchObject({ code });
  });

  it('tells of each model whether it is there', async () => {
    const transfer = await from({});
    const [standard, other] = transfer.strategies.flatMap(({ sources }) => sources.flatMap((source) => (source.kind === 'training' ? [source.training] : [])));
    if (standard === undefined || other === undefined) throw new Error('two trainings');
    const identity = { subject: '', data: '', recipe: standard.recipe, backend: { name: 'tfjs-node' as const, device: '', versions: {} }, versions: { training: '', sampler: '' } };
    const report = { kind: 'training' as const, weights: '', trainingImages: 1, validationImages: 0, trainableCount: 1, classNames: [], input: { height: 1, width: 1, channels: 1 }, epochs: [] };
    const plan = planOf(transfer, {
      backend: { name: 'tfjs-node', isGpu: false },
      trainings: [
        { training: standard, identity, folder: '/t/one', report, isBegun: true, places: [{ strategy: 0, model: 0 }] },
        { training: other, identity, folder: '/t/two', report: undefined, isBegun: true, places: [{ strategy: 1, model: 0 }] },
        { training: other, identity, folder: '/t/three', report: undefined, isBegun: false, places: [{ strategy: 1, model: 1 }] },
      ],
    });
    expect(plan.models.map(({ name, seed, state, training }) => [name, seed, state, training])).toEqual([
      ['standard', 1, 'trained', '/t/one'],
      ['TA and C2', 1, 'begun', '/t/two'],
      ['TA and C2', 3, 'missing', '/t/three'],
      ['mine', null, 'exists', null],
    ]);
  });
});
