import type { RandomStream } from '../randomStream';

/**
 * A plasma fractal by the diamond-square algorithm (Fournier, Fussell and Carpenter 1982) on a torus: a square map
 * of values from 0 to 1. Each halving of the step divides the range of the random offsets by the square of `decay`,
 * as in the benchmark's program, where the amplitude is used twice.
 *
 * @param size side of the map, a power of two
 */
export function plasmaFractal(size: number, decay: number, stream: RandomStream): Float64Array {
  const map = new Float64Array(size * size);
  let amplitude = 100;
  const offset = (): number => amplitude * amplitude * (2 * stream.nextUniform() - 1);
  const at = (y: number, x: number): number => map[((y + size) % size) * size + ((x + size) % size)] as number;
  for (let step = size; step >= 2; step /= 2) {
    const half = step / 2;
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        map[(y + half) * size + x + half] = (at(y, x) + at(y + step, x) + at(y, x + step) + at(y + step, x + step)) / 4 + offset();
      }
    }
    for (let y = 0; y < size; y += step) {
      for (let x = half; x < size; x += step) {
        map[y * size + x] = (at(y - half, x) + at(y + half, x) + at(y, x - half) + at(y, x + half)) / 4 + offset();
      }
    }
    for (let y = half; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        map[y * size + x] = (at(y - half, x) + at(y + half, x) + at(y, x - half) + at(y, x + half)) / 4 + offset();
      }
    }
    amplitude /= decay;
  }
  let least = Infinity;
  let most = -Infinity;
  for (const value of map) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return map.map((value) => (value - least) / (most - least));
}

/** The smallest power of two that is no less than a length, and at least 2. */
export function powerOfTwoFor(length: number): number {
  let power = 2;
  while (power < length) power *= 2;
  return power;
}
