import { corrupt, drawUnitSample, maximumEpsilon, realisedNorm, type ImageShape, type NoiseLaw, type UnitSample } from '../corruption';
import type { Ball } from './ballOverlap';
import type { RadialNorm } from './moments';

/** Doublings of a radius after which clipping has long saturated the image: a sample still inside then always is. */
const doublings = 60;
const halvings = 40;

/**
 * The overlap experiment for every radius at once, of the ball of one norm p around an image and a given ball of another norm q.
 * Scaled up, the clipped difference of a sample grows in every element, and so in every norm: each sample of the ball of p leaves
 * that of q at one radius. And each sample of q has one p-norm, the radius from which the ball of p holds it. Their
 * distributions are the two curves of the experiment, with the same samples at every radius.
 */
export class OverlapCurve {
  readonly #inner: NoiseLaw;
  readonly #outer: NoiseLaw;
  readonly #laplaceBug: boolean;
  readonly #corrupted: Float32Array;
  readonly #values: Float32Array;

  /**
   * @param image its elements, in [0,1]
   * @param other the given ball of q, and its radius
   */
  constructor(
    private readonly image: Float32Array,
    private readonly shape: ImageShape,
    private readonly norm: RadialNorm,
    private readonly other: Ball,
    { sampling = 'ball', laplaceBug = false }: { readonly sampling?: 'ball' | 'sphere'; readonly laplaceBug?: boolean } = {},
  ) {
    this.#laplaceBug = laplaceBug;
    this.#inner = { norm, sampling, unit: 'element' };
    this.#outer = { norm: other.norm, sampling, unit: 'element' };
    this.#corrupted = new Float32Array(image.length);
    this.#values = new Float32Array(image.length);
  }

  /**
   * The radius at which a draw of the ball of p leaves the ball of q; Infinity where clipping keeps it inside for ever. For p = 0 the
   * fraction of replaced elements.
   */
  leavingRadius(seed: number, imageIndex: number, draw: number): number {
    const sample = this.#draw(this.#inner, seed, imageIndex, draw);
    const isInside = (epsilon: number): boolean => this.#size(sample, epsilon, this.#outer) <= this.other.epsilon;
    const largest = maximumEpsilon(this.norm);
    let [inside, outside] = [0, Math.min(largest, this.norm === 0 ? 1 : this.other.epsilon)];
    for (let doubling = 0; isInside(outside); doubling++) {
      if (outside >= largest || doubling === doublings) return Infinity;
      [inside, outside] = [outside, Math.min(largest, 2 * outside)];
    }
    for (let halving = 0; halving < halvings && outside - inside > 1e-7 * outside; halving++) {
      const middle = (inside + outside) / 2;
      if (isInside(middle)) inside = middle;
      else outside = middle;
    }
    return outside;
  }

  /** The p-norm of a clipped draw of the ball of q: from this radius on the ball of p holds it. */
  enteringRadius(seed: number, imageIndex: number, draw: number): number {
    return this.#size(this.#draw(this.#outer, seed, imageIndex, draw), this.other.epsilon, this.#inner);
  }

  #draw(law: NoiseLaw, seed: number, image: number, draw: number): UnitSample {
    return drawUnitSample(law, this.shape, { seed, purpose: 'evaluation', image, draw }, { into: this.#values, laplaceBug: this.#laplaceBug });
  }

  #size(sample: UnitSample, epsilon: number, law: NoiseLaw): number {
    corrupt(this.image, sample, epsilon, this.#corrupted);
    return realisedNorm(this.image, this.#corrupted, { law, shape: this.shape });
  }
}
