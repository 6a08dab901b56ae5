import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf, edit, fixtures, type LooseModelJson, open, tf, withCopy } from './modelTestBed';

const shard = 'group1-shard1of1.bin';

/** Opens a changed copy of a model and gives the code it was refused with. No tensor may be left. */
async function refusal(name: string, change: (folder: string) => Promise<unknown>): Promise<string> {
  return withCopy(name, async (folder) => {
    await change(folder);
    const before = tf.memory().numTensors;
    const code = await codeOf(open(folder));
    expect(tf.memory().numTensors).toBe(before);
    return code;
  });
}

const editing = (change: (model: LooseModelJson) => void) => (folder: string) => edit(folder, change);
const firstWeight = (model: LooseModelJson) => model.weightsManifest[0]?.weights[0] ?? { name: '', shape: [], dtype: '' };
const weightNamed = (model: LooseModelJson, tail: string) => model.weightsManifest[0]?.weights.find(({ name }) => name.endsWith(tail)) ?? firstWeight(model);
const layersOf = (model: LooseModelJson) => (model.modelTopology as { model_config: { config: { layers: { class_name: string; config: Record<string, unknown>; inbound_nodes?: unknown }[] } } }).model_config.config.layers;

describe('paths of weight files', () => {
  const outside = (folder: string) => path.join(path.dirname(folder), 'outside.bin');
  // The file that each of these leads to is there, with the right bytes: only the check keeps it from being read.
  test.each([
    ['parent folder', '../outside.bin'],
    ['parent folder in the middle', 'sub/../../outside.bin'],
    ['parent folder and back', '../model/group1-shard1of1.bin'],
    ['absolute', (folder: string) => outside(folder)],
    ['file URL', (folder: string) => `file://${outside(folder)}`],
    ['web URL', 'https://example.org/weights.bin'],
    ['drive letter', 'C:weights.bin'],
    ['percent-encoded dots', '%2e%2e/outside.bin'],
    ['percent-encoded slash', '..%2foutside.bin'],
    ['percent-encoded plain name', 'group1%2Dshard1of1.bin'],
    ['backslash', '..\\outside.bin'],
    ['NUL', 'group1-shard1of1.bin\0.txt'],
    ['newline', 'group1\n.bin'],
    ['dot', './group1-shard1of1.bin'],
    ['empty segment', 'sub//group1-shard1of1.bin'],
    ['empty', ''],
    ['very long', 'a'.repeat(5000)],
  ])('%s is refused', async (_, form) => {
    const code = await refusal('keras2-sequential', async (folder) => {
      await mkdir(path.join(folder, 'sub'));
      await writeFile(outside(folder), await readFile(path.join(folder, shard)));
      await edit(folder, (model) => (model.weightsManifest[0] ?? { paths: [] }).paths = [typeof form === 'string' ? form : form(folder)]);
    });
    expect(code).toBe('LPR-204');
  });

  test('a symbolic link out of the folder is refused, also by way of a folder, and in place of model.json', async () => {
    const links = [
      async (folder: string) => {
        await rename(path.join(folder, shard), outside(folder));
        await symlink(outside(folder), path.join(folder, shard));
      },
      async (folder: string) => {
        await mkdir(path.join(path.dirname(folder), 'elsewhere'));
        await rename(path.join(folder, shard), path.join(path.dirname(folder), 'elsewhere', shard));
        await symlink('../elsewhere', path.join(folder, 'sub'));
        await edit(folder, (model) => (model.weightsManifest[0] ?? { paths: [] }).paths = [`sub/${shard}`]);
      },
      async (folder: string) => {
        await rename(path.join(folder, 'model.json'), outside(folder));
        await symlink('../outside.bin', path.join(folder, 'model.json'));
      },
    ];
    for (const link of links) expect(await refusal('keras2-sequential', link)).toBe('LPR-204');
  });

  test('a link within the folder, a folder in it, and a linked folder of the model are taken', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      await mkdir(path.join(folder, 'sub'));
      await rename(path.join(folder, shard), path.join(folder, 'sub', shard));
      await symlink(path.join('sub', shard), path.join(folder, 'linked.bin'));
      const linkedFolder = path.join(path.dirname(folder), 'linked');
      await symlink(folder, linkedFolder);
      for (const name of [`sub/${shard}`, 'linked.bin']) {
        await edit(folder, (model) => (model.weightsManifest[0] ?? { paths: [] }).paths = [name]);
        (await open(linkedFolder)).dispose();
      }
    });
  });

  test('a named pipe or a folder in place of the weights is no file, and nothing waits for it', async () => {
    const code = await refusal('keras2-sequential', async (folder) => {
      await rm(path.join(folder, shard));
      await mkdir(path.join(folder, shard));
    });
    expect(code).toBe('LPR-205');
    if (process.platform !== 'win32') {
      const { execFileSync } = await import('node:child_process');
      const piped = refusal('keras2-sequential', async (folder) => {
        await rm(path.join(folder, shard));
        execFileSync('mkfifo', [path.join(folder, shard)]);
      });
      expect(await piped).toBe('LPR-205');
    }
  });
});

describe('weights that do not fit', () => {
  test.each<[string, string, string, (folder: string) => Promise<unknown>]>([
    ['a missing file', 'LPR-205', 'keras2-sequential', (folder) => rm(path.join(folder, shard))],
    ['a file cut off', 'LPR-206', 'keras2-sequential', (folder) => truncate(path.join(folder, shard), 100)],
    ['an empty file', 'LPR-206', 'graph-sequential', (folder) => truncate(path.join(folder, shard), 0)],
    ['a file too long', 'LPR-207', 'keras2-sequential', (folder) => writeFile(path.join(folder, shard), Buffer.alloc(4), { flag: 'a' })],
    ['a missing shard of several', 'LPR-206', 'graph-functional', editing((model) => model.weightsManifest[0]?.paths.pop())],
    ['shapes of too few bytes', 'LPR-207', 'keras2-sequential', editing((model) => model.weightsManifest[0]?.weights.pop())],
    ['a huge shape', 'LPR-209', 'keras2-sequential', editing((model) => (firstWeight(model).shape = [1e9, 1e9]))],
    ['a shape beyond doubles', 'LPR-209', 'keras2-sequential', editing((model) => (firstWeight(model).shape = [1e200, 1e200]))],
    ['a shape of some gigabytes', 'LPR-206', 'keras2-sequential', editing((model) => (firstWeight(model).shape = [500_000_000]))],
    ['a negative shape', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).shape = [-1, -4]))],
    ['a fractional shape', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).shape = [1.5]))],
    ['no shape', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).shape = null))],
    ['string weights', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).dtype = 'string'))],
    ['complex weights', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).dtype = 'complex64'))],
    ['a quantisation without scale', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).quantization = { dtype: 'uint8', min: 0 }))],
    ['an unknown quantisation', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).quantization = { dtype: 'uint4', scale: 1, min: 0 }))],
    ['a reserved name', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).name = '__proto__'))],
    ['the same name twice', 'LPR-208', 'keras2-sequential', editing((model) => (firstWeight(model).name = model.weightsManifest[0]?.weights[1]?.name ?? ''))],
    ['a name of no layer', 'LPR-214', 'keras2-sequential', editing((model) => (firstWeight(model).name = 'nobody/kernel'))],
    ['a shape of the right size but another form', 'LPR-214', 'keras2-sequential', editing((model) => (weightNamed(model, 'dense/kernel').shape as number[]).reverse())],
    ['a constant without weights', 'LPR-214', 'graph-sequential', editing((model) => (firstWeight(model).name = 'nobody'))],
  ])('%s: %s', async (_, code, name, change) => {
    expect(await refusal(name, change)).toBe(code);
  });
});

describe('topologies that are refused', () => {
  test.each<[string, string, string, (model: LooseModelJson) => unknown]>([
    ['no topology', 'LPR-203', 'keras2-sequential', (model) => Reflect.deleteProperty(model, 'modelTopology')],
    ['no manifest', 'LPR-203', 'keras2-sequential', (model) => Reflect.deleteProperty(model, 'weightsManifest')],
    ['neither layers nor nodes', 'LPR-203', 'keras2-sequential', (model) => (model.modelTopology = {})],
    ['a Lambda layer', 'LPR-210', 'keras2-sequential', (model) => layersOf(model).splice(2, 0, { class_name: 'Lambda', config: { name: 'code', function: 'process.exit(1)' } })],
    ['a custom layer', 'LPR-210', 'keras2-sequential', (model) => Object.assign(layersOf(model)[1] ?? {}, { class_name: 'MyLayer' })],
    ['a class that objects inherit', 'LPR-210', 'keras2-sequential', (model) => Object.assign(layersOf(model)[1] ?? {}, { class_name: 'constructor' })],
    ['an unknown activation', 'LPR-210', 'keras2-sequential', (model) => Object.assign(layersOf(model)[1]?.config ?? {}, { activation: 'mine' })],
    ['an unknown operation', 'LPR-211', 'graph-sequential', (model) => Object.assign((model.modelTopology['node'] as { op: string }[]).find(({ op }) => op === 'Softmax') ?? {}, { op: 'EvilOp' })],
    ['a node without its input', 'LPR-212', 'graph-sequential', (model) => Object.assign((model.modelTopology['node'] as { op: string }[]).find(({ op }) => op === 'Softmax') ?? {}, { input: ['nobody'] })],
    ['a graph that runs in a circle', 'LPR-212', 'graph-sequential', (model) => {
      const softmax = (model.modelTopology['node'] as { op: string; name: string }[]).find(({ op }) => op === 'Softmax');
      Object.assign(softmax ?? {}, { input: [softmax?.name] });
    }],
    ['a layer that waits for one that is not there', 'LPR-212', 'keras2-functional', (model) => Object.assign(layersOf(model).at(-1) ?? {}, { inbound_nodes: [[['nobody', 0, 0, {}]]] })],
    ['a layer that waits for itself', 'LPR-212', 'keras2-functional', (model) => Object.assign(layersOf(model).at(-1) ?? {}, { inbound_nodes: [[['scores', 0, 0, {}]]] })],
    ['a call that is never made', 'LPR-212', 'keras2-functional', (model) => Object.assign(layersOf(model).at(-1) ?? {}, { inbound_nodes: [[['stem', 7, 0, {}]]] })],
    ['an argument that is not a tensor', 'LPR-213', 'keras3-functional', (model) => Object.assign(layersOf(model).at(-1) ?? {}, { inbound_nodes: [{ args: [3], kwargs: {} }] })],
    ['a grouped convolution with channels first', 'LPR-213', 'keras2-sequential', (model) => Object.assign(layersOf(model)[1]?.config ?? {}, { groups: 2, data_format: 'channels_first' })],
    ['a grouped convolution whose groups do not divide its channels', 'LPR-212', 'keras2-sequential', (model) => Object.assign(layersOf(model)[1]?.config ?? {}, { groups: 7 })],
    ['a layer larger than its weights', 'LPR-214', 'keras2-sequential', (model) => Object.assign(layersOf(model).at(-1)?.config ?? {}, { units: 2 ** 31 })],
    ['a picture of some terabytes', 'LPR-209', 'keras2-functional', (model) => Object.assign(layersOf(model)[0]?.config ?? {}, { batch_input_shape: [null, 2 ** 20, 2 ** 20, 3] })],
    ['a size left open', 'LPR-216', 'keras2-functional', (model) => Object.assign(layersOf(model)[0]?.config ?? {}, { batch_input_shape: [null, null, null, 3] })],
    ['no classification head', 'LPR-218', 'keras2-functional', (model) => {
      const config = (model.modelTopology as { model_config: { config: Record<string, unknown> } }).model_config.config;
      config['output_layers'] = [['stem', 0, 0]];
    }],
    ['a key that would be a prototype', 'LPR-202', 'keras2-sequential', (model) => Object.defineProperty(layersOf(model)[1]?.config ?? {}, '__proto__', { value: { polluted: true }, enumerable: true })],
  ])('%s: %s', async (_, code, name, change) => {
    expect(await refusal(name, editing(change))).toBe(code);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('files that are no model', () => {
  test.each<[string, string, string]>([
    ['empty', 'LPR-202', ''],
    ['cut off', 'LPR-202', '{"modelTopology": {"model_config": {"class_na'],
    ['not JSON', 'LPR-202', 'root:x:0:0:root'],
    ['a list', 'LPR-203', '[]'],
    ['a number', 'LPR-203', '3'],
    ['nested a million deep', 'LPR-202', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
    ['weights of a million levels', 'LPR-202', `{"modelTopology":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}`],
  ])('%s: %s', async (_, code, text) => {
    expect(await refusal('keras2-sequential', (folder) => writeFile(path.join(folder, 'model.json'), text))).toBe(code);
  });

  test('a missing file, a missing folder and a folder', async () => {
    expect(await codeOf(open(path.join(fixtures, 'nowhere')))).toBe('LPR-201');
    expect(await refusal('keras2-sequential', (folder) => rm(path.join(folder, 'model.json')))).toBe('LPR-201');
    expect(await refusal('keras2-sequential', async (folder) => {
      await rm(path.join(folder, 'model.json'));
      await mkdir(path.join(folder, 'model.json'));
    })).toBe('LPR-201');
  });

  test('what a file that is no model holds is not repeated', async () => {
    await withCopy('keras2-sequential', async (folder) => {
      await writeFile(path.join(folder, 'model.json'), 'secret-token');
      await expect(open(folder)).rejects.toThrow(/^(?!.*secret)/);
    });
  });
});
