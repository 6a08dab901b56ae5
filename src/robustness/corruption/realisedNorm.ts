import { corruptionKind, dimensionOf, type ImageShape, type NoiseLaw } from './noiseLaw';
import { lpNorm } from './powerSum';

/** What a size is measured by: any unit sample, or a law and a shape. */
interface Corrupted {
  readonly law: NoiseLaw;
  readonly shape: ImageShape;
}

let scratch = new Float32Array(0);

/**
 * Size of a corruption as it really is, after clipping, in epsilon's own unit: the Lp norm of the difference, its
 * largest entry (Linf), the share of changed elements or pixels (L0), or its root mean square (Gaussian).
 *
 * @param image the original, in [0, 1]
 * @param corrupted holds the corrupted image from `offset` on
 */
export function realisedNorm(image: Float32Array, corrupted: Float32Array, sample: Corrupted, offset = 0): number {
  const { law, shape } = sample;
  const kind = corruptionKind(law);
  const dimension = dimensionOf(shape);
  if (kind.kind === 'replacement') {
    return law.unit === 'pixel'
      ? changedPixels(shape, image, corrupted, offset) / (shape.height * shape.width)
      : changedElements(image, corrupted, offset) / dimension;
  }
  if (kind.kind === 'deviation') return Math.sqrt(sumOfSquares(image, corrupted, offset) / dimension);
  if (kind.kind === 'maximum') return largestDifference(image, corrupted, offset);
  if (kind.p === 1) return sumOfSizes(image, corrupted, offset);
  if (kind.p === 2) return Math.sqrt(sumOfSquares(image, corrupted, offset));
  const difference = takeScratch(dimension);
  for (let i = 0; i < dimension; i++) difference[i] = (corrupted[offset + i] as number) - (image[i] as number);
  return lpNorm(difference, kind.p);
}

function takeScratch(length: number): Float32Array {
  if (scratch.length < length) scratch = new Float32Array(length);
  return scratch.length === length ? scratch : scratch.subarray(0, length);
}

function sumOfSquares(image: Float32Array, corrupted: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++) {
    const difference = (corrupted[offset + i] as number) - (image[i] as number);
    sum += difference * difference;
  }
  return sum;
}

function sumOfSizes(image: Float32Array, corrupted: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += Math.abs((corrupted[offset + i] as number) - (image[i] as number));
  return sum;
}

function largestDifference(image: Float32Array, corrupted: Float32Array, offset: number): number {
  let largest = 0;
  for (let i = 0; i < image.length; i++) {
    const size = Math.abs((corrupted[offset + i] as number) - (image[i] as number));
    if (size > largest) largest = size;
  }
  return largest;
}

function changedElements(image: Float32Array, corrupted: Float32Array, offset: number): number {
  let changed = 0;
  for (let i = 0; i < image.length; i++) if (corrupted[offset + i] !== image[i]) changed++;
  return changed;
}

function changedPixels(shape: ImageShape, image: Float32Array, corrupted: Float32Array, offset: number): number {
  let changed = 0;
  for (let start = 0; start < image.length; start += shape.channels) {
    for (let i = start; i < start + shape.channels; i++) {
      if (corrupted[offset + i] !== image[i]) {
        changed++;
        break;
      }
    }
  }
  return changed;
}
