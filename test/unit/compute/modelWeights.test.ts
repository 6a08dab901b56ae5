import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelFolder } from '../../../src/compute/model/modelFolder';
import type { JsonValue } from '../../../src/compute/model/untrustedJson';
import { parseWeightManifest } from '../../../src/compute/model/weightManifest';
import { readWeights } from '../../../src/compute/model/weightReader';
import { fixtureImages, fixtures, type LooseModelJson, open, tf } from './modelTestBed';

let root = '';
beforeAll(async () => (root = await mkdtemp(path.join(tmpdir(), 'lpr-weights-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

/** IEEE 754 binary16, by its definition. */
function halfToNumber(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

type Stored = 'float32' | 'int32' | 'bool' | 'uint8' | 'float16' | 'as uint8' | 'as uint16' | 'as float16' | 'int32 as uint8';
const storedBytes: Record<Stored, number> = { float32: 4, int32: 4, bool: 1, uint8: 1, float16: 2, 'as uint8': 1, 'as uint16': 2, 'as float16': 2, 'int32 as uint8': 1 };

/** A weight as a file has it, value by value with nothing but DataView. */
function decode(stored: Stored, bytes: Buffer, at: number, scale: number, min: number): number {
  switch (stored) {
    case 'float32':
      return bytes.readFloatLE(at);
    case 'int32':
      return bytes.readInt32LE(at);
    case 'bool':
    case 'uint8':
      return bytes.readUInt8(at);
    case 'float16':
    case 'as float16':
      return halfToNumber(bytes.readUInt16LE(at));
    case 'as uint8':
      return Math.fround(bytes.readUInt8(at) * scale + min);
    case 'as uint16':
      return Math.fround(bytes.readUInt16LE(at) * scale + min);
    case 'int32 as uint8':
      return Math.round(bytes.readUInt8(at) * scale + min);
  }
}

function entryOf(name: string, stored: Stored, shape: number[], scale: number, min: number): JsonValue {
  const [type, as] = stored.startsWith('int32 as') ? ['int32', 'uint8'] : stored.startsWith('as ') ? ['float32', stored.slice(3)] : [stored, undefined];
  return { name, shape, dtype: type, ...(as === undefined ? {} : { quantization: as === 'float16' ? { dtype: as } : { dtype: as, scale, min } }) };
}

const weight = fc.record({
  stored: fc.constantFrom(...(Object.keys(storedBytes) as Stored[])),
  shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
  scale: fc.constantFrom(1 / 255, 0.5, 3),
  min: fc.constantFrom(-1, 0, 2.25),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
});

describe('weights', () => {
  test('are read value by value as their definition says, from any number of groups and shards, cut anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ weights: fc.array(weight, { minLength: 1, maxLength: 5 }), cuts: fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 4 }) }), { minLength: 1, maxLength: 3 }), async (groups) => {
        const manifest: JsonValue[] = [];
        const expected = new Map<string, { shape: number[]; values: number[] }>();
        for (const [g, { weights, cuts }] of groups.entries()) {
          const chunks: Buffer[] = [];
          const entries: JsonValue[] = [];
          for (const [w, { stored, shape, scale, min, seed }] of weights.entries()) {
            const count = shape.reduce((a, b) => a * b, 1);
            const bytes = Buffer.alloc(count * storedBytes[stored]);
            for (let i = 0; i < bytes.length; i++) bytes[i] = stored === 'bool' ? i % 2 : (Math.imul(i + 1, seed) >>> 13) & 255;
            entries.push(entryOf(`g${g}/w${w}`, stored, shape, scale, min));
            expected.set(`g${g}/w${w}`, { shape, values: Array.from({ length: count }, (_, i) => decode(stored, bytes, i * storedBytes[stored], scale, min)) });
            chunks.push(bytes);
          }
          const all = Buffer.concat(chunks);
          const ends = [...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
          const paths = ends.map((_, s) => `group${g}-shard${s}.bin`);
          for (const [s, end] of ends.entries()) await writeFile(path.join(root, `group${g}-shard${s}.bin`), all.subarray(s === 0 ? 0 : ends[s - 1], end));
          manifest.push({ paths, weights: entries });
        }
        const { weights } = await readWeights(tf, await ModelFolder.of(path.join(root, 'model.json')), parseWeightManifest(manifest, 'model.json'));
        expect([...weights.keys()]).toEqual([...expected.keys()]);
        for (const [name, tensor] of weights) {
          expect(tensor.shape).toEqual(expected.get(name)?.shape);
          expect([...tensor.dataSync()]).toEqual(expected.get(name)?.values);
          tensor.dispose();
        }
      }),
      { seed: 16, numRuns: 60 },
    );
  });

  test("of an optimiser are passed over, but their bytes are counted", async () => {
    await writeFile(path.join(root, 'w.bin'), Buffer.from(Float32Array.of(1, 2, 3).buffer));
    const weights: JsonValue[] = [{ name: 'a', shape: [1], dtype: 'float32' }, { name: 'o', shape: [1], dtype: 'float32', group: 'optimizer' }, { name: 'b', shape: [], dtype: 'float32' }];
    const read = await readWeights(tf, await ModelFolder.of(path.join(root, 'model.json')), parseWeightManifest([{ paths: ['w.bin'], weights }], 'model.json'));
    expect([...read.weights].map(([name, tensor]) => [name, ...tensor.dataSync()])).toEqual([['a', 1], ['b', 3]]);
  });

  test.each(['uint8', 'uint16', 'float16'])('quantised to %s differ from the whole ones by no more than half a step', async (type) => {
    const read = async (name: string) => {
      const folder = await ModelFolder.of(path.join(fixtures, name, 'model.json'));
      const manifest = (JSON.parse(await readFile(path.join(fixtures, name, 'model.json'), 'utf8')) as LooseModelJson).weightsManifest;
      return { manifest, ...(await readWeights(tf, folder, parseWeightManifest(manifest as JsonValue, name))) };
    };
    const whole = await read('keras2-functional');
    const quantised = await read(`keras2-functional-${type}`);
    let differing = 0;
    for (const entry of quantised.manifest.flatMap(({ weights }) => weights)) {
      const original = whole.weights.get(entry.name)?.dataSync() ?? [];
      const { scale } = entry.quantization as { scale?: number };
      for (const [i, value] of (quantised.weights.get(entry.name)?.dataSync() ?? []).entries()) {
        const exact = original[i] ?? Number.NaN;
        // The converter moves the minimum a little, so that zero is stored exactly.
        const step = scale === undefined ? Math.abs(exact) * 2 ** -10 + 2 ** -24 : scale;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(step * 1.001);
        if (value !== exact) differing++;
      }
    }
    expect(differing).toBeGreaterThan(100);
  });
});

describe('against the loaders of TensorFlow.js', () => {
  // The other fixtures are beyond them: their regularisers and initialisers alone make them fail.
  test.each(['keras2-nested', 'keras2-shared', 'graph-sequential', 'graph-functional', 'graph-functional-uint8'])('%s predicts the same', async (name) => {
    const folder = path.join(fixtures, name);
    const json = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8')) as LooseModelJson;
    const shards = await Promise.all(json.weightsManifest.flatMap(({ paths }) => paths).map((shard) => readFile(path.join(folder, shard))));
    const handler = tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights) as never,
      weightData: new Uint8Array(Buffer.concat(shards)).buffer,
    });
    const plain = name.startsWith('graph') ? await tf.loadGraphModel(handler) : await tf.loadLayersModel(handler);
    const model = await open(folder);
    const { height, width, channels } = model.summary.input;
    const images = fixtureImages(5, height * width * channels);
    const scores = tf.tidy(() => plain.predict(tf.tensor4d(images, [5, height, width, channels])) as ReturnType<typeof tf.zeros>);
    const predicted = await model.predict(images, 5);
    if (model.summary.output === 'probabilities') expect(predicted).toEqual(await scores.data());
    else if (model.summary.output === 'sigmoid') expect(predicted.filter((_, i) => i % 2 === 1)).toEqual(await scores.data());
    else for (const [i, value] of (await tf.softmax(scores).data()).entries()) expect(Math.abs((predicted[i] ?? Number.NaN) - value)).toBeLessThan(2e-7);
  });
});
