import type { CommonCell, CommonLaw, Severity } from '../protocol/commonCorruption';
import type { EvaluationBlock, ImageShape } from '../protocol/computeMessages';
import { hostErrors } from '../protocol/errors';
import { commonCorruption, severities, truncateToBytes } from '../robustness/commonCorruption';
import { corrupt, drawUnitSample, realisedNorm, type NoiseLaw, type UnitSample } from '../robustness/corruption';

/** Says whether the work is to stop, after letting the message that asks for it in. */
export type CancellationCheck = () => Promise<boolean>;

/** Writes a block's images at one strength to `batch`, and to `realised` the size of each corruption after clipping. */
export type FillBatch = (strength: number, batch: Float32Array, realised: Float64Array) => Promise<void>;

/** Reads images under a common corruption as they are stored. */
export type CorruptedReader = (cell: CommonCell, images: Uint32Array, out: Float32Array) => Promise<void>;

const euclidean: NoiseLaw = { norm: 2, sampling: 'ball', unit: 'element' };

/**
 * What corrupts the images of a block. A norm's unit samples are drawn here, once for all epsilons; the address of the
 * noise holds nothing of batch or worker.
 *
 * @param clean the block's images, one after the other
 * @param buffer as long as `clean`; the samples stay in it as long as the result is used
 * @param readCorrupted reads common corruptions that are stored, instead of making them
 */
export function batchFiller(
  block: EvaluationBlock,
  shape: ImageShape,
  clean: Float32Array,
  buffer: Float32Array,
  isCancelled: CancellationCheck,
  readCorrupted?: CorruptedReader,
): FillBatch {
  const { law } = block;
  if (law === null) {
    return (_, batch) => {
      batch.set(clean);
      return Promise.resolve();
    };
  }
  if ('corruption' in law && readCorrupted !== undefined) {
    const { corruption } = law;
    return async (strength, batch, realised) => {
      await readCorrupted({ corruption, severity: severityOf(strength) }, block.images, batch);
      const size = clean.length / block.images.length;
      for (let i = 0; i < block.images.length; i++) realised[i] = realisedNorm(clean.subarray(i * size, (i + 1) * size), batch, { law: euclidean, shape }, i * size);
    };
  }
  if ('corruption' in law) return (severity, batch, realised) => corruptCommonly({ ...block, law }, severity, shape, clean, batch, realised, isCancelled);
  const samples = unitSamples(block, law, shape, buffer);
  return (epsilon, batch, realised) => {
    corruptBatch(clean, samples, epsilon, batch, realised);
    return Promise.resolve();
  };
}

function severityOf(strength: number): Severity {
  const severity = severities.find((known) => known === strength);
  if (severity === undefined) throw new RangeError(`there is no severity ${strength}`);
  return severity;
}

function unitSamples({ images, seed, draw, strengths }: EvaluationBlock, law: NoiseLaw, shape: ImageShape, buffer: Float32Array): UnitSample[] {
  const size = shape.height * shape.width * shape.channels;
  return Array.from(images, (image, i) => {
    const into = buffer.subarray(i * size, (i + 1) * size);
    return drawUnitSample(law, shape, { seed, purpose: 'evaluation', image, draw }, { into, maximumEpsilon: strengths.at(-1) ?? 1 });
  });
}

function corruptBatch(clean: Float32Array, samples: readonly UnitSample[], epsilon: number, batch: Float32Array, realised: Float64Array): void {
  const size = clean.length / samples.length;
  for (const [i, sample] of samples.entries()) {
    const image = clean.subarray(i * size, (i + 1) * size);
    corrupt(image, sample, epsilon, batch, i * size);
    realised[i] = realisedNorm(image, batch, sample, i * size);
  }
}

/** Common corruptions as the benchmark stores them, cut off to whole levels. Some take long: cancelled between two images. */
async function corruptCommonly(
  { law, images, seed, draw }: EvaluationBlock & { readonly law: CommonLaw },
  strength: number,
  shape: ImageShape,
  clean: Float32Array,
  batch: Float32Array,
  realised: Float64Array,
  isCancelled: CancellationCheck,
): Promise<void> {
  const severity = severityOf(strength);
  const size = clean.length / images.length;
  const bytes = new Uint8Array(size);
  for (const [i, image] of images.entries()) {
    if (await isCancelled()) throw hostErrors.cancelled({});
    const original = clean.subarray(i * size, (i + 1) * size);
    truncateToBytes(commonCorruption(original, shape, { name: law.corruption, severity }, { seed, purpose: 'evaluation', image, draw }), bytes);
    for (let k = 0; k < size; k++) batch[i * size + k] = (bytes[k] as number) / 255;
    realised[i] = realisedNorm(original, batch, { law: euclidean, shape }, i * size);
  }
}
