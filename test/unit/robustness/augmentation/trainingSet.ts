import type { TrainingImages } from '../../../../src/robustness/augmentation';
import type { ImageShape } from '../../../../src/robustness/corruption';
import { RandomStream } from '../../../../src/robustness/randomStream';

/** Random images of bytes, or their numbers in [0, 1], with labels in turn. */
export function trainingSet(shape: ImageShape, count: number, as: 'bytes' | 'numbers' = 'bytes', classes = 10): TrainingImages {
  const size = shape.height * shape.width * shape.channels;
  const stream = new RandomStream({ seed: 99, purpose: 'subset', kind: 'order', image: 0, draw: 0 });
  const bytes = Uint8Array.from({ length: count * size }, () => stream.nextWord() >>> 24);
  const numbers = Float32Array.from(bytes, (level) => level / 255);
  return {
    shape,
    classes,
    indices: Uint32Array.from({ length: count }, (_, i) => i),
    pixels: (index) => (as === 'bytes' ? bytes : numbers).subarray(index * size, (index + 1) * size),
    label: (index) => index % classes,
  };
}

export const small: ImageShape = { height: 8, width: 8, channels: 3 };
export const cifar: ImageShape = { height: 32, width: 32, channels: 3 };
