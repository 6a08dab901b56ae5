import { commonCorruption, truncateToBytes, type CommonCorruption } from '../commonCorruption';
import { corrupt, drawUnitSample, type ImageShape, type NoiseLaw, type UnitSample } from '../corruption';

/** A corruption as the preview shows it: noise of a law and a size, or one of the 19 common corruptions. */
export type PreviewCorruption = ({ readonly kind: 'noise'; readonly law: NoiseLaw; readonly epsilon: number }) | ({ readonly kind: 'common' } & CommonCorruption);

/** Where an evaluation draws the corruption of an image. Whole numbers from 0 to 2^53 - 1. */
export interface PreviewAddress {
  readonly seed: number;
  /** Index of the image in its split. */
  readonly image: number;
  readonly draw: number;
}

/**
 * The unit sample that an evaluation draws for an image, serving every epsilon. An evaluation draws no more L0 positions
 * than its suite's largest epsilon needs; those are the first of the ones drawn here.
 *
 * @param into takes the values of an additive sample; as long as the image has elements
 */
export function evaluationSample(law: NoiseLaw, shape: ImageShape, { seed, image, draw }: PreviewAddress, into?: Float32Array): UnitSample {
  return drawUnitSample(law, shape, { seed, purpose: 'evaluation', image, draw }, into === undefined ? {} : { into });
}

/**
 * Writes the image as an evaluation hands it to the model: the same float32 numbers.
 *
 * @param image height x width x channels in [0, 1]
 * @param sample of the corruption's law at the address; left out, it is drawn
 * @param out as long as the image
 */
export function writePreview(
  image: Float32Array,
  shape: ImageShape,
  corruption: PreviewCorruption,
  address: PreviewAddress,
  out: Float32Array,
  sample?: UnitSample,
): void {
  if (corruption.kind === 'noise') {
    corrupt(image, sample ?? evaluationSample(corruption.law, shape, address), corruption.epsilon, out);
    return;
  }
  // The benchmark stores its images as bytes, and those are what is evaluated.
  const bytes = new Uint8Array(image.length);
  truncateToBytes(commonCorruption(image, shape, corruption, { ...address, purpose: 'evaluation' }), bytes);
  for (let i = 0; i < bytes.length; i++) out[i] = (bytes[i] as number) / 255;
}
