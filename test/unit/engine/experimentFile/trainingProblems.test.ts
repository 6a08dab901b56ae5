import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FactFinder } from '../../../../src/engine/experimentFile/experimentFacts';
import { ExperimentText } from '../../../../src/engine/experimentFile/experimentText';
import { trainingProblems } from '../../../../src/engine/experimentFile/trainingProblems';
import { parseTraining } from '../../../../src/engine/training/trainingFile';
import { applied, fixTitled, marked, sampleFolder, type Looked } from './workspace';

const folder = sampleFolder();
const base = { architecture: 'small-cnn', data: 'pictures', epochs: 10 };

async function lookAt(training: object | string): Promise<Looked> {
  const text = new ExperimentText(typeof training === 'string' ? training : JSON.stringify(training, null, 2));
  const facts = await new FactFinder().find(text, folder());
  return { text, facts, problems: trainingProblems(text, facts) };
}
const codes = async (training: object | string): Promise<string[]> => marked(await lookAt(training));
const own = { data: 'pictures', epochs: 2, model: 'models/largest-channel/model.json' };

describe('the problems of a training file', () => {
  it('are none where all is well, and never those of its schema', async () => {
    for (const file of [base, own, { ...base, data: 'cifar10' }, { ...base, data: 'only-train' }, '', '[]', '{"architecture": "x", "data": 3, "epochs": -1, "learningRate": 7}']) expect(await codes(file)).toEqual([]);
  });

  it('tell of an architecture and a model, and of neither', async () => {
    expect(await codes({ ...own, ...base })).toEqual(['LPR-704 "small-cnn"']);
    expect(await codes({ data: 'pictures', epochs: 2 })).toEqual(['LPR-704 {']);
  });

  it('tell of a model or data that are not there or do not fit', async () => {
    expect(await codes({ ...own, model: 'models/none/model.json' })).toEqual(['LPR-201 "models/none/model.json"']);
    expect(await codes({ ...base, data: 'cifar11' })).toEqual(['LPR-301 "cifar11"']);
    expect((await codes({ ...own, data: 'mnist' })).map((line) => line.slice(0, 7))).toEqual(['LPR-322', 'LPR-327'].sort().reverse());
    expect(await codes({ ...base, data: 'mnist', limit: 70_000 })).toEqual(['LPR-115 70000']);
  });

  it('tell of a graph model, whose weights are fixed', async () => {
    const file = path.join(folder(), own.model);
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.replace('layers-model', 'graph-model'));
    expect(await codes(own)).toEqual([`LPR-705 "${own.model}"`]);
    await writeFile(file, content);
  });

  it('tell of a schedule that is impossible', async () => {
    expect((await codes({ ...base, learningRate: { schedule: 'cosine', warmUp: 10 } })).map((line) => line.slice(0, 9))).toEqual(['LPR-701 {']);
    expect((await codes({ ...base, learningRate: { schedule: 'step', milestones: [10] } })).map((line) => line.slice(0, 9))).toEqual(['LPR-701 {']);
  });

  it('tell of a cycle that would be cut off; each way out leaves a file that can be trained', async () => {
    const looked = await lookAt({ ...base, learningRate: { schedule: 'cosine', cycle: 4, cycleFactor: 2 } });
    expect(marked(looked)).toEqual(['LPR-702 10']);
    expect(looked.problems[0]?.fixes.map(({ title }) => title)).toEqual(['Train for 4 epochs', 'Train for 12 epochs', 'Allow the cycle to be cut off']);
    for (const title of ['Train for 4 epochs', 'Train for 12 epochs', 'Allow the cycle to be cut off']) {
      const mended = applied(looked.text.text, fixTitled(looked, title));
      expect(await codes(mended), title).toEqual([]);
      await parseTraining(mended, path.join(folder(), 'a.lptrain.json'));
    }
  });
});
