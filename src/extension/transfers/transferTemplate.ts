import type { TransferFileInput } from '../../protocol/transfer';
import { oneLine } from '../experimentFiles/jsonLine';
import { basicAugmentation, corruptionChoices, peakOf } from '../trainings/trainingTemplate';

/** What was chosen for a new transfer experiment; `data` as the file will write it. */
export interface TransferChoice {
  readonly data: string;
  /** As the settings have it; left out where it is `auto`. */
  readonly backend: NonNullable<TransferFileInput['backend']>;
}

/**
 * The text of a new transfer file: standard training, the paper's C2 and L2 alone, with a network that a processor can train. Everything
 * that decides how long it takes stands in it, to be changed.
 */
export function transferTemplate({ data, backend }: TransferChoice): string {
  const architecture = data === 'cifar10' ? 'resnet-8' : 'small-cnn';
  const augmentation = basicAugmentation(data);
  const training: [string, unknown][] = [
    ['architecture', architecture],
    ['epochs', 7],
    ['learningRate', { schedule: 'cosine', peak: peakOf(architecture), warmUp: 1 }],
    ...(Object.keys(augmentation).length === 0 ? [] : [['augmentation', augmentation] satisfies [string, unknown]]),
  ];
  const strategies: TransferFileInput['strategies'] = [{ name: 'standard' }, { name: 'C2', augmentation: corruptionChoices.c2 }, { name: 'L2', augmentation: corruptionChoices.l2 }];
  const lines = [
    `  "data": ${JSON.stringify(data)}`,
    `  "training": {\n${training.map(([key, value]) => `    ${JSON.stringify(key)}: ${oneLine(value)}`).join(',\n')}\n  }`,
    `  "strategies": [\n${strategies.map((strategy) => `    ${oneLine(strategy)}`).join(',\n')}\n  ]`,
    `  "tests": ${oneLine({ suite: 'paper', limit: 1000 })}`,
    ...(backend === 'auto' ? [] : [`  "backend": ${JSON.stringify(backend)}`]),
  ];
  return `{\n${lines.join(',\n')}\n}\n`;
}
