import { dimensionOf, drawUnitSample, type ImageShape, type NoiseLaw, type UnitSample } from '../corruption';
import type { NoisyMix } from './augmentationDescription';
import { noiseAddress, openStream } from './augmentationStream';
import { nextBeta } from './betaLaw';
import type { NoiseStage } from './lpNoise';

const normal: NoiseLaw = { norm: 'gaussian', sampling: 'ball', unit: 'element' };
const uniform: NoiseLaw = { norm: 'inf', sampling: 'ball', unit: 'element' };

/**
 * The noise of NoisyMix (Erichson et al. 2022): each element x becomes x (1 + multiplicative b u) + additive b' z, with
 * u uniform on (-1, 1) and z from N(0, 1) for each element, b and b' from Beta(2, 5) for each image. Then it is clipped,
 * which the authors leave out: an image stays one.
 */
export function noisyMix({ additive, multiplicative }: NoisyMix, shape: ImageShape): NoiseStage {
  const sums = new Float32Array(dimensionOf(shape));
  const factors = new Float32Array(dimensionOf(shape));
  return (image, place, turn) => {
    const stream = openStream('choice', place, turn);
    const address = noiseAddress(place, turn);
    const z = scaled(drawUnitSample(normal, shape, address, { into: sums }), additive * nextBeta(2, 5, stream));
    const u = scaled(drawUnitSample(uniform, shape, address, { into: factors }), multiplicative * nextBeta(2, 5, stream));
    for (let i = 0; i < image.length; i++) {
      const x = (image[i] as number) * (1 + u * (factors[i] as number)) + z * (sums[i] as number);
      image[i] = x < 0 ? 0 : x > 1 ? 1 : x;
    }
  };
}

const scaled = (sample: UnitSample, by: number): number => (sample.kind === 'additive' ? sample.scale * by : 0);
