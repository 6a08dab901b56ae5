import { augmentationSchema } from '../../src/protocol/augmentation';
import { TrainingAugmentation } from '../../src/robustness/augmentation';
import { RandomStream } from '../../src/robustness/randomStream';

// Bundled and run in a process of its own: prints its rows as JSON.

/** One row of the augmentation benchmark: CIFAR images a second on one thread. */
export interface AugmentationRate {
  readonly recipe: string;
  readonly imagesPerSecond: number;
}

const recipes = {
  'crop and flip': {},
  'crop, flip, TrivialAugment': { policy: 'trivialAugment' },
  'crop, flip, RandAugment': { policy: 'randAugment' },
  'crop, flip, AugMix': { policy: 'augMix' },
  'crop, flip, C1': { noise: 'c1' },
  'crop, flip, TrivialAugment, C1': { policy: 'trivialAugment', noise: 'c1' },
} as const;

const shape = { height: 32, width: 32, channels: 3 };
const size = 3072;
const batch = 32;
const batches = 240;

function measureAugmentation(): AugmentationRate[] {
  const random = new RandomStream({ seed: 1, purpose: 'subset', kind: 'order', image: 0, draw: 0 });
  const pixels = Uint8Array.from({ length: batch * size }, () => random.nextWord() >>> 24);
  const indices = Uint32Array.from({ length: batch }, (_, i) => i);
  const images = { shape, classes: 10, indices, pixels: (index: number) => pixels.subarray(index * size, (index + 1) * size), label: (index: number) => index % 10 };
  return Object.entries(recipes).map(([recipe, input]) => {
    const augmentation = new TrainingAugmentation(augmentationSchema.parse(input), images, 1);
    let out = augmentation.augmentBatch({ indices, epoch: 0 });
    const seconds: number[] = [];
    for (let epoch = 1; epoch <= batches; epoch++) {
      const start = performance.now();
      out = augmentation.augmentBatch({ indices, epoch }, out);
      seconds.push((performance.now() - start) / 1000);
    }
    // Batches differ in what they draw, so no single one stands for the others; a quarter of them had the machine least shared.
    const fastest = seconds.sort((a, b) => a - b).slice(0, batches / 4);
    return { recipe, imagesPerSecond: (batch * fastest.length) / fastest.reduce((sum, time) => sum + time, 0) };
  });
}

process.stdout.write(JSON.stringify(measureAugmentation()));
