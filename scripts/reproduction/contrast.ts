import betaQuantile from '@stdlib/stats-base-dists-beta-quantile';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';

/** One figure of the models that one strategy trained, a model a seed: per model a score an image, whose mean is the figure. */
export type Scores = readonly Float64Array[];

/** How far a figure spreads between seeds: its standard deviation, pooled over the strategies with several, and its degrees of freedom. */
export interface SeedSpread {
  readonly deviation: number;
  readonly freedom: number;
}

/** A figure, or a difference of two, with an interval over the choice of images and over the luck of training. */
export interface Contrast {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The mean over images, then over seeds. */
export function figureOf(scores: Scores): number {
  return mean(scores.map(mean));
}

/** @throws RangeError where no strategy has two seeds: then nothing is known of the luck of training */
export function seedSpread(strategies: readonly Scores[]): SeedSpread {
  let squares = 0;
  let freedom = 0;
  for (const scores of strategies) {
    const figures = scores.map(mean);
    const centre = mean(figures);
    for (const figure of figures) squares += (figure - centre) ** 2;
    freedom += figures.length - 1;
  }
  if (freedom === 0) throw new RangeError('no strategy was trained with two seeds');
  return { deviation: Math.sqrt(squares / freedom), freedom };
}

/**
 * The figure of one strategy, less that of another where one is given. Images are paired: both are of the same ones.
 *
 * The half-width of the interval is sqrt((z s_images)^2 + (t s_seeds)^2): the normal quantile times the standard error over
 * images, and Student's quantile times the seeds' deviation times sqrt(1/n + 1/m) for n and m seeds. Seeds were tested on the
 * same images, so that a little of the images' share counts twice: the interval is rather too wide than too narrow.
 *
 * @param confidence of the interval, in (0, 1)
 */
export function contrast(one: Scores, other: Scores | undefined, spread: SeedSpread, confidence: number): Contrast {
  const scores = other === undefined ? overSeeds(one) : difference(overSeeds(one), overSeeds(other));
  const value = mean(scores);
  const z = normalQuantile((1 + confidence) / 2, 0, 1) * standardError(scores, value);
  const t = studentQuantile(confidence, spread.freedom) * spread.deviation * Math.sqrt(1 / one.length + (other === undefined ? 0 : 1 / other.length));
  const half = Math.hypot(z, t);
  return { value, low: value - half, high: value + half };
}

/** t with P(|T| <= t) = confidence for Student's law: T^2 / (T^2 + freedom) follows Beta(1/2, freedom/2). */
export function studentQuantile(confidence: number, freedom: number): number {
  const share = betaQuantile(confidence, 0.5, freedom / 2);
  return Math.sqrt((freedom * share) / (1 - share));
}

function overSeeds(scores: Scores): Float64Array {
  const [first, ...rest] = scores;
  if (first === undefined) throw new RangeError('a strategy without a model');
  if (rest.some(({ length }) => length !== first.length)) throw new RangeError('seeds were tested on different images');
  return first.map((value, image) => rest.reduce((sum, more) => sum + (more[image] as number), value) / scores.length);
}

function difference(one: Float64Array, other: Float64Array): Float64Array {
  if (one.length !== other.length) throw new RangeError('strategies were tested on different images');
  return one.map((value, image) => value - (other[image] as number));
}

function standardError(scores: Float64Array, centre: number): number {
  const squares = scores.reduce((sum, score) => sum + (score - centre) ** 2, 0);
  return Math.sqrt(squares / (scores.length - 1) / scores.length);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number;
  return sum / values.length;
}
