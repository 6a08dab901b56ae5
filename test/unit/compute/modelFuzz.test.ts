import * as realFiles from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { LprError } from '../../../src/protocol/errors';
import { open, tf, withCopy } from './modelTestBed';

/** Every file that is opened, by its real path. The files themselves are read as ever. */
const opened: string[] = [];
vi.mock('node:fs/promises', async (importActual) => {
  const actual = await importActual<typeof realFiles>();
  return {
    ...actual,
    open: async (...parameters: Parameters<typeof actual.open>) => {
      opened.push(await actual.realpath(parameters[0]));
      return actual.open(...parameters);
    },
  };
});

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that have broken readers before. */
const hostile = fc.oneof(
  fc.constantFrom<Json>(
    null, true, false, '', 0, -1, 1, 2, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e308, -1e308, 1e-320, [], {}, [[]], [null], [-1], [1e9, 1e9], [0, 0],
    '../outside.bin', '/etc/passwd', 'file:///etc/passwd', '%2e%2e/outside.bin', '..', '.', 'model.json', 'constructor', 'toString', '__proto__', 'hasOwnProperty',
    'Lambda', 'Conv2D', 'Dense', 'Functional', 'Sequential', 'RNN', 'UpSampling2D', 'Softmax', 'Placeholder', 'Const', 'Identity', 'Fill', 'While', 'Switch',
    'float32', 'int32', 'string', 'uint8', 'relu', 'softmax', 'same', 'channelsFirst', { dtype: 'uint8', scale: 1e300, min: -1e300 }, { class_name: 'Lambda', config: {} },
  ),
  fc.integer({ min: -3, max: 40 }),
);

interface Mutation {
  /** Which place of the document, as a fraction of all places. */
  readonly place: number;
  readonly kind: 'replace' | 'remove' | 'duplicate' | 'rename' | 'copy';
  readonly value: Json;
  readonly other: number;
}

/** Evenly spread, unlike fc.double, which is mostly about 0. */
const fraction = fc.integer({ min: 0, max: 999_999 }).map((parts) => parts / 1e6);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  place: fraction,
  kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'duplicate', 'rename', 'copy'),
  value: hostile,
  other: fraction,
});

interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: string;
}

function placesOf(root: Json): Place[] {
  const places: Place[] = [];
  const walk = (value: Json): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value, key });
      walk((value as Record<string, Json>)[key] ?? null);
    }
  };
  walk(root);
  return places;
}

function mutate(root: Json, { place, kind, value, other }: Mutation): void {
  const places = placesOf(root);
  const at = places[Math.floor(place * places.length)];
  if (at === undefined) return;
  const record = at.holder as Record<string, Json>;
  switch (kind) {
    case 'replace':
      record[at.key] = value;
      break;
    case 'remove':
      if (Array.isArray(at.holder)) at.holder.splice(Number(at.key), 1);
      else Reflect.deleteProperty(record, at.key);
      break;
    case 'duplicate':
      if (Array.isArray(at.holder)) at.holder.push(structuredClone(record[at.key] ?? null));
      else record[`${at.key}_`] = structuredClone(record[at.key] ?? null);
      break;
    case 'rename':
      if (typeof value === 'string') Object.defineProperty(record, value, { value: record[at.key], enumerable: true, configurable: true, writable: true });
      break;
    case 'copy': {
      const from = places[Math.floor(other * places.length)];
      if (from !== undefined) record[at.key] = structuredClone((from.holder as Record<string, Json>)[from.key] ?? null);
      break;
    }
  }
}

/** Opens a model and predicts with it; gives `opened` or the code of the error. Whatever happens is a working model or an LprError, and leaves no tensor. */
async function tryModel(folder: string): Promise<string> {
  const tensors = tf.memory().numTensors;
  const bytes = process.memoryUsage().arrayBuffers;
  opened.length = 0;
  let outcome: string;
  try {
    const model = await open(folder);
    const { height, width, channels } = model.summary.input;
    try {
      const result = await model.predict(new Float32Array(height * width * channels).fill(0.5), 1);
      expect(result.length).toBe(model.summary.classCount);
      expect(result.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 2);
    } finally {
      model.dispose();
    }
    outcome = 'opened';
  } catch (error) {
    if (!(error instanceof LprError)) throw error;
    expect(error.code).toMatch(/^LPR-2\d\d$/);
    outcome = error.code;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  expect(process.memoryUsage().arrayBuffers - bytes).toBeLessThan(128 * 2 ** 20);
  for (const file of opened) expect(file.startsWith(`${folder}${path.sep}`)).toBe(true);
  return outcome;
}

const bases = ['keras2-sequential', 'keras2-functional', 'keras3-nested', 'keras3-functional-json', 'graph-sequential', 'keras2-functional-uint8'];
const outcomes = new Map<string, number>();

describe('models with something wrong in them', () => {
  afterAll(() => {
    // The fuzzer is worth something only if it gets past the first check, and does break models.
    expect(outcomes.get('opened') ?? 0).toBeGreaterThan(20);
    expect(outcomes.size).toBeGreaterThan(8);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each(bases)('%s, its model.json changed', { timeout: 60_000 }, async (name) => {
    await withCopy(name, async (copy) => {
      const folder = await realFiles.realpath(copy);
      await realFiles.writeFile(path.join(folder, '..', 'outside.bin'), 'not to be read');
      const file = path.join(folder, 'model.json');
      const original = await realFiles.readFile(file, 'utf8');
      await fc.assert(
        fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
          const root = JSON.parse(original) as Json;
          for (const one of mutations) mutate(root, one);
          await realFiles.writeFile(file, JSON.stringify(root));
          const outcome = await tryModel(folder);
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }),
        { seed: 20_230_504, numRuns: 120 },
      );
    });
  });

  test('the text of model.json and the bytes of the weights changed', { timeout: 60_000 }, async () => {
    await withCopy('keras2-functional-uint8', async (copy) => {
      const folder = await realFiles.realpath(copy);
      const names = (await realFiles.readdir(folder)).filter((name) => name !== 'expected.json');
      const originals = new Map<string, Buffer>();
      for (const name of names) originals.set(name, await realFiles.readFile(path.join(folder, name)));
      const change = fc.record({ file: fc.constantFrom(...names), at: fraction, byte: fc.integer({ min: 0, max: 255 }), cut: fc.boolean(), add: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          for (const [name, bytes] of originals) await realFiles.writeFile(path.join(folder, name), bytes);
          for (const { file, at, byte, cut, add } of changes) {
            let bytes = Buffer.from(await realFiles.readFile(path.join(folder, file)));
            if (bytes.length > 0) bytes[Math.floor(at * (bytes.length - 1))] = byte;
            if (cut) bytes = bytes.subarray(0, Math.floor(at * bytes.length));
            if (add) bytes = Buffer.concat([bytes, Buffer.of(byte)]);
            await realFiles.writeFile(path.join(folder, file), bytes);
          }
          await tryModel(folder);
        }),
        { seed: 20_230_505, numRuns: 120 },
      );
    });
  });
});
