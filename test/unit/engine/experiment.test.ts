import fc from 'fast-check';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperiment, readExperiment } from '../../../src/engine/experiment/experimentFile';
import { experimentFromOptions, withOptions } from '../../../src/engine/experiment/experimentOptions';
import { jsonSchemas } from '../../../src/engine/experiment/jsonSchemas';
import { LprError } from '../../../src/protocol/errors';
import { experimentFileSchema } from '../../../src/protocol/experiment';
import { temporaryFolders } from './temporaryFolder';

const folderOf = temporaryFolders();

async function experimentIn(folder: string, content: unknown): Promise<string> {
  const file = path.join(folder, 'a.lprobust.json');
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('experiment file', () => {
  it('fills in what is left open, and takes paths from its own folder', async () => {
    const folder = await folderOf();
    expect(await readExperiment(await experimentIn(folder, { model: 'net/model.json', data: 'mnist' }))).toEqual({
      model: { path: path.join(folder, 'net/model.json'), description: {} },
      data: { source: 'mnist', resize: false },
      suite: 'paper',
      split: 'test',
      seed: 1,
      draws: 1,
      backend: 'auto',
    });
  });

  it('keeps what is given: a description, resizing, a suite of its own', async () => {
    const folder = await folderOf();
    const suite = { name: 'mine', curves: [{ norm: 2, epsilons: [0.5] }] };
    const file = await experimentIn(folder, {
      $schema: 'schema.json',
      model: { path: '../net/model.json', output: 'logits', classNames: ['a', 'b'] },
      data: { source: 'pictures', resize: true },
      suite,
      limit: 10,
      workers: 3,
    });
    await mkdir(path.join(folder, 'pictures'));
    expect(await readExperiment(file)).toMatchObject({
      model: { path: path.join(folder, '../net/model.json'), description: { output: 'logits', classNames: ['a', 'b'] } },
      data: { source: path.join(folder, 'pictures'), resize: true },
      suite: { name: 'mine', curves: [{ norm: 2, epsilons: [0.5], sampling: 'ball', unit: 'element' }], imperceptible: [] },
      limit: 10,
      workers: 3,
    });
  });

  it('reads a suite from a file beside it', async () => {
    const folder = await folderOf();
    await writeFile(path.join(folder, 'suite.json'), JSON.stringify({ name: 'mine', imperceptible: [{ norm: 'inf', epsilon: 0.01 }] }));
    const experiment = await readExperiment(await experimentIn(folder, { model: 'm', data: 'mnist', suite: 'suite.json' }));
    expect(experiment.suite).toMatchObject({ name: 'mine', imperceptible: [{ norm: 'inf', epsilon: 0.01, sampling: 'ball' }] });
  });

  it.each([
    ['a syntax error, by line and column', '{\n  "model": x\n}', 'LPR-102', 'line 2, column 12'],
    ['an end that is missing', '{', 'LPR-102', 'JSON'],
    ['a missing entry', { data: 'mnist' }, 'LPR-102', 'at model'],
    ['a misspelt entry', { model: 'm', data: 'mnist', sede: 1 }, 'LPR-102', 'sede'],
    ['a number out of range', { model: 'm', data: 'mnist', draws: 0 }, 'LPR-102', 'at draws'],
    ['a place deep inside a suite', { model: 'm', data: 'mnist', suite: { name: 's', curves: [{ norm: 2, epsilons: [1, -1] }] } }, 'LPR-102', 'suite.curves[0].epsilons[1]'],
    ['a norm out of range', { model: 'm', data: 'mnist', suite: { name: 's', curves: [{ norm: 0.01, epsilons: [1] }] } }, 'LPR-102', 'suite.curves[0].norm'],
    ['an epsilon out of range for its norm', { model: 'm', data: 'mnist', suite: { name: 's', curves: [{ norm: 0, epsilons: [1.5] }] } }, 'LPR-105', '1.5'],
    ['a suite with nothing in it', { model: 'm', data: 'mnist', suite: { name: 'nothing' } }, 'LPR-104', 'nothing'],
    ['an unknown suite', { model: 'm', data: 'mnist', suite: 'papper' }, 'LPR-103', 'papper'],
    ['an unknown dataset', { model: 'm', data: 'imagenet' }, 'LPR-301', 'imagenet'],
    ['a list', [], 'LPR-102', 'the top'],
  ])('tells %s', async (_, content, code, words) => {
    const file = await experimentIn(await folderOf(), content);
    await expect(readExperiment(file)).rejects.toMatchObject({ code, happened: expect.stringContaining(words) as string });
  });

  it('tells a file that is not there, is a folder, or is far too large', async () => {
    const folder = await folderOf();
    await expect(readExperiment(path.join(folder, 'none.json'))).rejects.toMatchObject({ code: 'LPR-101' });
    await expect(readExperiment(folder)).rejects.toMatchObject({ code: 'LPR-101' });
    const large = path.join(folder, 'large.json');
    await writeFile(large, Buffer.alloc(5 * 1024 * 1024, ' '));
    await expect(readExperiment(large)).rejects.toMatchObject({ code: 'LPR-101', happened: expect.stringContaining('5242880') as string });
  });

  it('answers any text with an experiment or a coded error', () => {
    const almost = fc.record(
      { model: fc.oneof(fc.string(), fc.object()), data: fc.anything(), suite: fc.anything(), seed: fc.anything(), limit: fc.anything() },
      { requiredKeys: [] },
    );
    const anyText = fc.oneof(fc.string(), fc.json(), almost.map((value) => JSON.stringify(value)), fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')));
    fc.assert(
      fc.property(anyText, (text) => {
        try {
          experimentFileSchema.parse(parseExperiment(text, 'a.lprobust.json'));
        } catch (error) {
          if (!(error instanceof LprError)) throw error;
          expect(error.code).toBe('LPR-102');
          expect(error.happened).not.toMatch(/undefined|\[object|NaN/);
        }
      }),
      { seed: 4, numRuns: 1000 },
    );
  });
});

describe('options of the command line', () => {
  it('make the same experiment as a file', async () => {
    const folder = await folderOf();
    const file = await experimentIn(folder, { model: 'net/model.json', data: { source: 'mnist', resize: true }, suite: 'quick', limit: 100, seed: 5, draws: 2, split: 'train', backend: 'wasm', workers: 2 });
    const options = { model: 'net/model.json', data: 'mnist', resize: true, suite: 'quick', limit: '100', seed: '5', draws: '2', split: 'train', backend: 'wasm', workers: '2' };
    expect(await experimentFromOptions(options, folder)).toEqual(await readExperiment(file));
  });

  it.each([
    [{ model: 'm' }, '--data'],
    [{ data: 'mnist' }, '--model'],
    [{ model: 'm', data: 'mnist', limit: '1.5' }, '--limit'],
    [{ model: 'm', data: 'mnist', limit: '' }, '--limit'],
    [{ model: 'm', data: 'mnist', seed: '-1' }, '--seed'],
    [{ model: 'm', data: 'mnist', seed: '9007199254740993' }, '--seed'],
    [{ model: 'm', data: 'mnist', draws: '0x10' }, '--draws'],
    [{ model: 'm', data: 'mnist', workers: 'many' }, '--workers'],
    [{ model: 'm', data: 'mnist', split: 'validation' }, '--split'],
    [{ model: 'm', data: 'mnist', backend: 'cuda' }, '--backend'],
  ])('%j names the option that is wrong: %s', async (options, name) => {
    await expect(experimentFromOptions(options, '/')).rejects.toMatchObject({ code: 'LPR-107', happened: expect.stringContaining(name) as string });
  });

  it('win over what a file says, and leave the rest', async () => {
    const folder = await folderOf();
    const file = await readExperiment(await experimentIn(folder, { model: { path: 'a/model.json', output: 'logits' }, data: 'mnist', suite: 'c2', seed: 5 }));
    expect(await withOptions(file, {}, folder)).toEqual(file);
    expect(await withOptions(file, { seed: '6', limit: '10' }, folder)).toEqual({ ...file, seed: 6, limit: 10 });
    const other = await withOptions(file, { model: 'b/model.json', resize: true }, folder);
    expect(other).toEqual({ ...file, model: { path: path.join(folder, 'b/model.json'), description: {} }, data: { source: 'mnist', resize: true } });
  });

  it('name corrupted images, which go with their data', async () => {
    const folder = await folderOf();
    const own = path.join(folder, 'CIFAR-10-C');
    expect((await experimentFromOptions({ model: 'm', data: 'cifar10', corrupted: 'CIFAR-10-C' }, folder)).data).toEqual({ source: 'cifar10', resize: false, corrupted: own });
    const file = await readExperiment(await experimentIn(folder, { model: 'm', data: { source: 'cifar10', corrupted: 'CIFAR-10-C' } }));
    expect(file.data).toEqual({ source: 'cifar10', resize: false, corrupted: own });
    expect((await withOptions(file, { seed: '6' }, folder)).data).toEqual(file.data);
    expect((await withOptions(file, { data: 'mnist' }, folder)).data).toEqual({ source: 'mnist', resize: false });
    expect((await withOptions(file, { corrupted: 'other' }, folder)).data.corrupted).toBe(path.join(folder, 'other'));
  });
});

describe('JSON schemas', () => {
  it('let a minimal file pass as an editor sees it, and know every entry of the definition', () => {
    const schema = jsonSchemas().experiment as { required: string[]; properties: Record<string, unknown>; additionalProperties: boolean };
    expect(schema.required).toEqual(['model', 'data']);
    expect(Object.keys(schema.properties)).toEqual(Object.keys(experimentFileSchema.shape));
    expect(schema.additionalProperties).toBe(false);
    expect(JSON.stringify(jsonSchemas().suite)).toContain('epsilons');
  });
});
