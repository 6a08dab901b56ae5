import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixtureImages, open, tf } from './modelTestBed';

let root = '';
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'lpr-saved-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Saves a model as `model.save` does, where tfjs-node is not there to do it. */
async function save(model: LayersModel, includeOptimizer = false): Promise<void> {
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      const { modelTopology, weightSpecs, weightData, ...rest } = artifacts;
      const data = tf.io.CompositeArrayBuffer.join(weightData);
      await writeFile(path.join(root, 'weights.bin'), Buffer.from(data));
      await writeFile(path.join(root, 'model.json'), JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }], ...rest }));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
    { includeOptimizer },
  );
}

function stirred(model: LayersModel): LayersModel {
  model.setWeights(model.getWeights().map((weight, i) => tf.randomUniform(weight.shape, 0.05, 0.6, 'float32', i + 1)));
  return model;
}

async function expectSame(model: LayersModel): Promise<void> {
  const opened = await open(root);
  const images = fixtureImages(3, 192);
  const expected = await (model.predict(tf.tensor4d(images, [3, 8, 8, 3])) as ReturnType<typeof tf.zeros>).data();
  expect(await opened.predict(images, 3)).toEqual(expected);
  opened.dispose();
}

describe('models that TensorFlow.js saved', () => {
  test('after training, with the state of the optimiser', async () => {
    const model = stirred(
      tf.sequential({
        layers: [
          tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, kernelRegularizer: 'l1l2', activation: 'relu' }),
          tf.layers.batchNormalization(),
          tf.layers.globalAveragePooling2d({}),
          tf.layers.dense({ units: 3, activation: 'softmax' }),
        ],
      }),
    );
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
    await model.fit(tf.randomUniform([8, 8, 8, 3], 0, 1, 'float32', 1), tf.oneHot([0, 1, 2, 0, 1, 2, 0, 1], 3), { epochs: 1 });
    await save(model, true);
    await expectSame(model);
  });

  test('from models within models, as transfer learning makes them', async () => {
    const input = tf.input({ shape: [8, 8, 3] });
    const feature = tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, name: 'conv_dw_1' }).apply(input) as typeof input;
    const backbone = tf.model({ inputs: input, outputs: tf.layers.reLU({ maxValue: 6 }).apply(feature) as typeof input, name: 'mobile' });
    const model = stirred(
      tf.sequential({
        layers: [
          tf.sequential({ layers: [backbone, tf.layers.globalAveragePooling2d({ name: 'pool' })] }),
          tf.sequential({ layers: [tf.layers.dense({ inputShape: [6], units: 10, activation: 'relu' }), tf.layers.dense({ units: 4, useBias: false, activation: 'softmax' })] }),
        ],
      }),
    );
    await save(model);
    await expectSame(model);
  });

  test('with several outputs, of which one holds the scores of classes', async () => {
    const input = tf.input({ shape: [8, 8, 3] });
    const map = tf.layers.conv2d({ filters: 5, kernelSize: 3 }).apply(input) as typeof input;
    const scores = tf.layers.softmax().apply(tf.layers.globalMaxPooling2d({}).apply(map)) as typeof input;
    const model = stirred(tf.model({ inputs: input, outputs: [map, scores] }));
    await save(model);
    const opened = await open(root);
    expect(opened.summary).toMatchObject({ classCount: 5, output: 'probabilities' });
    const images = fixtureImages(2, 192);
    const [, expected] = model.predict(tf.tensor4d(images, [2, 8, 8, 3])) as ReturnType<typeof tf.zeros>[];
    expect(await opened.predict(images, 2)).toEqual(await expected?.data());
  });
});
