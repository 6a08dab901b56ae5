import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { RandomStream } from '../randomStream';

/**
 * Exact test of McNemar (1947) whether two models err equally often on the same images: of the images on which they
 * differ, each model should have half. Two-sided p-value, 1 where they never differ. It speaks of these trained models,
 * not of the luck of training them.
 *
 * @param onlyFirst images that the first model alone gets wrong
 * @param onlySecond images that the second model alone gets wrong
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number): number {
  const discordant = onlyFirst + onlySecond;
  return discordant === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(onlyFirst, onlySecond), discordant, 0.5));
}

export interface SignFlipOptions {
  readonly seed: number;
  /** Tells the tests of one comparison apart. */
  readonly stream: number;
  /** Random sign patterns; default 9999, so that the smallest p-value is 0.0001. */
  readonly flips?: number;
}

/**
 * Paired sign-flip test whether the mean of the differences is 0: for aggregates such as mCE_Lp, whose difference of two
 * models is an image's difference of mean errors. If the models are exchangeable on each image, every pattern of signs
 * is equally likely. Two-sided p-value, counting the pattern seen (Phipson and Smyth 2010), so it is never 0.
 *
 * @param differences one for each image, all draws of it together
 */
export function signFlipTest(differences: Float64Array, { seed, stream, flips = 9999 }: SignFlipOptions): number {
  // A difference of 0 keeps its sign; leaving them out saves their random bits.
  const informative = differences.filter((difference) => difference !== 0);
  const n = informative.length;
  let total = 0;
  let scale = 0;
  for (const difference of informative) {
    total += difference;
    scale += Math.abs(difference);
  }
  const random = new RandomStream({ seed, purpose: 'statistics', kind: 'choice', image: 0, draw: stream });
  const words = new Int32Array(Math.ceil(n / 32));
  // Sums that are equal but for rounding count as reaching what was seen.
  const seen = Math.abs(total) - 1e-12 * scale;
  let reaching = 1;
  for (let flip = 0; flip < flips; flip++) {
    random.fillWords(words);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const difference = informative[i] as number;
      sum += (((words[i >>> 5] as number) >>> (i & 31)) & 1) === 1 ? difference : -difference;
    }
    if (Math.abs(sum) >= seen) reaching++;
  }
  return reaching / (flips + 1);
}

/**
 * p-values adjusted by Holm (1979) for all that are shown together, in the order given: each may be read against the
 * level by itself, and the chance of any false finding stays below the level, whatever their dependence.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const adjusted = [...pValues];
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 1)));
    adjusted[index] = largest;
  });
  return adjusted;
}
