import type { TrainingFileInput } from '../../protocol/training';
import { oneLine } from '../experimentFiles/jsonLine';

/** What was chosen for a new training; paths as the file will write them. */
export interface TrainingChoice {
  /** An architecture's name, or the path of a layers model of the user's own. */
  readonly subject: { readonly architecture: NonNullable<TrainingFileInput['architecture']> } | { readonly model: string };
  readonly data: string;
  /** One of {@link corruptionChoices}. */
  readonly corruptions: CorruptionChoice;
  readonly epochs: number;
  /** As the settings have it; left out where it is `auto`. */
  readonly backend: NonNullable<TrainingFileInput['backend']>;
}

type AugmentationInput = NonNullable<TrainingFileInput['augmentation']>;

/** What training does to its images beyond flip and crop, by the word that the file's name has for it. */
export const corruptionChoices = {
  c2: { noise: 'c2' },
  c1: { noise: 'c1' },
  c3: { noise: 'c3' },
  l0: { noise: 'single-l0' },
  'l0.5': { noise: 'single-l0.5' },
  l1: { noise: 'single-l1' },
  l2: { noise: 'single-l2' },
  l50: { noise: 'single-l50' },
  linf: { noise: 'single-linf' },
  'trivialaugment-c2': { policy: 'trivialAugment', noise: 'c2' },
  standard: {},
} as const satisfies Record<string, AugmentationInput>;
export type CorruptionChoice = keyof typeof corruptionChoices;

/** The largest rate for trained weights, which are to be kept. */
const peakOfTrained = 0.01;

/** The largest rate for a new network: one without normalisation layers takes less. */
export function peakOf(architecture: NonNullable<TrainingFileInput['architecture']>): number {
  return architecture === 'small-cnn' ? 0.05 : 0.1;
}

/** What is left out of flip and crop: a digit in a mirror is no digit. */
export function basicAugmentation(data: string): AugmentationInput {
  return data === 'mnist' ? { flip: false } : {};
}

/** The text of a new training file: one cosine over all epochs, with a share of the images kept apart to watch. */
export function trainingTemplate({ subject, data, corruptions, epochs, backend }: TrainingChoice): string {
  const peak = 'model' in subject ? peakOfTrained : peakOf(subject.architecture);
  const augmentation = { ...basicAugmentation(data), ...corruptionChoices[corruptions] };
  const entries: [string, unknown][] = [
    ...Object.entries(subject),
    ['data', /[\\/.]/.test(data) || !/^\W|\s/.test(data) ? data : `./${data}`],
    ['epochs', epochs],
    ['learningRate', { schedule: 'cosine', peak, warmUp: epochs === 1 ? 0.2 : 1 }],
    ...(Object.keys(augmentation).length === 0 ? [] : [['augmentation', augmentation] satisfies [string, unknown]]),
    ['validation', 0.1],
    ['seed', 1],
    ...(backend === 'auto' ? [] : [['backend', backend] satisfies [string, unknown]]),
  ];
  return `{\n${entries.map(([key, value]) => `  ${JSON.stringify(key)}: ${oneLine(value)}`).join(',\n')}\n}\n`;
}
