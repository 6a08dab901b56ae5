import { corrupt, drawUnitSample, type ImageShape, type NoiseLaw } from '../corruption';
import type { RandomStream } from '../randomStream';
import { suiteFor } from '../suite/suite';
import type { LpNoise, PatchGaussian, StrengthScale } from './augmentationDescription';
import { noiseAddress, openStream, type ImagePlace } from './augmentationStream';
import { nextBeta } from './betaLaw';
import { drawPatch, keepOutside } from './patch';

/** A law with its epsilon: what an image can draw. */
export interface Strength {
  readonly law: NoiseLaw;
  readonly epsilon: number;
}

/**
 * Noise of one entry of a description, ready for images of one shape.
 *
 * @param image is corrupted in place and stays in [0, 1]
 * @param place whose random numbers it reads
 * @param firstTurn number of its first noise within the image
 */
export type NoiseStage = (image: Float32Array, place: ImagePlace, firstTurn: number) => void;

/** Most noises that one entry applies to an image one after another. */
export const mostConcurrent = 8;

/** The pool of strengths that a description's sets and curves make for images of a shape, each as often as it is named. */
export function pooledStrengths(corruptions: LpNoise['corruptions'], shape: ImageShape): Strength[] {
  return corruptions.flatMap((corruption) => {
    if (typeof corruption === 'string') return suiteFor(corruption, shape).cells.map(({ norm, sampling, unit, epsilon }) => ({ law: { norm, sampling, unit }, epsilon }));
    const { epsilons, ...law } = corruption;
    return epsilons.map((epsilon) => ({ law, epsilon }));
  });
}

/**
 * Random Lp corruptions for training: each image, or group of images, draws a strength uniformly from the pool and a
 * corruption uniform in its ball, fresh in every epoch; several at once are drawn without replacement and each is
 * clipped before the next.
 *
 * @throws RangeError where an image is to draw more strengths than there are
 */
export function lpNoise(noise: LpNoise, shape: ImageShape): NoiseStage {
  const pool = pooledStrengths(noise.corruptions, shape);
  if (noise.concurrent > Math.min(pool.length, mostConcurrent)) throw new RangeError(`${noise.concurrent} of ${pool.length} strengths at once`);
  const size = shape.height * shape.width * shape.channels;
  const values = new Float32Array(size);
  const before = noise.patch === undefined ? undefined : new Float32Array(size);
  return (image, place, firstTurn) => {
    const stream = openStream('choice', place, firstTurn);
    const isClean = stream.nextUniform() < noise.cleanShare;
    if (isClean) return;
    const chosen = drawDistinct(pool.length, noise.concurrent, stream).map((at) => ({ ...(pool[at] as Strength), factor: drawFactor(noise.scale, stream) }));
    const patch = noise.patch === undefined ? undefined : drawPatch(noise.patch, shape, stream);
    before?.set(image);
    chosen.forEach(({ law, epsilon, factor }, turn) => {
      const scaled = epsilon * factor;
      const sample = drawUnitSample(law, shape, noiseAddress(place, firstTurn + turn), { into: values, maximumEpsilon: scaled });
      corrupt(image, sample, scaled, image);
    });
    if (before !== undefined && patch !== undefined) keepOutside(before, image, shape, patch);
  };
}

/** Patch Gaussian is Gaussian noise of a uniformly scaled deviation within a patch. */
export const patchGaussian = ({ deviation, patch }: PatchGaussian, shape: ImageShape): NoiseStage =>
  lpNoise(
    {
      name: 'lp',
      corruptions: [{ norm: 'gaussian', epsilons: [deviation], sampling: 'ball', unit: 'element' }],
      concurrent: 1,
      scale: 'uniform',
      cleanShare: 0,
      sharedBy: 1,
      patch,
    },
    shape,
  );

function drawFactor(scale: StrengthScale, stream: RandomStream): number {
  if (scale === 'fixed') return 1;
  return scale === 'uniform' ? stream.nextUniform() : nextBeta(...scale.beta, stream);
}

/** Distinct numbers below `bound`, every choice equally likely. */
function drawDistinct(bound: number, count: number, stream: RandomStream): number[] {
  const chosen: number[] = [];
  while (chosen.length < count) {
    const candidate = stream.nextIndex(bound);
    if (!chosen.includes(candidate)) chosen.push(candidate);
  }
  return chosen;
}
