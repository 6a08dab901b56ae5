/**
 * A corruption's law, without its size epsilon.
 *
 * - `norm`: 0 for L0, any p from 0.1 to 1000 for the Lp ball, `'inf'`, or `'gaussian'`.
 * - `sampling`: uniform in the `ball` or on its `sphere`. For L0 the ball replaces by uniform values and the sphere by
 *   0 or 1; for Linf the sphere is the corners of the cube; for Gaussian it means nothing.
 * - `unit`: what one L0 replacement covers, a single channel `element` or a whole `pixel`.
 */
export interface NoiseLaw {
  readonly norm: number | 'inf' | 'gaussian';
  readonly sampling: 'ball' | 'sphere';
  readonly unit: 'element' | 'pixel';
}

/** An image is height x width x channels numbers in [0, 1], channels fastest: element (y * width + x) * channels + c. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Number of elements of an image: the dimension d of its norms. */
export const dimensionOf = (shape: ImageShape): number => shape.height * shape.width * shape.channels;

/** What epsilon means, and so what a realised size is measured in. */
export type CorruptionKind =
  | { readonly kind: 'replacement' }
  | { readonly kind: 'lp'; readonly p: number }
  | { readonly kind: 'maximum' }
  | { readonly kind: 'deviation' };

/** @throws RangeError where the norm is none of those above: check what a user wrote before */
export function corruptionKind(law: NoiseLaw): CorruptionKind {
  const { norm } = law;
  if (norm === 'inf') return { kind: 'maximum' };
  if (norm === 'gaussian') return { kind: 'deviation' };
  if (norm === 0) return { kind: 'replacement' };
  if (norm >= smallestP && norm <= largestP) return { kind: 'lp', p: norm };
  throw new RangeError(`no sampler for norm ${norm}`);
}

export const smallestP = 0.1;
export const largestP = 1000;

/**
 * Largest epsilon that is sampled: 1, all elements, for L0. Elsewhere every image is saturated long before; the bound
 * keeps products with epsilon finite (at p = 0.1 useful epsilons of a 224 x 224 x 3 image reach 10^50).
 */
export const maximumEpsilon = (norm: NoiseLaw['norm']): number => (norm === 0 ? 1 : 1e150);
