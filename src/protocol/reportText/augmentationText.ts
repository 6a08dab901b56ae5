import type { Augmentation } from '../augmentation';
import { lawText } from './figureText';

const policyNames = { trivialAugment: 'TrivialAugment', randAugment: 'RandAugment', augMix: 'AugMix' } as const;
const mixingNames = { mixup: 'Mixup', cutMix: 'CutMix' } as const;
/** Longer lists of norms are cut short. */
const mostCorruptions = 4;

/** What training does to its images beyond flip and crop: "TrivialAugment, Mixup, C2"; empty where that is nothing. */
export function augmentationText({ policy, erasing, mixing, noise }: Pick<Augmentation, 'policy' | 'erasing' | 'mixing' | 'noise'>): string {
  return [
    ...(policy === undefined ? [] : [policyNames[policy.name]]),
    ...(erasing === undefined ? [] : ['erasing']),
    ...mixing.map(({ name }) => mixingNames[name]),
    ...noise.map(noiseText),
  ].join(', ');
}

function noiseText(noise: Augmentation['noise'][number]): string {
  if (noise.name === 'patchGaussian') return 'Patch Gaussian';
  if (noise.name === 'noisyMix') return 'NoisyMix noise';
  const names = noise.corruptions.map((corruption) => (typeof corruption === 'string' ? setName(corruption) : lawText(corruption)));
  return names.length > mostCorruptions ? `${names.slice(0, mostCorruptions).join(' + ')} + ...` : names.join(' + ');
}

/** "c2" is "C2", "single-l0.5" is "L0.5". */
function setName(set: string): string {
  return set.replace(/^single-/, '').replace(/^[cl]/, (letter) => letter.toUpperCase());
}
