// Trains an architecture on one batch again and again and prints images a second: ours by its own kernels, or composed as
// TensorFlow.js composes it, with data prepared beforehand. Arguments: architecture, "fused" or "composed", steps.
import type { Rank, Scalar, Tensor } from '@tensorflow/tfjs-core';
import { buildArchitecture } from '../../src/compute/architecture/buildArchitecture';
import { seedWeights } from '../../src/compute/architecture/seedWeights';
import { openBackend } from '../../src/compute/backend/openBackend';
import { registerTrainingKernels } from '../../src/compute/training/registerTrainingKernels';
import { Trainer } from '../../src/compute/training/trainer';
import { installedBackend } from '../../src/engine/backend/installedBackend';
import { architectureNameSchema, namedArchitectures } from '../../src/protocol/training';

const batch = 128;
const warmUp = 3;

async function main(): Promise<void> {
  const [name, mode, steps = '10'] = process.argv.slice(2);
  const choice = installedBackend('tfjs-node');
  if (choice === undefined) throw new Error('tfjs-node is not installed');
  const { tf } = await openBackend(choice);
  const model = buildArchitecture(tf, namedArchitectures[architectureNameSchema.parse(name)], { height: 32, width: 32, channels: 3 }, 10);
  seedWeights(tf, model, 1, 'he');
  const images = tf.randomUniform<Rank.R4>([batch, 32, 32, 3], 0, 1, 'float32', 1);
  const targets = tf.oneHot(Array.from({ length: batch }, (_, image) => image % 10), 10).toFloat() as Tensor<Rank.R2>;
  let step: (number: number) => Promise<unknown>;
  if (mode === 'composed') {
    const optimiser = tf.train.momentum(0.05, 0.9);
    step = async () => {
      const loss = optimiser.minimize(() => tf.losses.softmaxCrossEntropy<Tensor, Scalar>(targets, model.apply(images, { training: true }) as Tensor), true);
      await loss?.data();
      loss?.dispose();
    };
  } else {
    const kernels = registerTrainingKernels(tf, 'tfjs-node');
    const trainer = new Trainer(tf, { model, kernels, loss: { kind: 'crossEntropy', labelSmoothing: 0 }, optimiser: { momentum: 0.9, nesterov: false, weightDecay: 0 }, seed: 1 });
    step = (number) => trainer.trainOn({ images, targets }, number, 0.05);
  }
  for (let i = 0; i < warmUp; i += 1) await step(i);
  const began = performance.now();
  for (let i = 0; i < Number(steps); i += 1) await step(warmUp + i);
  console.log((1000 * batch * Number(steps)) / (performance.now() - began));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
