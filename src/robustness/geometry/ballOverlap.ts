import { corrupt, drawUnitSample, realisedNorm, type ImageShape, type NoiseLaw } from '../corruption';
import type { RadialNorm } from './moments';

/** A ball of corruptions around an image; for L0 epsilon is the fraction of elements, or of replaced positions. */
export interface Ball {
  readonly norm: RadialNorm;
  readonly epsilon: number;
}

/** Corrupted images are rounded to float32, which may lift a corruption of the full radius a little above it. */
const rounding = 1e-6;

/**
 * The overlap experiment: samples of one ball around an image are clipped to [0,1], and those whose clipped difference lies
 * in another ball are counted (L0: whose changed elements are at most epsilon * d). The share falls from 1 to 0 within a narrow
 * range of radii: see overlapThresholds.ts. Clipping shifts it a little, by what it takes away.
 */
export class BallOverlap {
  readonly #law: NoiseLaw;
  readonly #measured: { readonly law: NoiseLaw; readonly shape: ImageShape };
  readonly #corrupted: Float32Array;
  readonly #values: Float32Array;

  /** @param image its elements, in [0,1] */
  constructor(
    private readonly image: Float32Array,
    private readonly shape: ImageShape,
    private readonly inner: Ball & { readonly sampling: 'ball' | 'sphere'; readonly laplaceBug?: boolean },
    private readonly outer: Ball,
  ) {
    this.#law = { norm: inner.norm, sampling: inner.sampling, unit: 'element' };
    this.#measured = { law: { norm: outer.norm, sampling: 'ball', unit: 'element' }, shape };
    this.#corrupted = new Float32Array(image.length);
    this.#values = new Float32Array(image.length);
  }

  /** How many of the draws firstDraw, firstDraw + 1, ... lie in the outer ball; `image` is its index, part of their addresses. */
  countInside(draws: { readonly seed: number; readonly image: number; readonly firstDraw: number; readonly draws: number }): number {
    const { seed, image, firstDraw } = draws;
    const limit = this.outer.epsilon * (1 + rounding);
    let inside = 0;
    for (let draw = firstDraw; draw < firstDraw + draws.draws; draw++) {
      const address = { seed, purpose: 'evaluation', image, draw } as const;
      const sample = drawUnitSample(this.#law, this.shape, address, { into: this.#values, maximumEpsilon: this.inner.epsilon, laplaceBug: this.inner.laplaceBug === true });
      corrupt(this.image, sample, this.inner.epsilon, this.#corrupted);
      if (realisedNorm(this.image, this.#corrupted, this.#measured) <= limit) inside++;
    }
    return inside;
  }
}
