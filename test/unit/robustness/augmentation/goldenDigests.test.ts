import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { augmentationSchema, type AugmentationInput } from '../../../../src/protocol/augmentation';
import { augmentationVersion, TrainingAugmentation } from '../../../../src/robustness/augmentation';
import golden from './goldenDigests.json';
import { small, trainingSet } from './trainingSet';

const inputs: Record<string, AugmentationInput> = {
  'crop and flip': {},
  TrivialAugment: { policy: 'trivialAugment' },
  RandAugment: { policy: 'randAugment' },
  AugMix: { policy: 'augMix', views: 3 },
  erasing: { erasing: {} },
  Mixup: { mixing: 'mixup' },
  CutMix: { mixing: 'cutMix' },
  C1: { noise: 'c1' },
  'scaled and patched': { noise: { name: 'lp', corruptions: ['c2'], scale: { beta: [2, 5] }, patch: { area: [0.5, 1] }, concurrent: 2 } },
  'Patch Gaussian': { noise: 'patchGaussian' },
  NoisyMix: { noise: 'noisyMix' },
};

function digestOf(input: AugmentationInput): string {
  const images = trainingSet(small, 64);
  const { images: values, labels } = new TrainingAugmentation(augmentationSchema.parse(input), images, 17).augmentBatch({ indices: images.indices, epoch: 3 });
  return createHash('sha256').update(new Uint8Array(values.buffer)).update(new Uint8Array(labels.buffer)).digest('hex').slice(0, 16);
}

describe('the bytes of an address', () => {
  it('are those of this version', () => {
    // A difference that is meant needs a new augmentationVersion and new digests; one that is not is a fault.
    expect(augmentationVersion).toBe(golden.augmentationVersion);
  });

  it.each(Object.entries(inputs))('%s', (name, input) => {
    expect({ [name]: digestOf(input) }).toEqual({ [name]: (golden.digests as Record<string, string>)[name] });
  });
});
