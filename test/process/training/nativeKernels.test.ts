import * as fc from 'fast-check';
import type { Rank, Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../../src/compute/architecture/buildArchitecture';
import { seedWeights } from '../../../src/compute/architecture/seedWeights';
import { openBackend } from '../../../src/compute/backend/openBackend';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import { nativeKernels } from '../../../src/compute/training/nativeKernels';
import { portableKernels } from '../../../src/compute/training/portableKernels';
import { registerTrainingKernels } from '../../../src/compute/training/registerTrainingKernels';
import { Trainer } from '../../../src/compute/training/trainer';
import type { TrainingKernels } from '../../../src/compute/training/trainingKernels';
import { installedBackend } from '../../../src/engine/backend/installedBackend';

const choice = installedBackend('tfjs-node');
let tf: TensorFlow;

beforeAll(async () => {
  if (choice !== undefined) ({ tf } = await openBackend(choice));
});

/** Largest difference, in units of the larger of 1 and the largest expected size. */
function distance(found: Tensor, expected: Tensor): number {
  const [a, b] = [Array.from(found.dataSync()), Array.from(expected.dataSync())];
  if (a.length !== b.length) return Infinity;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN)) / scale), 0);
}

describe.skipIf(choice === undefined)("TensorFlow's fused operations equal what TensorFlow.js composes, over random shapes", () => {
  const sizes = fc.record({ n: fc.integer({ min: 1, max: 8 }), h: fc.integer({ min: 2, max: 9 }), w: fc.integer({ min: 1, max: 9 }), c: fc.integer({ min: 1, max: 33 }), seed: fc.integer({ min: 1, max: 1e6 }) });

  test('batch normalisation: output, statistics and the gradients of all three inputs', () => {
    fc.assert(
      fc.property(sizes, ({ n, h, w, c, seed }) => {
        tf.tidy(() => {
          const x = tf.randomNormal<Rank.R4>([n, h, w, c], 0.5, 2, 'float32', seed);
          const [gamma, beta] = [tf.randomNormal<Rank.R1>([c], 1, 1, 'float32', seed + 1), tf.randomNormal<Rank.R1>([c], 0, 1, 'float32', seed + 2)];
          const dy = tf.randomNormal([n, h, w, c], 0, 1, 'float32', seed + 3);
          const composed = (a: Tensor, scale: Tensor, shift: Tensor): Tensor => {
            const { mean, variance } = tf.moments(a, [0, 1, 2]);
            return tf.add(tf.mul(tf.mul(tf.sub(a, mean), tf.rsqrt(tf.add(variance, 1e-3))), scale), shift);
          };
          const fused = (a: Tensor, scale: Tensor, shift: Tensor): Tensor => nativeKernels(tf).normalise(a as Tensor4D, scale as Tensor1D, shift as Tensor1D, 1e-3).output;
          expect(distance(fused(x, gamma, beta), composed(x, gamma, beta))).toBeLessThan(1e-4);
          const [found, expected] = [tf.grads(fused)([x, gamma, beta], dy), tf.grads(composed)([x, gamma, beta], dy)];
          for (const [i, gradient] of expected.entries()) expect(distance(found[i] as Tensor, gradient)).toBeLessThan(1e-4);
          const [one, other] = [nativeKernels(tf).normalise(x, gamma, beta, 1e-3), portableKernels(tf).normalise(x, gamma, beta, 1e-3)];
          expect(distance(one.mean, other.mean)).toBeLessThan(1e-5);
          expect(distance(one.variance, other.variance)).toBeLessThan(1e-4);
        });
      }),
      { numRuns: 60, seed: 20_231_222 },
    );
  });

  test('cross entropy with soft labels, and the gradient of ReLU', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 120 }), fc.integer({ min: 1, max: 1e6 }), (rows, classes, seed) => {
        tf.tidy(() => {
          const logits = tf.randomNormal<Rank.R2>([rows, classes], 0, 5, 'float32', seed);
          const targets = tf.softmax(tf.randomNormal<Rank.R2>([rows, classes], 0, 2, 'float32', seed + 1));
          const dy = tf.randomNormal<Rank.R1>([rows], 0, 1, 'float32', seed + 2);
          const composed = (a: Tensor): Tensor => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(a)), -1));
          const fused = (a: Tensor): Tensor => nativeKernels(tf).crossEntropy(a as Tensor2D, targets);
          expect(distance(fused(logits), composed(logits))).toBeLessThan(1e-4);
          expect(distance(tf.grad(fused)(logits, dy), tf.grad(composed)(logits, dy))).toBeLessThan(1e-4);
          expect(distance(nativeKernels(tf).reluGradient(targets, logits), tf.mul(targets, tf.step(logits)))).toBe(0);
        });
      }),
      { numRuns: 60, seed: 20_231_222 },
    );
  });

  test('a residual network takes the same steps by either, and repeats them bit for bit', async () => {
    const train = async (kernels: TrainingKernels): Promise<Float32Array> => {
      const model = buildArchitecture(tf, { name: 'resnet', depth: 8, width: 1 }, { height: 16, width: 16, channels: 3 }, 5);
      seedWeights(tf, model, 3, 'he');
      const trainer = new Trainer(tf, { model, kernels, loss: { kind: 'crossEntropy', labelSmoothing: 0.1 }, optimiser: { momentum: 0.9, nesterov: true, weightDecay: 5e-4 }, seed: 3 });
      const images = tf.randomUniform([12, 16, 16, 3], 0, 1, 'float32', 4);
      const targets = tf.softmax(tf.randomNormal<Rank.R2>([12, 5], 0, 3, 'float32', 5));
      for (let step = 0; step < 5; step++) await trainer.trainOn({ images, targets }, step, 0.05);
      return (await trainer.state()).weights;
    };
    const native = registerTrainingKernels(tf, 'tfjs-node');
    const [one, again, composed] = [await train(native), await train(native), await train(portableKernels(tf))];
    expect(again).toEqual(one);
    expect(Math.max(...one.map((value, i) => Math.abs(value - (composed[i] ?? NaN))))).toBeLessThan(1e-3);
  });
});
