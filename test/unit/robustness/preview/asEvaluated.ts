import { BlockEvaluator, type EvaluationSubject } from '../../../../src/compute/evaluateBlock';
import type { EvaluationBlock, ImageShape } from '../../../../src/protocol/computeMessages';

/** The batches that a run hands to its model, epsilon by epsilon: what is predicted does not matter here. */
export async function asEvaluated(block: EvaluationBlock, shape: ImageShape, clean: (image: number) => Float32Array): Promise<Float32Array[]> {
  const size = shape.height * shape.width * shape.channels;
  const batches: Float32Array[] = [];
  const subject: EvaluationSubject = {
    model: {
      summary: { hash: '', format: 'layers', input: shape, classCount: 2, output: 'probabilities', weightCount: 0 },
      predict: (images, count) => {
        batches.push(images.slice());
        return Promise.resolve(new Float32Array(2 * count).fill(0.5));
      },
    },
    data: {
      summary: { hash: '', count: 1000, classNames: ['a', 'b'], labels: new Int32Array(1000), passedOver: 0 },
      read: (indices, out) => {
        indices.forEach((image, row) => out.set(clean(image), row * size));
        return Promise.resolve();
      },
    },
  };
  await new BlockEvaluator(subject).evaluate(block, () => Promise.resolve(false));
  return batches;
}
