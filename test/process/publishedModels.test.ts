import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-backend-wasm';
import * as converter from '@tensorflow/tfjs-converter';
import * as layers from '@tensorflow/tfjs-layers';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import pacote from 'pacote';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../src/compute/model/openModel';
import { cacheFolder } from '../../src/engine/cacheFolder';
import { npmConfiguration } from '../../src/engine/dataset/npmConfiguration';

/** Models nobody of this project made, as they are published in packages of the npm registry. */
const tf = { ...core, ...layers, ...converter };
let scratch = '';

beforeAll(async () => {
  await tf.setBackend('wasm');
  await tf.ready();
  scratch = await mkdtemp(path.join(tmpdir(), 'lpr-published-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Codes of a registry that cannot be reached: the only reason to leave these tests out. */
const unreachable = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENETUNREACH', 'EHOSTUNREACH', 'ERR_SOCKET_TIMEOUT']);

/** The folder of an unpacked package, fetched once; undefined where there is no registry. */
async function packageFolder(specifier: string): Promise<string | undefined> {
  const folder = path.join(cacheFolder(), 'published', specifier.replaceAll('/', '+'));
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await pacote.extract(specifier, partial, { ...(await npmConfiguration()), fetchRetries: 1 });
    await rename(partial, folder);
    return folder;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if (error instanceof Error && 'code' in error && unreachable.has(String(error.code))) return undefined;
    throw error;
  }
}

interface ModelJson {
  modelTopology: object;
  weightsManifest: { paths: string[]; weights: core.io.WeightsManifestEntry[] }[];
  userDefinedMetadata?: object;
}

/** nsfwjs wraps each file in a script of its own: model.json as an object, shards in base64. */
async function unpackNsfw(packed: string, name: string): Promise<string> {
  const from = path.join(packed, 'dist', 'models', name);
  const to = path.join(scratch, name);
  const run = async (script: string): Promise<unknown> => {
    const module = { exports: {} as unknown };
    runInNewContext(await readFile(path.join(from, script), 'utf8'), { module, exports: module.exports });
    return module.exports;
  };
  await mkdir(to, { recursive: true });
  const model = (await run('model.min.js')) as ModelJson;
  await writeFile(path.join(to, 'model.json'), JSON.stringify(model));
  for (const shard of model.weightsManifest.flatMap(({ paths }) => paths)) {
    await writeFile(path.join(to, shard), Buffer.from((await run(`${shard}.min.js`)) as string, 'base64'));
  }
  return path.join(to, 'model.json');
}

/** Smooth blobs of colour with an edge: pictures, as far as a network is concerned. */
function pictures(count: number, height: number, width: number, channels: number): Float32Array {
  const size = height * width * channels;
  return Float32Array.from({ length: count * size }, (_, i) => {
    const [image, channel, x, y] = [Math.floor(i / size), i % channels, Math.floor(i / channels) % width, Math.floor(i / channels / width) % height];
    const wave = Math.sin((x * (image + 1)) / 17 + channel) * Math.cos((y * (image + 2)) / 23 - channel);
    return x > y ? 0.5 + 0.5 * wave : 0.3 - 0.2 * wave;
  });
}

/** What TensorFlow.js's own loaders make of the same files. */
async function plainScores(file: string, images: core.Tensor4D): Promise<number[][]> {
  const model = JSON.parse(await readFile(file, 'utf8')) as ModelJson;
  const shards = await Promise.all(model.weightsManifest.flatMap(({ paths }) => paths).map((shard) => readFile(path.join(path.dirname(file), shard))));
  const handler = tf.io.fromMemory({
    modelTopology: model.modelTopology,
    weightSpecs: model.weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
    ...(model.userDefinedMetadata === undefined ? {} : { userDefinedMetadata: model.userDefinedMetadata }),
  });
  const loaded = 'node' in model.modelTopology ? await tf.loadGraphModel(handler) : await tf.loadLayersModel(handler);
  const scores = tf.tidy(() => loaded.predict(images) as core.Tensor2D);
  return scores.array();
}

describe.each<[string, string, string, 'layers' | 'graph', (folder: string) => Promise<string>, number[], number]>([
  ['nsfwjs MobileNet v2', 'nsfwjs@4.4.0', 'without a format key, quantised to uint8', 'layers', (folder) => unpackNsfw(folder, 'mobilenet_v2'), [224, 224, 3], 5],
  ['nsfwjs MobileNet v2 mid', 'nsfwjs@4.4.0', 'two shards, quantised to uint8', 'graph', (folder) => unpackNsfw(folder, 'mobilenet_v2_mid'), [224, 224, 3], 5],
  ['human emotion', '@vladmandic/human@3.3.6', 'grey', 'graph', (folder) => Promise.resolve(path.join(folder, 'models', 'emotion.json')), [64, 64, 1], 7],
])('%s (%s: %s)', (_, specifier, _what, format, locate, [height = 0, width = 0, channels = 0], classCount) => {
  test('opens without a description, with the probabilities that plain TensorFlow.js gives', async (context) => {
    const folder = await packageFolder(specifier);
    if (folder === undefined) {
      context.skip('the package registry cannot be reached');
      return;
    }
    const file = await locate(folder);
    const model = await openModel(tf, { path: file, description: {} });
    expect(model.summary).toMatchObject({ format, classCount, input: { height, width, channels }, output: 'probabilities' });

    const count = 6;
    const images = pictures(count, height, width, channels);
    const before = tf.memory().numTensors;
    const predicted = await model.predict(images, count);
    expect(tf.memory().numTensors).toBe(before);
    const plain = await plainScores(file, tf.tensor4d(images, [count, height, width, channels]));
    const argmax = (row: readonly number[]) => row.indexOf(Math.max(...row));
    for (const [image, row] of plain.entries()) {
      const ours = [...predicted.subarray(image * classCount, (image + 1) * classCount)];
      for (const [index, value] of row.entries()) expect(Math.abs((ours[index] ?? Number.NaN) - value)).toBeLessThan(1e-6);
      expect(argmax(ours)).toBe(argmax(row));
    }
    // Pictures that all look the same to the model would show little.
    expect(new Set(plain.map((row) => Math.max(...row).toFixed(4))).size).toBeGreaterThan(3);
  });
});
