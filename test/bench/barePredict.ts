// One process of the bare backend: loads a model with plain TensorFlow.js and times predict on noise made beforehand.
// barePredict.ts BACKEND MODEL.json BATCH SECONDS  ->  images a second on standard output
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Tensor } from '@tensorflow/tfjs-core';
import { openBackend } from '../../src/compute/backend/openBackend';
import { installedBackend } from '../../src/engine/backend/installedBackend';
import { backendNameSchema } from '../../src/protocol/experiment';
import { RandomStream } from '../../src/robustness/randomStream';

const batches = 8;

async function main(): Promise<void> {
  const [backend, modelPath = '', batch, secondsText] = process.argv.slice(2);
  const choice = installedBackend(backendNameSchema.parse(backend));
  if (choice === undefined) throw new Error(`${backend ?? ''} is not installed`);
  const { tf } = await openBackend(choice);
  const json = JSON.parse(readFileSync(modelPath, 'utf8')) as { modelTopology: object; weightsManifest: { paths: string[]; weights: [] }[] };
  const [group] = json.weightsManifest;
  const weights = readFileSync(path.join(path.dirname(modelPath), group?.paths[0] ?? ''));
  const weightData = new Uint8Array(weights).buffer;
  const model: LayersModel = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs: group?.weights ?? [], weightData }));
  const [, height = 0, width = 0, channels = 0] = model.inputs[0]?.shape as number[];
  const count = Number(batch);
  const stream = new RandomStream({ seed: 1, purpose: 'evaluation', kind: 'elements', image: 0, draw: 0 });
  const inputs = Array.from({ length: batches }, () => Float32Array.from({ length: count * height * width * channels }, () => stream.nextUniform()));
  const predict = async (input: Float32Array): Promise<void> => {
    const output = tf.tidy(() => model.predict(tf.tensor4d(input, [count, height, width, channels])) as Tensor);
    await output.data();
    output.dispose();
  };
  for (const input of inputs) await predict(input);
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < Number(secondsText) * 1000) {
    for (const input of inputs) await predict(input);
    done += batches * count;
  }
  process.stdout.write(`${(done / (performance.now() - start)) * 1000}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
