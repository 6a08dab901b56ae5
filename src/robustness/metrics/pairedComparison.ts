import { bcaInterval, bootstrapDistribution } from '../statistics/bootstrap';
import { constantInterval, defaultConfidence, type Interval } from '../statistics/interval';
import { pairedDifferenceInterval } from '../statistics/pairedDifference';
import { mcnemarTest, signFlipTest } from '../statistics/pairedTest';

/** Wrong outcomes of one model on images that another has seen, too, in the same order. */
export interface PairedErrors {
  /** Of each image over cells and draws: whole numbers from 0 to outcomesPerImage. */
  readonly wrong: Uint32Array;
  /** Cells times draws. */
  readonly outcomesPerImage: number;
}

/** How the mean errors of two models differ: the first model's minus the second's, with a 95 % interval. */
export interface PairedComparison extends Interval {
  readonly difference: number;
  /** Two-sided p-value of no difference, before any correction for several tests. */
  readonly p: number;
}

export interface PairedComparisonOptions {
  readonly seed: number;
  /** Tells the statistics of one comparison apart. */
  readonly stream: number;
}

/**
 * Compares two models on the same images. One outcome an image: the exact test of McNemar with Tango's score interval.
 * Several (cells of a mean, draws): the sign-flip test of the images' differences in mean error with their BCa bootstrap,
 * since outcomes of one image depend on each other. Both speak of these trained models, not of the luck of training.
 */
export function comparePaired(first: PairedErrors, second: PairedErrors, options: PairedComparisonOptions): PairedComparison {
  const n = first.wrong.length;
  if (n === 0 || second.wrong.length !== n) throw new RangeError(`${n} and ${second.wrong.length} images cannot be paired`);
  if (first.outcomesPerImage === 1 && second.outcomesPerImage === 1) return compareOutcomes(first.wrong, second.wrong);
  const differences = Float64Array.from(first.wrong, (count, i) => count / first.outcomesPerImage - (second.wrong[i] as number) / second.outcomesPerImage);
  const difference = meanOf(differences);
  const p = signFlipTest(differences, options);
  if (differences.every((value) => value === differences[0])) {
    // On the scale of [0, 1] of which such an interval speaks.
    const { low, high } = constantInterval((1 + difference) / 2, n);
    return { difference, low: 2 * low - 1, high: 2 * high - 1, p };
  }
  const mean = (indices: Uint32Array): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[indices[i] as number] as number;
    return sum / n;
  };
  const influences = differences.map((value) => value - difference);
  return { difference, ...bcaInterval(bootstrapDistribution(n, mean, options), difference, influences, defaultConfidence), p };
}

function compareOutcomes(first: Uint32Array, second: Uint32Array): PairedComparison {
  let onlyFirst = 0;
  let onlySecond = 0;
  first.forEach((wrong, i) => {
    if (wrong > (second[i] as number)) onlyFirst++;
    else if (wrong < (second[i] as number)) onlySecond++;
  });
  const counts = { onlyFirst, onlySecond, n: first.length };
  return { difference: (onlyFirst - onlySecond) / counts.n, ...pairedDifferenceInterval(counts), p: mcnemarTest(onlyFirst, onlySecond) };
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
