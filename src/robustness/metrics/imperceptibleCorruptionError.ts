import { clopperPearson, clusteredInterval } from '../statistics/binomialInterval';
import { bcaInterval, bootstrapDistribution, type BootstrapOptions } from '../statistics/bootstrap';
import { defaultConfidence, type Interval } from '../statistics/interval';
import { pow } from '../elementary';
import type { Estimate } from './estimate';

/** What was found on the images that are finished clean and in every imperceptible cell; arrays run over these images. */
export interface ImperceptibleCorruptionErrorInput {
  /** Wrong outcomes of each clean image: 1 where it is misclassified, else 0; with several models, how many misclassify it. */
  readonly cleanWrong: Uint8Array | Uint32Array;
  /** Models whose outcomes are pooled: each has one clean outcome an image. Default 1. */
  readonly models?: number;
  /** Wrong outcomes of each image over all imperceptible cells and draws: whole numbers from 0 to outcomesPerImage. */
  readonly wrong: Uint32Array;
  /** Imperceptible cells times draws times models. 0 where the suite has none. */
  readonly outcomesPerImage: number;
}

/**
 * iCE (Siedel et al. 2024): the relative increase of the error under corruptions too weak to see,
 * (mean error over the imperceptible cells - clean error) / clean error. A ratio from -1 on: 0.1 says that one
 * misclassified image in ten is added. It may be negative, and it is not defined where no clean image is misclassified.
 *
 * The interval is a BCa bootstrap over images, which draws an image's clean and corrupted outcomes together. A resample
 * without a misclassified clean image counts as an infinite ratio. Where so few clean images are misclassified that the
 * upper end would be infinite (about three), the interval is made of those of the two errors, each at the confidence
 * that makes both hold together (Bonferroni): very wide, and valid.
 */
export function imperceptibleCorruptionError(input: ImperceptibleCorruptionErrorInput, options: BootstrapOptions): Estimate {
  const { cleanWrong, wrong, models = 1 } = input;
  const n = cleanWrong.length;
  const outcomesPerImage = input.outcomesPerImage / models; // for each clean outcome
  if (outcomesPerImage === 0) return { value: null, reason: 'the suite has no imperceptible corruption' };
  if (n === 0) return { value: null, reason: 'no image is finished clean and in every imperceptible corruption yet' };
  let cleanTotal = 0;
  let total = 0;
  for (let i = 0; i < n; i++) {
    cleanTotal += cleanWrong[i] as number;
    total += wrong[i] as number;
  }
  if (cleanTotal === 0) return { value: null, reason: 'the clean error is 0, so there is nothing to relate an increase to' };

  const value = ratioOf(total, cleanTotal, outcomesPerImage);
  const influences = new Float64Array(n);
  let varies = false;
  for (let i = 0; i < n; i++) {
    const influence = (wrong[i] as number) - (value + 1) * outcomesPerImage * (cleanWrong[i] as number);
    influences[i] = influence;
    if ((wrong[i] as number) !== outcomesPerImage * (cleanWrong[i] as number)) varies = true;
  }
  if (!varies) return { value, ...unchangedInterval(input, cleanTotal, options.confidence) };
  const replicates = bootstrapDistribution(
    n,
    (indices) => {
      let clean = 0;
      let corrupted = 0;
      for (let i = 0; i < n; i++) {
        const image = indices[i] as number;
        clean += cleanWrong[image] as number;
        corrupted += wrong[image] as number;
      }
      return ratioOf(corrupted, clean, outcomesPerImage);
    },
    options,
  );
  const interval = bcaInterval(replicates, value, influences, options.confidence);
  return { value, ...(Number.isFinite(interval.high) ? interval : intervalByParts(input, cleanTotal, total, options.confidence)) };
}

function ratioOf(corrupted: number, clean: number, outcomesPerImage: number): number {
  return clean === 0 ? Number.POSITIVE_INFINITY : (corrupted - clean * outcomesPerImage) / (clean * outcomesPerImage);
}

/** From an interval of each of the two errors, with half the error probability each. */
function intervalByParts(input: ImperceptibleCorruptionErrorInput, cleanTotal: number, total: number, confidence = defaultConfidence): Interval {
  const { wrong, outcomesPerImage } = input;
  const each = (1 + confidence) / 2;
  const corrupted = clustered(wrong, total, outcomesPerImage, each);
  const clean = cleanInterval(input, cleanTotal, each);
  return { low: corrupted.low / clean.high - 1, high: corrupted.high / clean.low - 1 };
}

/** Where no outcome of any image differs from its clean one: the share that would differ is bounded, and so is the ratio. */
function unchangedInterval(input: ImperceptibleCorruptionErrorInput, cleanTotal: number, confidence = defaultConfidence): Interval {
  const tail = (1 - confidence) / 2;
  const changed = 1 - pow(tail, 1 / input.cleanWrong.length);
  const clean = cleanInterval(input, cleanTotal, (1 + confidence) / 2).low;
  return { low: Math.max(-1, -changed / clean), high: changed / clean };
}

function cleanInterval({ cleanWrong, models = 1 }: ImperceptibleCorruptionErrorInput, total: number, confidence: number): Interval {
  return models === 1 ? clopperPearson(total, cleanWrong.length, confidence) : clustered(cleanWrong, total, models, confidence);
}

/** Of the mean share of wrong outcomes, an image being a cluster of them. */
function clustered(wrong: Uint8Array | Uint32Array, total: number, outcomesPerImage: number, confidence: number): Interval {
  const n = wrong.length;
  const mean = total / (n * outcomesPerImage);
  let squares = 0;
  for (const count of wrong) {
    const difference = count / outcomesPerImage - mean;
    squares += difference * difference;
  }
  return clusteredInterval({ mean, squares, clusters: n, drawsPerCluster: outcomesPerImage }, confidence);
}
