import { z } from 'zod';

/**
 * A corruption's law, without its size.
 *
 * - `norm`: 0 for L0, any p > 0 for the Lp ball, `"inf"`, or `"gaussian"`.
 * - `sampling`: uniform in the `ball` or on its `sphere`. For L0 the ball replaces by uniform values and the
 *   sphere by 0 or 1; for Linf the sphere is the corners of the cube; for Gaussian it means nothing and is `ball`.
 * - `unit`: what one L0 replacement covers, a single channel `element` or a whole `pixel`; other norms have `element`.
 */
export interface NoiseLaw {
  readonly norm: Norm;
  readonly sampling: Sampling;
  readonly unit: ReplacementUnit;
}

export type Norm = number | 'inf' | 'gaussian';
export type Sampling = 'ball' | 'sphere';
export type ReplacementUnit = 'element' | 'pixel';

/** Smallest and largest finite p > 0 that the samplers serve. */
export const minimumP = 0.1;
export const maximumP = 1000;

export const normSchema = z
  .union([z.literal(0), z.number().min(minimumP).max(maximumP), z.literal('inf'), z.literal('gaussian')])
  .describe(`The norm p: 0, a number from ${minimumP} to ${maximumP}, "inf", or "gaussian".`);
export const samplingSchema = z
  .enum(['ball', 'sphere'])
  .describe('Uniform in the ball, or on its sphere. L0: uniform replacement values, or 0 and 1. Linf: the sphere is the corners.');
export const replacementUnitSchema = z
  .enum(['element', 'pixel'])
  .describe('L0 only: replace single channel elements, or all channels of a pixel together.');

/** Largest seed: seeds are whole numbers that a double holds exactly. */
export const maximumSeed = Number.MAX_SAFE_INTEGER;
export const seedSchema = z.int().min(0).max(maximumSeed).describe('Seed of every random choice, a whole number from 0.');
