import * as tf from '@tensorflow/tfjs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { idx } from './idxFile';

export interface SmallSubject {
  readonly model: string;
  readonly data: string;
}

const side = 12;
const classCount = 4;

/**
 * A real model, trained for a moment, and images it is about: a bright square in one of the four corners on a noisy
 * ground, as IDX files. Small enough for a run of seconds, hard enough for errors that grow with epsilon.
 */
export async function makeSmallSubject(folder: string, count: number): Promise<SmallSubject> {
  const images = new Uint8Array(count * side * side);
  const labels = new Uint8Array(count);
  let state = 12345;
  const random = (): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  for (let i = 0; i < count; i += 1) {
    const label = i % classCount;
    labels[i] = label;
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const corner = (y < side / 2 ? 0 : 2) + (x < side / 2 ? 0 : 1);
        images[(i * side + y) * side + x] = Math.floor(255 * Math.min(1, 0.75 * random() + (corner === label ? 0.12 : 0)));
      }
    }
  }
  const data = path.join(folder, 'data');
  await mkdir(data, { recursive: true });
  await writeFile(path.join(data, 't10k-images-idx3-ubyte'), idx([count, side, side], images));
  await writeFile(path.join(data, 't10k-labels-idx1-ubyte'), idx([count], labels));
  const model = path.join(folder, 'net');
  await saveModel(model, images, labels);
  return { model: path.join(model, 'model.json'), data };
}

async function saveModel(folder: string, images: Uint8Array, labels: Uint8Array): Promise<void> {
  await tf.setBackend('cpu');
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [side, side, 1], filters: 4, kernelSize: 3, strides: 2, activation: 'relu', kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: classCount, activation: 'softmax', kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.01), loss: 'sparseCategoricalCrossentropy' });
  const used = Math.min(200, labels.length);
  const inputs = tf.tensor4d(Float32Array.from(images.subarray(0, used * side * side), (value) => value / 255), [used, side, side, 1]);
  const targets = tf.tensor1d(Float32Array.from(labels.subarray(0, used)));
  await model.fit(inputs, targets, { epochs: 6, batchSize: 20, shuffle: false });
  await mkdir(folder, { recursive: true });
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weights = Buffer.from(tf.io.CompositeArrayBuffer.join(weightData));
      await writeFile(path.join(folder, 'weights.bin'), weights);
      const manifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
      await writeFile(path.join(folder, 'model.json'), JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest: manifest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  model.dispose();
}
