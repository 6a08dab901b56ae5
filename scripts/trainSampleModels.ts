// Trains the playground's sample models: for MNIST and CIFAR-10 a standard one, and one that sees every training image
// under a fresh random corruption of the paper's set C1 (all nine norms, ten epsilons each). It needs tfjs-node:
//   npm run --silent lp-robustness -- backends install tfjs-node
//   npm run train:samples [-- mnist-standard cifar10-lp ...]
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { openBackend } from '../src/compute/backend/openBackend';
import type { TensorFlow } from '../src/compute/backend/tensorFlow';
import { openData, type OpenData } from '../src/compute/data/openData';
import { installedBackend } from '../src/engine/backend/installedBackend';
import { fetchDataset } from '../src/engine/dataset/fetchDataset';
import { cacheFolder } from '../src/engine/cacheFolder';
import type { ImageShape } from '../src/protocol/computeMessages';
import type { DatasetName } from '../src/protocol/experiment';
import { corrupt, drawUnitSample } from '../src/robustness/corruption';
import { RandomStream, randomOrder, type RandomAddress } from '../src/robustness/randomStream';
import { suiteFor, type SuiteCell } from '../src/robustness/suite/suite';

interface Recipe {
  readonly data: DatasetName;
  readonly shape: ImageShape;
  /** Each convolution is 3 x 3 with this many filters, ReLU, and 2 x 2 maximum pooling. */
  readonly filters: readonly number[];
  readonly hidden: number;
  readonly epochs: number;
  readonly flipAndCrop: boolean;
}

const recipes: Record<string, Recipe> = {
  mnist: { data: 'mnist', shape: { height: 28, width: 28, channels: 1 }, filters: [16, 32], hidden: 64, epochs: 6, flipAndCrop: false },
  cifar10: { data: 'cifar10', shape: { height: 32, width: 32, channels: 3 }, filters: [32, 64, 128], hidden: 64, epochs: 12, flipAndCrop: true },
};

const batchSize = 128;
const peakLearningRate = 2e-3;
const warmUpSteps = 200;
const cropPadding = 4;
const seed = 2305;

const address = (kind: RandomAddress['kind'], image: number, epoch: number): RandomAddress => ({ seed, purpose: 'augmentation', kind, image, draw: epoch });

/** A small plain convolutional net: `model`, which ends in probabilities, is saved; its `logits` are trained. */
function smallNet(tf: TensorFlow, { shape, filters, hidden }: Recipe, classCount: number): { logits: LayersModel; model: Sequential } {
  const model = tf.sequential({ name: 'small_net' });
  for (const [i, count] of filters.entries()) {
    const inputShape = i === 0 ? { inputShape: [shape.height, shape.width, shape.channels] } : {};
    const kernelInitializer = tf.initializers.heNormal({ seed: seed + i });
    model.add(tf.layers.conv2d({ filters: count, kernelSize: 3, padding: 'same', activation: 'relu', kernelInitializer, ...inputShape }));
    model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: hidden, activation: 'relu', kernelInitializer: tf.initializers.heNormal({ seed: seed + 10 }) }));
  model.add(tf.layers.dense({ units: classCount, kernelInitializer: tf.initializers.glorotNormal({ seed: seed + 11 }) }));
  const logits = tf.model({ inputs: model.inputs, outputs: model.outputs });
  model.add(tf.layers.activation({ activation: 'softmax' }));
  return { logits, model };
}

/** Half a cosine from the peak to zero, after a linear warm-up. */
function learningRate(step: number, steps: number): number {
  if (step < warmUpSteps) return (peakLearningRate * (step + 1)) / warmUpSteps;
  return (peakLearningRate / 2) * (1 + Math.cos((Math.PI * (step - warmUpSteps)) / (steps - warmUpSteps)));
}

/** Writes `image`, flipped and shifted at random over a border of zeros, into `out`. */
function flipAndCrop(image: Float32Array, { height, width, channels }: ImageShape, stream: RandomStream, out: Float32Array): void {
  const flip = stream.nextIndex(2) === 1;
  const down = stream.nextIndex(2 * cropPadding + 1) - cropPadding;
  const right = stream.nextIndex(2 * cropPadding + 1) - cropPadding;
  out.fill(0);
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(width, width - right); x++) {
      const from = ((y + down) * width + (flip ? width - 1 - (x + right) : x + right)) * channels;
      const to = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[to + c] = image[from + c] ?? 0;
    }
  }
}

/** One epoch's corruption of one image: a cell of the set, and a fresh sample of it. */
function corruptForTraining(image: Float32Array, shape: ImageShape, cells: readonly SuiteCell[], index: number, epoch: number, out: Float32Array): void {
  const cell = cells[new RandomStream(address('choice', index, epoch)).nextIndex(cells.length)];
  if (cell === undefined) throw new Error('The training set is empty.');
  const sample = drawUnitSample(cell, shape, { seed, purpose: 'training', image: index, draw: epoch });
  corrupt(image, sample, cell.epsilon, out);
}

const firstOf = (output: Tensor | Tensor[]): Tensor => {
  const [first] = [output].flat();
  if (first === undefined) throw new Error('The model gave no output.');
  return first;
};

async function accuracy(tf: TensorFlow, model: LayersModel, data: OpenData, shape: ImageShape): Promise<number> {
  const { count, labels } = data.summary;
  const size = shape.height * shape.width * shape.channels;
  let right = 0;
  for (let start = 0; start < count; start += 500) {
    const indices = Uint32Array.from({ length: Math.min(500, count - start) }, (_, i) => start + i);
    const images = new Float32Array(indices.length * size);
    await data.read(indices, images);
    const classes = tf.tidy(() => firstOf(model.predict(tf.tensor4d(images, [indices.length, shape.height, shape.width, shape.channels]))).argMax(1).dataSync());
    indices.forEach((image, i) => { if (classes[i] === labels[image]) right += 1; });
  }
  return right / count;
}

async function openSplit({ data, shape }: Recipe, split: 'train' | 'test'): Promise<OpenData> {
  const folder = await fetchDataset(data, { cacheFolder: cacheFolder() });
  return openData({ location: { kind: 'dataset', name: data, folder }, split, resize: false, input: shape, classCount: 10 });
}

async function train(tf: TensorFlow, recipe: Recipe, training: OpenData, withCorruptions: boolean, name: string): Promise<LayersModel> {
  const { shape, epochs } = recipe;
  const { count, labels } = training.summary;
  const size = shape.height * shape.width * shape.channels;
  const cells = suiteFor('c1', shape).cells;
  const { logits, model } = smallNet(tf, recipe, training.summary.classNames.length);
  const optimizer = tf.train.adam(peakLearningRate);
  const steps = epochs * Math.floor(count / batchSize);
  const [raw, cropped, images] = [new Float32Array(batchSize * size), new Float32Array(size), new Float32Array(batchSize * size)];
  for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
    const order = randomOrder(new RandomStream(address('order', 0, epoch)), count);
    let lossSum = 0;
    const began = Date.now();
    for (let start = 0; start + batchSize <= count; start += batchSize, step++) {
      const indices = order.slice(start, start + batchSize);
      await training.read(indices, raw);
      indices.forEach((index, i) => {
        let image = raw.subarray(i * size, (i + 1) * size);
        if (recipe.flipAndCrop) {
          flipAndCrop(image, shape, new RandomStream(address('positions', index, epoch)), cropped);
          image = cropped;
        }
        const out = images.subarray(i * size, (i + 1) * size);
        if (withCorruptions) corruptForTraining(image, shape, cells, index, epoch, out);
        else out.set(image);
      });
      (optimizer as unknown as { learningRate: number }).learningRate = learningRate(step, steps);
      const loss = optimizer.minimize(() => {
        const input = tf.tensor4d(images, [batchSize, shape.height, shape.width, shape.channels]);
        const target = tf.oneHot(tf.tensor1d(Array.from(indices, (index) => labels[index] ?? 0), 'int32'), training.summary.classNames.length);
        const output = logits.apply(input, { training: true }) as Tensor;
        return tf.losses.softmaxCrossEntropy<Tensor, Scalar>(target, output);
      }, true);
      lossSum += loss?.dataSync()[0] ?? 0;
      loss?.dispose();
    }
    const seconds = (Date.now() - began) / 1000;
    console.log(`${name} epoch ${epoch + 1}/${epochs}: loss ${(lossSum / Math.floor(count / batchSize)).toFixed(4)}, ${seconds.toFixed(0)} s`);
  }
  return model;
}

/** Writes model.json, one shard of weights, and the sidecar with the class names. */
async function save(tf: TensorFlow, model: LayersModel, folder: string, classNames: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData ?? []));
      const manifest = [{ paths: ['weights.bin'], weights: artifacts.weightSpecs }];
      const { modelTopology, format, generatedBy, convertedBy } = artifacts;
      writeFileSync(path.join(folder, 'weights.bin'), weights);
      writeFileSync(path.join(folder, 'model.json'), `${JSON.stringify({ format, generatedBy, convertedBy, modelTopology, weightsManifest: manifest })}\n`);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } });
    }),
  );
  writeFileSync(path.join(folder, 'lp-robustness.json'), `${JSON.stringify({ classNames, output: 'probabilities' }, null, 2)}\n`);
}

const names = Object.keys(recipes).flatMap((data) => [`${data}-standard`, `${data}-lp`]);

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no sample model ${unknown}; there are ${names.join(', ')}.`);
  const choice = installedBackend('tfjs-node');
  if (choice === undefined) throw new Error('Install tfjs-node first: npm run --silent lp-robustness -- backends install tfjs-node');
  const { tf } = await openBackend(choice);
  for (const name of wanted.length > 0 ? wanted : names) {
    const [dataset = '', kind] = name.split('-');
    const recipe = recipes[dataset];
    if (recipe === undefined) continue;
    const training = await openSplit(recipe, 'train');
    const model = await train(tf, recipe, training, kind === 'lp', name);
    await save(tf, model, path.join('playground', 'models', name), training.summary.classNames);
    const test = await openSplit(recipe, 'test');
    console.log(`${name}: clean accuracy ${(100 * (await accuracy(tf, model, test, recipe.shape))).toFixed(2)} % on the test split`);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
