import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { augmentationSchema, type AugmentationInput } from '../../../src/protocol/augmentation';

describe('an augmentation as it is written', () => {
  it('is crop and flip where nothing is named', () => {
    expect(augmentationSchema.parse({})).toEqual({ flip: true, crop: {}, mixing: [], noise: [], views: 1 });
  });

  it.each<[AugmentationInput, AugmentationInput]>([
    [{ noise: 'c2' }, { noise: [{ name: 'lp', corruptions: ['c2'] }] }],
    [{ noise: ['c1', 'noisyMix'] }, { noise: [{ name: 'lp', corruptions: ['c1'] }, { name: 'noisyMix' }] }],
    [{ mixing: 'mixup' }, { mixing: [{ name: 'mixup', alpha: 0.2, probability: 1 }] }],
    [{ mixing: { name: 'cutMix' } }, { mixing: ['cutMix'] }],
    [{ policy: 'randAugment' }, { policy: { name: 'randAugment', operations: 2, magnitude: 9 } }],
    [{ policy: 'augMix' }, { policy: { name: 'augMix', severity: 3, width: 3, alpha: 1, allOperations: true } }],
    [{ noise: 'patchGaussian' }, { noise: [{ name: 'patchGaussian', deviation: 0.1, patch: { side: 25 } }] }],
  ])('%j is short for %j', (short, long) => {
    expect(augmentationSchema.parse(short)).toEqual(augmentationSchema.parse(long));
  });

  it.each([
    { policy: 'autoAugment' },
    { noise: 'c4' },
    { noise: { name: 'lp', corruptions: [] } },
    { noise: { name: 'lp', corruptions: [{ norm: 0, epsilons: [1.5] }] } },
    { noise: { name: 'lp', corruptions: [{ norm: 2, epsilons: [-1] }] } },
    { noise: { name: 'lp', corruptions: [{ norm: 0.01, epsilons: [1] }] } },
    { noise: { name: 'lp', corruptions: ['single-l2'], concurrent: 3 } },
    { noise: { name: 'lp', corruptions: ['c1'], scale: { beta: [0, 1] } } },
    { noise: { name: 'lp', corruptions: ['c1'], sharedBy: 0 } },
    { noise: { name: 'lp', corruptions: ['c1'], patch: { area: [0.9, 0.2] } } },
    { noise: ['c1', 'c1', 'c1', 'c1', 'c1'] },
    { mixing: { name: 'mixup', alpha: 0 } },
    { erasing: { area: [0.5, 0.1] } },
    { erasing: { probability: 2 } },
    { crop: { padding: 0.5 } },
    { views: 2 },
    { fliped: true },
    null,
    'c1',
  ])('%j is refused', (input) => {
    expect(augmentationSchema.safeParse(input).success).toBe(false);
  });

  it('has a JSON schema for editors', () => {
    const schema = JSON.stringify(z.toJSONSchema(augmentationSchema, { io: 'input', target: 'draft-7' }));
    for (const word of ['trivialAugment', 'single-linf', 'patchGaussian', 'cutMix', 'sharedBy']) expect(schema).toContain(word);
  });
});
