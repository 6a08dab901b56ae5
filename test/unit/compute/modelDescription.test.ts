import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ModelDescription } from '../../../src/protocol/experiment';
import { codeOf, edit, fixtureImages, fixtures, open, withCopy } from './modelTestBed';

const sequential = path.join(fixtures, 'keras2-sequential');
const names = ['zero', 'one', 'two', 'three', 'four'];
const sidecar = (folder: string, text: string) => writeFile(path.join(folder, 'lp-robustness.json'), text);

describe('the description of a model', () => {
  test('without one, classes have no names and images stay in [0,1]', async () => {
    const { summary } = await open(sequential);
    expect(summary.classNames).toBeUndefined();
  });

  test('beside the model is taken; the experiment file wins, entry by entry', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      const inSidecar: ModelDescription = { $schema: 'x', classNames: names, preprocessing: { range: [0, 255], mean: [100] } };
      await sidecar(folder, JSON.stringify(inSidecar));
      const images = fixtureImages(3, 64);
      const beside = await open(folder);
      expect(beside.summary.classNames).toEqual(names);

      const over: ModelDescription = { preprocessing: { mean: [50] } };
      const both = await open(folder, over);
      expect(both.summary.classNames).toEqual(names);
      const alone = await open(sequential, { classNames: names, preprocessing: { range: [0, 255], mean: [50] } });
      expect(await both.predict(images, 3)).toEqual(await alone.predict(images, 3));
      expect(await both.predict(images, 3)).not.toEqual(await beside.predict(images, 3));
      // The same model under the same description is the same, wherever the description stands.
      expect(both.summary.hash).toBe(alone.summary.hash);
      expect(both.summary.hash).not.toBe(beside.summary.hash);
    });
  });

  test('the experiment file can name the classes and the kind of output anew', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      await sidecar(folder, JSON.stringify({ classNames: names, output: 'probabilities' }));
      const { summary } = await open(folder, { classNames: [...names].reverse(), output: 'logits' });
      expect(summary.classNames).toEqual([...names].reverse());
      expect(summary.output).toBe('logits');
    });
  });

  test.each<[string, string, string]>([
    ['LPR-202', 'not JSON', '{'],
    ['LPR-202', 'a prototype', '{"__proto__": {"classNames": []}}'],
    ['LPR-220', 'an entry that does not exist', '{"classnames": ["a", "b"]}'],
    ['LPR-220', 'a std of zero', '{"preprocessing": {"std": [0]}}'],
    ['LPR-220', 'a list', '[]'],
    ['LPR-219', 'too few class names', '{"classNames": ["a", "b"]}'],
    ['LPR-221', 'a mean for three channels of a grey model', '{"preprocessing": {"mean": [1, 2, 3]}}'],
    ['LPR-217', 'another size', '{"inputSize": [9, 8]}'],
    ['LPR-223', 'probabilities that are none', '{"output": "probabilities"}'],
  ])('%s: %s', async (code, _, text) => {
    await withCopy(code === 'LPR-223' ? 'keras2-functional' : 'keras2-sequential', async (folder) => {
      await sidecar(folder, text);
      expect(await codeOf(open(folder))).toBe(code);
    });
  });

  test('a single sigmoid has two class names', async () => {
    const nested = path.join(fixtures, 'keras2-nested');
    expect((await open(nested, { classNames: ['dog', 'cat'] })).summary.classCount).toBe(2);
    expect(await codeOf(open(nested, { classNames: names }))).toBe('LPR-219');
  });

  test("class names in the model's metadata are taken where they fit", async () => {
    await withCopy('keras2-sequential', async (folder) => {
      await edit(folder, (model) => (model.userDefinedMetadata = { labels: names }));
      expect((await open(folder)).summary.classNames).toEqual(names);
      await edit(folder, (model) => (model.userDefinedMetadata = { labels: ['a', 'b'] }));
      expect((await open(folder)).summary.classNames).toBeUndefined();
    });
  });
});

describe('the hash of a model', () => {
  test('changes with a bit of a weight, of the topology or of the description, and with nothing else', async () => {
    await withCopy('keras2-functional', async (folder) => {
      const { hash } = (await open(folder)).summary;
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect((await open(path.join(fixtures, 'keras2-functional'))).summary.hash).toBe(hash);
      const hashes = new Set([hash]);
      hashes.add((await open(folder, { output: 'logits' })).summary.hash);
      const shard = path.join(folder, 'group1-shard1of1.bin');
      const bytes = await readFile(shard);
      bytes[40] = (bytes[40] ?? 0) ^ 1;
      await writeFile(shard, bytes);
      hashes.add((await open(folder)).summary.hash);
      await edit(folder, (model) => (model['note'] = 1));
      hashes.add((await open(folder)).summary.hash);
      expect(hashes.size).toBe(4);
    });
  });
});

describe('predict', () => {
  test('gives each image the same row, whatever the batch, and refuses too few values', async () => {
    const model = await open(sequential);
    const images = fixtureImages(9, 64);
    const together = await model.predict(images, 9);
    expect(together).toHaveLength(9 * 5);
    for (let i = 0; i < 9; i++) expect(await model.predict(images.slice(64 * i, 64 * (i + 1)), 1)).toEqual(together.slice(5 * i, 5 * (i + 1)));
    expect(await model.predict(images, 4)).toEqual(together.slice(0, 20));
    await expect(model.predict(images, 10)).rejects.toThrow(RangeError);
  });

  test('serves a graph that takes batches of one size only', async () => {
    await withCopy('graph-sequential', async (folder) => {
      const images = fixtureImages(7, 64);
      const free = await (await open(folder)).predict(images, 7);
      await edit(folder, (model) => {
        const input = (model.modelTopology['node'] as { op: string; attr: { shape: { shape: { dim: { size: string }[] } } } }[]).find(({ op }) => op === 'Placeholder');
        const [batch] = input?.attr.shape.shape.dim ?? [];
        if (batch !== undefined) batch.size = '3';
      });
      const fixed = await open(folder);
      expect(await fixed.predict(images, 7)).toEqual(free);
    });
  });

  test('serves an input that lies flat', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      const images = fixtureImages(2, 64);
      const square = await (await open(folder)).predict(images, 2);
      await edit(folder, (model) => {
        const { config } = (model.modelTopology as { model_config: { config: { layers: { class_name: string; config: object }[] } } }).model_config;
        config.layers.splice(0, 1, { class_name: 'Reshape', config: { name: 'square', batch_input_shape: [null, 64], target_shape: [8, 8, 1] } });
      });
      const flat = await open(folder);
      expect(flat.summary.input).toEqual({ height: 8, width: 8, channels: 1 });
      expect(await flat.predict(images, 2)).toEqual(square);
    });
  });

  test('of a model whose weights are not finite is refused before it is used', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      const shard = path.join(folder, 'group1-shard1of1.bin');
      const bytes = await readFile(shard);
      bytes.fill(0xff);
      await writeFile(shard, bytes);
      expect(await codeOf(open(folder))).toBe('LPR-222');
    });
  });
});
