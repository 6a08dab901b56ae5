import { beforeAll, describe, expect, test } from 'vitest';
import type { TensorFlow } from '../../../../src/compute/backend/tensorFlow';
import { Trainer, type TrainerState } from '../../../../src/compute/training/trainer';
import type { TrainingKernels } from '../../../../src/compute/training/trainingKernels';
import type { Loss, Optimiser } from '../../../../src/protocol/training';
import { referenceGradient, referenceScores, referenceUpdate } from './referenceStep';
import { openWasm, randomBatch, tinyNet } from './trainingTestBed';

let tf: TensorFlow;
let kernels: TrainingKernels;
beforeAll(async () => ({ tf, kernels } = await openWasm()));

const plain: Optimiser = { momentum: 0, nesterov: false, weightDecay: 0 };
const entropy: Loss = { kind: 'crossEntropy', labelSmoothing: 0 };

const settings: [string, Loss, Optimiser][] = [
  ['plain descent', entropy, plain],
  ['momentum and weight decay', entropy, { momentum: 0.9, nesterov: false, weightDecay: 5e-2 }],
  ['Nesterov momentum', entropy, { momentum: 0.9, nesterov: true, weightDecay: 5e-2 }],
  ['label smoothing', { kind: 'crossEntropy', labelSmoothing: 0.2 }, plain],
  ['clipping by value', entropy, { ...plain, clipValue: 0.01 }],
  ['clipping by norm', entropy, { ...plain, momentum: 0.5, clipNorm: 0.02 }],
  ['a norm that clips nothing', entropy, { ...plain, clipNorm: 1000 }],
  ['both clippings', entropy, { ...plain, clipValue: 0.02, clipNorm: 0.03, weightDecay: 0.1 }],
  ['Jensen-Shannon consistency', { kind: 'jensenShannon', labelSmoothing: 0, weight: 12 }, { momentum: 0.9, nesterov: false, weightDecay: 5e-4 }],
  ['Jensen-Shannon consistency with label smoothing', { kind: 'jensenShannon', labelSmoothing: 0.1, weight: 3 }, plain],
];

describe('a training step equals one in plain loops with differences for derivatives', () => {
  test.each(settings)('%s', async (_, loss, optimiser) => {
    const model = tinyNet(tf);
    const trainer = new Trainer(tf, { model, kernels, loss, optimiser, seed: 1 });
    const trainable = 54 + 6 + 9 + 3;
    let state: TrainerState = await trainer.state();
    let expected = { weights: Array.from(state.weights.slice(0, trainable)), velocity: Array.from(state.velocity) };
    for (let step = 0; step < 3; step++) {
      const { images, targets } = randomBatch(tf, 5, 10 * step, loss.kind === 'jensenShannon' ? 3 : 1);
      const targetRows = (await targets.array());
      const gradient = referenceGradient(loss, expected.weights, Array.from(await images.data()), targetRows);
      expected = referenceUpdate(optimiser, 0.3, expected.weights, expected.velocity, gradient);
      await trainer.trainOn({ images, targets }, step, 0.3);
      state = await trainer.state();
      for (const [i, value] of expected.weights.entries()) expect(Math.abs((state.weights[i] ?? NaN) - value)).toBeLessThan(2e-5);
      for (const [i, value] of expected.velocity.entries()) expect(Math.abs((state.velocity[i] ?? NaN) - value)).toBeLessThan(5e-5);
      tf.dispose([images, targets]);
    }
  });

  test('moving averages follow the batch with its unbiased variance; nothing else of the model changes', async () => {
    const model = tinyNet(tf);
    const trainer = new Trainer(tf, { model, kernels, loss: entropy, optimiser: plain, seed: 1 });
    const before = await trainer.state();
    const { images, targets } = randomBatch(tf, 5, 77);
    await trainer.trainOn({ images, targets }, 0, 0);
    const after = await trainer.state();
    expect(after.weights.slice(0, 72)).toEqual(before.weights.slice(0, 72));
    const kernel = model.getWeights()[0];
    const maps = tf.conv2d(images as never, kernel as never, 1, 'same');
    const { mean, variance } = tf.moments(maps, [0, 1, 2]);
    const n = 5 * 16;
    const [means, variances] = [mean.dataSync(), variance.dataSync()];
    for (let f = 0; f < 3; f++) {
      expect(after.weights[72 + f]).toBeCloseTo(0.1 * (means[f] ?? NaN), 5);
      expect(after.weights[75 + f]).toBeCloseTo(0.9 + 0.1 * ((variances[f] ?? NaN) * n) / (n - 1), 5);
    }
  });
});

describe('a trainer', () => {
  test('counts what is right, says the loss before its step, and leaves no tensor', async () => {
    const model = tinyNet(tf);
    const trainer = new Trainer(tf, { model, kernels, loss: entropy, optimiser: plain, seed: 1 });
    const { images, targets } = randomBatch(tf, 6, 5);
    const scores = referenceScores(Array.from((await trainer.state()).weights.slice(0, 72)), Array.from(await images.data()));
    const rows = (await targets.array());
    const best = (row: readonly number[]): number => row.indexOf(Math.max(...row));
    const tensors = tf.memory().numTensors;
    const { correct } = await trainer.trainOn({ images, targets }, 0, 0.1);
    expect(correct).toBe(rows.filter((row, n) => best(row) === best(scores[n] ?? [])).length);
    for (let step = 1; step < 5; step++) await trainer.trainOn({ images, targets }, step, 0.1);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('goes on from a state as if it had never stopped', async () => {
    const make = (): Trainer => new Trainer(tf, { model: tinyNet(tf), kernels, loss: entropy, optimiser: { momentum: 0.9, nesterov: false, weightDecay: 1e-3 }, seed: 1 });
    const [whole, first, second] = [make(), make(), make()];
    const { images, targets } = randomBatch(tf, 6, 5);
    for (let step = 0; step < 4; step++) await whole.trainOn({ images, targets }, step, 0.1);
    for (let step = 0; step < 2; step++) await first.trainOn({ images, targets }, step, 0.1);
    second.restore(await first.state());
    for (let step = 2; step < 4; step++) await second.trainOn({ images, targets }, step, 0.1);
    expect(await second.state()).toEqual(await whole.state());
    expect(() => second.restore({ weights: new Float32Array(3), velocity: new Float32Array(3) })).toThrow(RangeError);
  });

  test.each([Infinity, NaN, 1e38])('changes nothing where images times %f leave no finite loss or gradient', async (factor) => {
    const trainer = new Trainer(tf, { model: tinyNet(tf), kernels, loss: entropy, optimiser: plain, seed: 1 });
    const { images, targets } = randomBatch(tf, 4, 5);
    const before = await trainer.state();
    const { isFinite } = await trainer.trainOn({ images: tf.mul(images, factor), targets }, 0, 0.1);
    expect(isFinite).toBe(false);
    expect(await trainer.state()).toEqual(before);
  });
});
