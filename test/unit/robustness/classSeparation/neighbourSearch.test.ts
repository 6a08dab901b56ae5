import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSeparationNorm, neighbourSearch, type CandidateImages, type SeparationNorm } from '../../../../src/robustness/classSeparation';
import { dimensionOf } from '../../../../src/robustness/corruption';
import { naiveDistances } from './naiveNeighbour';

const norms: readonly SeparationNorm[] = [1, 1.5, 2, 3, 10, 32, 33, 200, 1000, 'inf'];
/** Under these, distances are whole numbers of levels (or their squares), so that even ties are decided exactly. */
const isExact = (norm: SeparationNorm): boolean => norm === 1 || norm === 2 || norm === 'inf';

/** What images look like: each kind is hard for another way of leaving candidates out. */
const kinds = ['noise', 'smooth', 'textured', 'nearlyEqual', 'black and white', 'constant'] as const;

interface Recipe {
  readonly seed: number;
  readonly kind: (typeof kinds)[number];
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly levels: 255 | 65535;
  readonly count: number;
  readonly classes: number;
}

function make({ seed, kind, height, width, channels, levels, count, classes }: Recipe): CandidateImages {
  const shape = { height, width, channels };
  const d = dimensionOf(shape);
  const elements = levels === 255 ? new Uint8Array(count * d) : new Uint16Array(count * d);
  let state = seed >>> 0;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i++) {
    const [base, slopeX, slopeY, contrast] = [random(), random() - 0.5, random() - 0.5, random() * random()];
    for (let k = 0; k < d; k++) {
      const pixel = Math.floor(k / channels);
      const smooth = base + slopeX * ((pixel % width) / width) + slopeY * (Math.floor(pixel / width) / height);
      const value = {
        noise: random(),
        smooth,
        textured: smooth + contrast * (random() - 0.5),
        // Bright, and a few elements a level apart: the coefficients round, the difference is small.
        nearlyEqual: 1 - (random() < 2 / d ? 1 : 0) / levels,
        'black and white': random() < base ? 0 : 1,
        constant: base,
      }[kind];
      elements[i * d + k] = Math.round(levels * Math.min(1, Math.max(0, value)));
    }
  }
  // Some images are there twice, with another class: their distance is 0.
  if (count > 20) elements.copyWithin(17 * d, 3 * d, 4 * d);
  return { shape, levels, elements, labels: Int32Array.from({ length: count }, (_, i) => i % classes) };
}

const recipes: fc.Arbitrary<Recipe> = fc.record({
  seed: fc.nat(),
  kind: fc.constantFrom(...kinds),
  height: fc.integer({ min: 1, max: 21 }),
  width: fc.integer({ min: 1, max: 21 }),
  channels: fc.constantFrom(1, 3),
  levels: fc.constantFrom(255, 255, 65535),
  count: fc.integer({ min: 1, max: 40 }),
  classes: fc.integer({ min: 1, max: 4 }),
});

function expectNaive(norm: SeparationNorm, recipe: Recipe): void {
  const images = make(recipe);
  const d = dimensionOf(images.shape);
  const originals = images.elements.slice();
  const untouched = { ...images, elements: originals };
  const search = neighbourSearch(norm, images);
  for (let i = 0; i < recipe.count; i++) {
    const own = originals.subarray(i * d, (i + 1) * d);
    const label = images.labels[i] ?? -1;
    const distances = naiveDistances(norm, untouched, own, label);
    const least = Math.min(...distances);
    const found = search.nearest(own, label);
    if (least === Infinity) {
      expect(found).toBeUndefined();
      continue;
    }
    const where = `norm ${norm}, image ${i}`;
    expect(Math.abs((found?.distance ?? NaN) - least), where).toBeLessThanOrEqual(1e-12 * least);
    const known = distances[found?.image ?? -1] ?? NaN;
    expect(Math.abs(known - least), where).toBeLessThanOrEqual(1e-9 * least);
    // Naive distances of equal sums are equal numbers, but for the last bits.
    if (isExact(norm)) expect(found?.image, where).toBe(distances.findIndex((distance) => distance <= least * (1 + 1e-13)));
  }
}

describe('the nearest neighbour of another class', () => {
  it.each(norms)('under L%s is the one of a search through all candidates, whatever the images are like', (norm) => {
    fc.assert(
      fc.property(recipes, (recipe) => expectNaive(norm, recipe)),
      { numRuns: 40, seed: 20_221 },
    );
  });

  it.each(norms)('under L%s is found among images large enough for every bound to be at work', (norm) => {
    for (const kind of kinds) expectNaive(norm, { seed: 5, kind, height: 32, width: 32, channels: 3, levels: 255, count: 40, classes: 3 });
  });

  it('is found for images that are not among the candidates', () => {
    const images = make({ seed: 1, kind: 'textured', height: 9, width: 8, channels: 3, levels: 255, count: 50, classes: 5 });
    const strangers = make({ seed: 2, kind: 'smooth', height: 9, width: 8, channels: 3, levels: 255, count: 10, classes: 5 });
    for (const norm of norms) {
      const search = neighbourSearch(norm, { ...images, elements: images.elements.slice() });
      for (let i = 0; i < 10; i++) {
        const own = strangers.elements.subarray(i * 216, (i + 1) * 216);
        expect(search.nearest(own, 99)?.distance).toBeCloseTo(Math.min(...naiveDistances(norm, images, own, 99)), 11);
      }
    }
  });

  it('takes the first of several at the same distance', () => {
    const elements = Uint8Array.from([10, 10, 20, 20, 20, 20, 0, 0]);
    const images = (): CandidateImages => ({ shape: { height: 1, width: 2, channels: 1 }, levels: 255, elements: elements.slice(), labels: Int32Array.from([0, 1, 1, 1]) });
    for (const norm of norms) expect(neighbourSearch(norm, images()).nearest(Uint8Array.from([10, 10]), 0)?.image, `norm ${norm}`).toBe(1);
  });

  it('has no meaning below p = 1', () => {
    const images = make({ seed: 1, kind: 'noise', height: 2, width: 2, channels: 1, levels: 255, count: 4, classes: 2 });
    expect(() => neighbourSearch(0.99, images)).toThrow(RangeError);
    expect([0, 0.5, 0.999, 'gaussian', 1, 2, 'inf'].map((norm) => isSeparationNorm(norm as SeparationNorm))).toEqual([false, false, false, false, true, true, true]);
  });
});
