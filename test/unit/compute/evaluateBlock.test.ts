import { describe, expect, it } from 'vitest';
import { BlockEvaluator, type EvaluationSubject } from '../../../src/compute/evaluateBlock';
import type { EvaluationBlock } from '../../../src/protocol/computeMessages';
import { commonCorruption } from '../../../src/robustness/commonCorruption';
import { drawUnitSample } from '../../../src/robustness/corruption';

const shape = { height: 3, width: 4, channels: 1 };
const size = 12;
const imageCount = 10;
const labels = Int32Array.from({ length: imageCount }, (_, image) => image % 3);
const pixel = (image: number, i: number): number => ((image * 31 + i * 17) % 23) / 22;

/** Images made by a formula, and a "model" that is one: probabilities in proportion to three pixels. */
function subject(predicted: Float32Array[] = []): EvaluationSubject {
  return {
    model: {
      summary: { hash: '', format: 'layers', input: shape, classCount: 3, output: 'probabilities', weightCount: 0 },
      predict: async (images, count) => {
        predicted.push(images.slice());
        await Promise.resolve();
        const result = new Float32Array(count * 3);
        for (let i = 0; i < count; i += 1) result.set(probabilities(images.subarray(i * size, (i + 1) * size)), i * 3);
        return result;
      },
    },
    data: {
      summary: { hash: '', count: imageCount, classNames: ['a', 'b', 'c'], labels, passedOver: 0 },
      read: (indices, out) => {
        indices.forEach((image, row) => {
          for (let i = 0; i < size; i += 1) out[row * size + i] = pixel(image, i);
        });
        return Promise.resolve();
      },
    },
  };
}

function probabilities(image: Float32Array): number[] {
  const scores = [0, 5, 11].map((i) => (image[i] ?? 0) + 0.1);
  const sum = scores.reduce((a, b) => a + b);
  return scores.map((score) => score / sum);
}

const never = (): Promise<boolean> => Promise.resolve(false);

describe('evaluation of a block', () => {
  it('agrees with corrupting and predicting one image at a time, straight from the definition', async () => {
    const block: EvaluationBlock = { law: { norm: 2, sampling: 'ball', unit: 'element' }, strengths: [0.1, 0.7, 2], images: Uint32Array.of(8, 0, 5), seed: 11, draw: 2 };
    const outcomes = await new BlockEvaluator(subject()).evaluate(block, never);
    const expected: number[][] = [];
    for (const epsilon of block.strengths) {
      for (const image of block.images) {
        const sample = drawUnitSample({ norm: 2, sampling: 'ball', unit: 'element' }, shape, { seed: 11, purpose: 'evaluation', image, draw: 2 });
        if (sample.kind !== 'additive') throw new Error('L2 adds');
        const clean = Float32Array.from({ length: size }, (_, i) => pixel(image, i));
        const corrupted = clean.map((x, i) => Math.min(1, Math.max(0, x + epsilon * sample.scale * (sample.values[i] ?? 0))));
        const found = probabilities(corrupted);
        const best = found.indexOf(Math.max(...found));
        const realised = Math.sqrt(corrupted.reduce((sum, x, i) => sum + (x - (clean[i] ?? 0)) ** 2, 0));
        expected.push([best, found[best] ?? 0, found[labels[image] ?? 0] ?? 0, realised]);
      }
    }
    expected.forEach(([predicted, confidence, labelConfidence, realised], i) => {
      expect(outcomes.predicted[i]).toBe(predicted);
      expect(outcomes.confidence[i]).toBeCloseTo(confidence ?? 0, 6);
      expect(outcomes.labelConfidence[i]).toBeCloseTo(labelConfidence ?? 0, 6);
      expect(outcomes.realised[i]).toBeCloseTo(realised ?? 0, 5);
    });
  });

  it('gives a tie to the lowest class', async () => {
    const tied = subject();
    const model = { ...tied.model, predict: () => Promise.resolve(Float32Array.of(0.2, 0.4, 0.4, 0.4, 0.4, 0.2)) };
    const { predicted } = await new BlockEvaluator({ ...tied, model }).evaluate({ law: null, strengths: [0], images: Uint32Array.of(1, 2), seed: 1, draw: 0 }, never);
    expect([...predicted]).toEqual([1, 0]);
  });

  it('predicts the clean images exactly as they were read', async () => {
    const predicted: Float32Array[] = [];
    await new BlockEvaluator(subject(predicted)).evaluate({ law: null, strengths: [0], images: Uint32Array.of(4, 9), seed: 1, draw: 0 }, never);
    expect(predicted).toEqual([Float32Array.from({ length: 2 * size }, (_, i) => pixel(i < size ? 4 : 9, i % size))]);
  });

  it('carries nothing over from a larger block before', async () => {
    const law = { norm: 'inf', sampling: 'sphere', unit: 'element' } as const;
    const small: EvaluationBlock = { law, strengths: [0.2, 0.4], images: Uint32Array.of(3), seed: 1, draw: 0 };
    const evaluator = new BlockEvaluator(subject());
    await evaluator.evaluate({ ...small, images: Uint32Array.from({ length: imageCount }, (_, i) => i) }, never);
    expect(await evaluator.evaluate(small, never)).toEqual(await new BlockEvaluator(subject()).evaluate(small, never));
  });

  it('stops at the next epsilon when cancelled, and predicts no more', async () => {
    const predicted: Float32Array[] = [];
    let asked = 0;
    const block: EvaluationBlock = { law: { norm: 1, sampling: 'ball', unit: 'element' }, strengths: [1, 2, 3, 4, 5], images: Uint32Array.of(1), seed: 1, draw: 0 };
    const work = new BlockEvaluator(subject(predicted)).evaluate(block, () => Promise.resolve((asked += 1) > 2));
    await expect(work).rejects.toMatchObject({ code: 'LPR-601' });
    expect(predicted).toHaveLength(2);
  });

  it('puts images under a common corruption as the benchmark stores them, and measures the change', async () => {
    const seen: Float32Array[] = [];
    const block: EvaluationBlock = { law: { corruption: 'shot_noise' }, strengths: [2, 5], images: Uint32Array.of(7, 3), seed: 5, draw: 1 };
    const { realised, predicted } = await new BlockEvaluator(subject(seen)).evaluate(block, never);
    ([2, 5] as const).forEach((severity, row) => {
      block.images.forEach((image, i) => {
        const clean = Float32Array.from({ length: size }, (_, k) => pixel(image, k));
        const noisy = commonCorruption(clean, shape, { name: 'shot_noise', severity }, { seed: 5, purpose: 'evaluation', image, draw: 1 });
        const stored = noisy.map((x) => Math.floor(x * 255 + 1e-3) / 255);
        expect(seen[row]?.slice(i * size, (i + 1) * size)).toEqual(stored);
        expect(realised[row * 2 + i]).toBeCloseTo(Math.sqrt(stored.reduce((sum, x, k) => sum + (x - (clean[k] ?? 0)) ** 2, 0)), 6);
        const found = probabilities(stored);
        expect(predicted[row * 2 + i]).toBe(found.indexOf(Math.max(...found)));
      });
    });
  });
});
