import { drawGaussian } from '../corruption/gaussian';
import { exp } from '../elementary';
import type { RandomStream } from '../randomStream';
import { clipped } from './levels';

/** Independent N(0, 1) numbers. */
export function standardNormals(count: number, stream: RandomStream): Float32Array {
  const values = new Float32Array(count);
  const scale = drawGaussian(values, stream);
  for (let i = 0; i < count; i++) values[i] = (values[i] as number) * scale;
  return values;
}

/** Adds N(0, deviation^2) to each element. */
export function gaussianNoise(image: Float32Array, deviation: number, stream: RandomStream): Float32Array {
  const noise = standardNormals(image.length, stream);
  return noise.map((z, i) => clipped((image[i] as number) + deviation * z));
}

/** Adds to each element N(0, deviation^2) times its own value. */
export function speckleNoise(image: Float32Array, deviation: number, stream: RandomStream): Float32Array {
  const noise = standardNormals(image.length, stream);
  return noise.map((z, i) => clipped((image[i] as number) * (1 + deviation * z)));
}

/** Replaces each element with probability `share`, by 0 or 1 with equal probability. */
export function impulseNoise(image: Float32Array, share: number, stream: RandomStream): Float32Array {
  return image.map((value) => {
    const isReplaced = stream.nextUniform() <= share;
    const isSalt = stream.nextWord() >>> 31 === 1;
    return isReplaced ? Number(isSalt) : value;
  });
}

/** Each element becomes a Poisson count of its value times `photons`, divided by `photons`. */
export function shotNoise(image: Float32Array, photons: number, stream: RandomStream): Float32Array {
  const laws = new Map<number, Float64Array>();
  return image.map((value) => {
    let law = laws.get(value);
    // Pictures of bytes have few values; resized ones may have as many as elements.
    if (law === undefined) {
      law = poissonDistribution(value * photons);
      if (laws.size < 1024) laws.set(value, law);
    }
    return clipped(quantileIndex(law, stream.nextUniform()) / photons);
  });
}

/** Probabilities of at most k for k = 0, 1, ..., as far as they are below 1 in double precision. Means up to 700. */
export function poissonDistribution(mean: number): Float64Array {
  const most = Math.ceil(mean + 12 * Math.sqrt(mean) + 24);
  const distribution = new Float64Array(most + 1);
  let probability = exp(-mean);
  let total = probability;
  for (let k = 0; k <= most; k++) {
    distribution[k] = total;
    probability *= mean / (k + 1);
    total += probability;
  }
  distribution[most] = 1;
  return distribution;
}

/** The first k whose cumulated probability is at least u. */
function quantileIndex(distribution: Float64Array, u: number): number {
  let low = 0;
  let high = distribution.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((distribution[middle] as number) < u) low = middle + 1;
    else high = middle;
  }
  return low;
}
