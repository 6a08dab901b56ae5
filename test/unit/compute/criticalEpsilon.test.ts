import { describe, expect, it } from 'vitest';
import { CriticalEpsilonFinder } from '../../../src/compute/criticalEpsilon';
import type { EvaluationSubject } from '../../../src/compute/evaluateBlock';
import type { CriticalEpsilonBlock } from '../../../src/protocol/criticalEpsilon';
import { corrupt, drawUnitSample, type NoiseLaw } from '../../../src/robustness/corruption';
import { expectError } from './data/madeData';

const shape = { height: 3, width: 4, channels: 1 };
const size = 12;
const imageCount = 40;
const pixel = (image: number, i: number): number => ((image * 31 + i * 17) % 23) / 22;
const clean = (image: number): Float32Array => Float32Array.from({ length: size }, (_, i) => pixel(image, i));

/** A "model": 1 where the first pixels outweigh the last ones, by a formula that bends with their size, so that flips come and go. */
const classOf = (image: Float32Array): number => {
  const difference = (image[0] ?? 0) + (image[1] ?? 0) - (image[10] ?? 0) - (image[11] ?? 0);
  return Math.sin(5 * difference) > 0 ? 1 : 0;
};

/** Every seventh image has the other label, so that it is wrong to begin with. */
const labels = Int32Array.from({ length: imageCount }, (_, image) => (image % 7 === 3 ? 1 - classOf(clean(image)) : classOf(clean(image))));

function subject(counts: number[] = []): EvaluationSubject {
  return {
    model: {
      summary: { hash: '', format: 'layers', input: shape, classCount: 2, output: 'probabilities', weightCount: 0 },
      predict: (images, count) => {
        counts.push(count);
        return Promise.resolve(Float32Array.from({ length: 2 * count }, (_, i) => (classOf(images.subarray(Math.floor(i / 2) * size)) === i % 2 ? 0.9 : 0.1)));
      },
    },
    data: {
      summary: { hash: '', count: imageCount, classNames: ['a', 'b'], labels, passedOver: 0 },
      read: (indices, out) => {
        indices.forEach((image, row) => out.set(clean(image), row * size));
        return Promise.resolve();
      },
    },
  };
}

const never = (): Promise<boolean> => Promise.resolve(false);
const laws: readonly (readonly [NoiseLaw, number[]])[] = [
  [{ norm: 2, sampling: 'ball', unit: 'element' }, [0.2, 0.5, 1, 2]],
  [{ norm: 'inf', sampling: 'sphere', unit: 'element' }, [0.05, 0.1, 0.3]],
  [{ norm: 0, sampling: 'sphere', unit: 'element' }, [0.1, 0.4, 1]],
];

function block(law: NoiseLaw, epsilons: number[], halvings = 10): CriticalEpsilonBlock {
  return { law, epsilons, images: Uint32Array.from({ length: imageCount }, (_, i) => imageCount - 1 - i), seed: 11, draw: 0, halvings };
}

describe('the critical epsilon', () => {
  it.each(laws)('under %o is where the first flip of the suite lies, found one image at a time from the definition', async (law, epsilons) => {
    const asked = block(law, epsilons);
    const found = await new CriticalEpsilonFinder(subject()).find(asked, never);
    const kinds = new Set<string>();
    for (const [row, image] of asked.images.entries()) {
      const sample = drawUnitSample(law, shape, { seed: 11, purpose: 'evaluation', image, draw: 0 });
      const isRight = (epsilon: number): boolean => {
        const out = new Float32Array(size);
        corrupt(clean(image), sample, epsilon, out);
        return classOf(out) === labels[image];
      };
      const [critical, below] = [found.epsilons[row] ?? NaN, found.below[row] ?? NaN];
      if (!isRight(0)) {
        kinds.add('wrong');
        expect(critical).toBeNaN();
        continue;
      }
      const first = epsilons.findIndex((epsilon) => !isRight(epsilon));
      if (first < 0) {
        kinds.add('censored');
        expect([critical, below]).toEqual([Infinity, epsilons.at(-1)]);
        expect(found.predicted[row]).toBe(labels[image]);
        continue;
      }
      kinds.add('flipped');
      const [low, high] = [epsilons[first - 1] ?? 0, epsilons[first] ?? NaN];
      expect(critical - below).toBeCloseTo((high - low) / 1024, 12);
      expect(below).toBeGreaterThanOrEqual(low);
      expect(critical).toBeLessThanOrEqual(high);
      expect([isRight(below), isRight(critical)]).toEqual([true, false]);
      expect(found.predicted[row]).toBe(1 - (labels[image] ?? 0));
    }
    expect(kinds).toContain('wrong');
    expect(kinds).toContain('flipped');
  });

  it('is the suite\'s own epsilon where no bracket is halved, and predicts only images in question', async () => {
    const counts: number[] = [];
    const [law, epsilons] = laws[0] ?? [];
    if (law === undefined || epsilons === undefined) throw new Error('no law');
    const { epsilons: found } = await new CriticalEpsilonFinder(subject(counts)).find(block(law, epsilons, 0), never);
    expect([...found].every((epsilon) => Number.isNaN(epsilon) || epsilon === Infinity || epsilons.includes(epsilon))).toBe(true);
    const right = [...found].filter((epsilon) => !Number.isNaN(epsilon));
    const stillOpen = [0.2, 0.5, 1].map((epsilon) => right.filter((critical) => critical > epsilon).length);
    expect(counts).toEqual([imageCount, right.length, ...stillOpen]);
  });

  it('is not sought further when it is cancelled', async () => {
    const [law, epsilons] = laws[0] ?? [];
    if (law === undefined || epsilons === undefined) throw new Error('no law');
    const counts: number[] = [];
    await expectError(new CriticalEpsilonFinder(subject(counts)).find(block(law, epsilons), () => Promise.resolve(counts.length === 3)), 'LPR-601');
    expect(counts).toHaveLength(3);
  });
});
