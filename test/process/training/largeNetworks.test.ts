import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../../src/compute/architecture/buildArchitecture';
import { seedWeights } from '../../../src/compute/architecture/seedWeights';
import { openBackend } from '../../../src/compute/backend/openBackend';
import type { TensorFlow } from '../../../src/compute/backend/tensorFlow';
import { registerTrainingKernels } from '../../../src/compute/training/registerTrainingKernels';
import { Trainer } from '../../../src/compute/training/trainer';
import { installedBackend } from '../../../src/engine/backend/installedBackend';
import { namedArchitectures } from '../../../src/protocol/training';

const choice = installedBackend('tfjs-node');
let tf: TensorFlow;

beforeAll(async () => {
  if (choice !== undefined) ({ tf } = await openBackend(choice));
});

describe.skipIf(choice === undefined)("the paper's networks take a step of the optimiser", () => {
  test.each(['wideresnet-28-4', 'densenet201-12', 'resnext29-32x4d'] as const)(
    '%s: the loss falls by as much as its gradient says, and every weight takes part',
    async (name) => {
      const [count, classes] = [4, 10];
      const model = buildArchitecture(tf, namedArchitectures[name], { height: 32, width: 32, channels: 3 }, classes);
      seedWeights(tf, model, 1, 'pytorch');
      const kernels = registerTrainingKernels(tf, 'tfjs-node');
      const trainer = new Trainer(tf, { model, kernels, loss: { kind: 'crossEntropy', labelSmoothing: 0 }, optimiser: { momentum: 0, nesterov: false, weightDecay: 0 }, seed: 1 });
      const batch = { images: tf.randomUniform([count, 32, 32, 3], 0, 1, 'float32', 2), targets: tf.oneHot(tf.tensor1d([3, 1, 4, 9], 'int32'), classes).toFloat() as Tensor2D };
      expect(trainer.predict(batch.images).shape).toEqual([count, classes]);
      const sizes = model.trainableWeights.map((weight) => weight.read().size);

      // A step of rate 0 tells loss and gradient. The number of the batch stays: so dropout's masks do.
      const { loss: before } = await trainer.trainOn(batch, 0, 0);
      const { weights, velocity: gradient } = await trainer.state();
      const fall = 0.01;
      const rate = fall / gradient.reduce((sum, value) => sum + value * value, 0);
      const step = await trainer.trainOn(batch, 0, rate);
      const after = await trainer.trainOn(batch, 0, 0);

      expect(before).toBeGreaterThan(0);
      expect(step).toMatchObject({ loss: before, isFinite: true });
      expect(after.isFinite).toBe(true);
      // What is missing is of second order.
      expect((before - after.loss) / fall).toBeGreaterThan(0.8);
      expect((before - after.loss) / fall).toBeLessThan(1.2);
      // Trainable weights come first. The gradient reaches each tensor of them, and each value goes down its own.
      const moved = (await trainer.state()).weights;
      expect(gradient.reduce((worst, slope, i) => Math.max(worst, Math.abs((moved[i] ?? NaN) - ((weights[i] ?? NaN) - rate * slope))), 0)).toBeLessThan(1e-6);
      let start = 0;
      for (const [i, size] of sizes.entries()) {
        const end = start + size;
        expect(gradient.subarray(start, end).some((slope) => slope !== 0), model.trainableWeights[i]?.name).toBe(true);
        start = end;
      }
      expect(gradient).toHaveLength(start);
      trainer.dispose();
    },
  );
});
