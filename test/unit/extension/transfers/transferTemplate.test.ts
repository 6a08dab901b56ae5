import { describe, expect, it } from 'vitest';
import { transferFrom } from '../../../../src/engine/transfer/transferFile';
import { transferTemplate, type TransferChoice } from '../../../../src/extension/transfers/transferTemplate';
import { transferFileSchema, type TransferFile } from '../../../../src/protocol/transfer';

const parsed = (choice: Partial<TransferChoice>): TransferFile => transferFileSchema.parse(JSON.parse(transferTemplate({ data: './pictures', backend: 'auto', ...choice })));

describe('a new transfer file', () => {
  it('can be run, whatever the data are', async () => {
    for (const data of ['mnist', 'fashion-mnist', 'cifar10', './pictures', 'images/mine']) {
      const { strategies, standard } = await transferFrom(parsed({ data }), 'name', '/project');
      expect(strategies.map(({ name, sources }) => [name, sources.length])).toEqual([['standard', 1], ['C2', 1], ['L2', 1]]);
      expect(standard).toBe(0);
    }
  });

  it('has a network that a processor trains, and the backend of the settings', () => {
    expect(parsed({}).training?.architecture).toBe('small-cnn');
    expect(parsed({ data: 'cifar10' }).training?.architecture).toBe('resnet-8');
    expect(parsed({ backend: 'wasm' }).backend).toBe('wasm');
    expect(transferTemplate({ data: 'cifar10', backend: 'auto' })).not.toContain('backend');
  });

  it('mirrors no digits', () => {
    expect(parsed({ data: 'mnist' }).training?.augmentation.flip).toBe(false);
    expect(parsed({}).training?.augmentation.flip).toBe(true);
  });

  it('is written as people write it', () => {
    expect(transferTemplate({ data: 'mnist', backend: 'auto' }).split('\n')).toEqual([
      '{',
      '  "data": "mnist",',
      '  "training": {',
      '    "architecture": "small-cnn",',
      '    "epochs": 7,',
      '    "learningRate": { "schedule": "cosine", "peak": 0.05, "warmUp": 1 },',
      '    "augmentation": { "flip": false }',
      '  },',
      '  "strategies": [',
      '    { "name": "standard" },',
      '    { "name": "C2", "augmentation": { "noise": "c2" } },',
      '    { "name": "L2", "augmentation": { "noise": "single-l2" } }',
      '  ],',
      '  "tests": { "suite": "paper", "limit": 1000 }',
      '}',
      '',
    ]);
  });
});
