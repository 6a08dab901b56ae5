import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../../../src/engine/experimentFile/completions';
import { FactFinder } from '../../../../src/engine/experimentFile/experimentFacts';
import { ExperimentText } from '../../../../src/engine/experimentFile/experimentText';
import { transferProblems } from '../../../../src/engine/experimentFile/transferProblems';
import { transferFrom } from '../../../../src/engine/transfer/transferFile';
import { transferFileSchema } from '../../../../src/protocol/transfer';
import { applied, fixTitled, marked, sampleFolder, type Looked } from './workspace';

const folder = sampleFolder();
const training = { architecture: 'small-cnn', epochs: 7 };
const strategies = [{ name: 'standard' }, { name: 'C2', augmentation: { noise: 'c2' }, seeds: [1, 2] }, { name: 'mine', model: 'models/largest-channel/model.json' }];
const base = { data: 'pictures', training, strategies };

async function lookAt(transfer: object | string): Promise<Looked> {
  const text = new ExperimentText(typeof transfer === 'string' ? transfer : JSON.stringify(transfer, null, 2));
  const facts = await new FactFinder().findTransfer(text, folder());
  return { text, facts, problems: transferProblems(text, facts) };
}
const codes = async (transfer: object | string): Promise<string[]> => marked(await lookAt(transfer));
const shortCodes = async (transfer: object): Promise<string[]> => (await codes(transfer)).map((line) => line.slice(0, 9));

describe('the problems of a transfer file', () => {
  it('are none where all is well, and never those that its JSON schema tells', async () => {
    for (const file of [base, { ...base, standard: 'C2', tests: { suite: 'quick' } }, { ...base, tests: { suite: 'suite.json' } }, '', '[]', '{"data": 3, "strategies": 7, "training": [], "tests": {"suite": 5}}']) expect(await codes(file)).toEqual([]);
    for (const name of ['mnist', 'reproduction']) expect(await codes(await readFile(path.resolve(import.meta.dirname, `../../../../playground/${name}.lptransfer.json`), 'utf8'))).toEqual([]);
  });

  it('are those of the rules that hold between entries, each at its own', async () => {
    expect(await codes({ ...base, strategies: [...strategies, { name: 'C2' }] })).toEqual(['LPR-102 "C2"']);
    expect(await codes({ ...base, standard: 'nobody' })).toEqual(['LPR-102 "nobody"']);
    expect(await shortCodes({ data: 'pictures', strategies })).toEqual(['LPR-102 {']);
    expect(await shortCodes({ ...base, strategies: [...strategies, { name: 'twice', seeds: [3, 3] }] })).toEqual(['LPR-102 [']);
  });

  it('tell of data, a suite or a model that are not there', async () => {
    expect(await codes({ ...base, data: 'cifar11' })).toEqual(['LPR-301 "cifar11"']);
    expect(await codes({ ...base, tests: { suite: 'papre' } })).toEqual(['LPR-103 "papre"']);
    expect(await codes({ ...base, strategies: [...strategies, { name: 'gone', model: { path: 'models/none/model.json' } }] })).toEqual(['LPR-201 "models/none/model.json"']);
    expect(await codes({ ...base, training: { epochs: 7, model: 'models/none/model.json' } })).toEqual(['LPR-201 "models/none/model.json"']);
  });

  it('tell of data that lack the images to train on or to test on', async () => {
    expect(await codes({ ...base, data: 'only-train' })).toEqual(['LPR-324 "only-train"']);
    expect(await codes({ ...base, data: 'split-data' })).toEqual([]);
  });

  it('tell of a suite without a norm, and of epsilons that cannot be sampled', async () => {
    for (const suite of ['common', 'imperceptible']) expect(await codes({ ...base, tests: { suite } })).toEqual([`LPR-713 "${suite}"`]);
    expect(await codes({ ...base, tests: { suite: { name: 'own', curves: [{ norm: 0, epsilons: [0.5, 3] }] } } })).toEqual(['LPR-105 3']);
  });

  it('tell of two models to train or none, unless every model exists', async () => {
    expect(await codes({ ...base, training: { ...training, model: 'models/largest-channel/model.json' } })).toEqual(['LPR-704 "small-cnn"']);
    expect(await shortCodes({ ...base, training: { epochs: 7 } })).toEqual(['LPR-704 {']);
    const existing = { name: 'other', model: 'models/largest-channel/model.json' };
    expect(await codes({ data: 'pictures', training: { epochs: 7 }, strategies: [existing, { ...existing, name: 'another' }] })).toEqual([]);
  });

  it('tell of a cycle that would be cut off; each way out leaves a file that can be run', async () => {
    const looked = await lookAt({ ...base, training: { ...training, learningRate: { schedule: 'cosine', cycle: 3 } } });
    expect(marked(looked)).toEqual(['LPR-702 7']);
    for (const title of ['Train for 6 epochs', 'Train for 9 epochs', 'Allow the cycle to be cut off']) {
      const mended = applied(looked.text.text, fixTitled(looked, title));
      expect(await codes(mended), title).toEqual([]);
      await transferFrom(transferFileSchema.parse(JSON.parse(mended)), 'name', folder());
    }
  });
});

describe('completion in a transfer file', () => {
  it.each([
    ['{"strategies": [{"name": "a", "model": ""}]}', ['net/model.json']],
    ['{"training": {"model": ""}}', ['net/model.json']],
    ['{"strategies": [{"name": "a"}, {"name": "b"}], "standard": ""}', ['a', 'b']],
  ])('offers in %s what there is', async (content, labels) => {
    const text = new ExperimentText(content);
    const found = await completionsAt(text, content.indexOf('""') + 1, {}, () => Promise.resolve({ models: ['net/model.json'], data: [] }));
    expect(found.map(({ label }) => label)).toEqual(labels);
  });

  it('offers the suites for the tests', async () => {
    const content = '{"tests": {"suite": ""}}';
    const found = await completionsAt(new ExperimentText(content), content.indexOf('""') + 1, {}, () => Promise.resolve({ models: [], data: [] }));
    expect(found.map(({ label }) => label)).toContain('paper');
  });
});
