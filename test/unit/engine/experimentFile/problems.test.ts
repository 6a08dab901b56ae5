import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../../src/engine/experiment/experimentFile';
import { applied, fixTitled, look, marked, sampleFolder } from './workspace';

const folder = sampleFolder();

const base = { model: 'models/largest-channel/model.json', data: 'pictures', suite: 'quick' };
const write = (experiment: object, indent: number | string = 2) => JSON.stringify(experiment, null, indent);
const lookAt = (experiment: object) => look(folder(), write(experiment));

describe('the problems of an experiment file', () => {
  it('are none where all is well', async () => {
    const thresholds = [{ figure: 'clean', maximum: 0.1 }, { figure: 'mceLp', maximum: 0.3 }];
    for (const data of ['pictures', './pictures', { source: 'pictures', resize: true }]) expect(marked(await lookAt({ ...base, data, thresholds }))).toEqual([]);
  });

  it('are never those of its schema, which VS Code shows', async () => {
    for (const content of ['', '{', '[]', 'null', '{"model": 3, "data": [], "suite": 7, "thresholds": "x"}', '{"limit": -1, "thresholds": [{"norm": 2}, 5]}']) {
      expect(marked(await look(folder(), content))).toEqual([]);
    }
  });

  it.each([
    ['models/none/model.json', 'LPR-201'],
    ['models/largest-channel', 'LPR-201'],
    ['settings/model.json', 'LPR-203'],
    ['pictures/red/0.png', 'LPR-202'],
  ])('tell of the model %s: %s', async (model, code) => {
    expect(marked(await lookAt({ ...base, model }))).toEqual([`${code} ${JSON.stringify(model)}`]);
    expect(marked(await lookAt({ ...base, model: { path: model } }))).toEqual([`${code} ${JSON.stringify(model)}`]);
  });

  it.each([
    ['picturess', 'LPR-301'],
    ['./picturess', 'LPR-310'],
    ['suite.json', 'LPR-312'],
    ['nothing', 'LPR-320'],
  ])('tell of the data %s: %s', async (data, code) => {
    expect(marked(await lookAt({ ...base, data }))).toEqual([`${code} ${JSON.stringify(data)}`]);
  });

  it('tell of a split that the data do not have, at the word that asks for it', async () => {
    expect(marked(await lookAt({ ...base, data: 'only-train', split: 'test' }))).toContain('LPR-324 "test"');
    expect(marked(await lookAt({ ...base, data: 'only-train' }))).toContain('LPR-324 "only-train"');
  });

  it('tell of images of another size or colour than the model takes, and mend it by resizing', async () => {
    const looked = await lookAt({ ...base, data: 'mnist' });
    expect(marked(looked)).toEqual(['LPR-322 "mnist"', 'LPR-327 "mnist"'].sort().reverse());
    const mended = applied(looked.text.text, fixTitled(looked, /^Resize/));
    expect(JSON.parse(mended)).toMatchObject({ data: { source: 'mnist', resize: true } });
    expect(marked(await look(folder(), mended)).map((line) => line.slice(0, 7))).toEqual(['LPR-322']);
    expect(marked(await lookAt({ model: 'models/grey/model.json', data: 'cifar10' })).map((line) => line.slice(0, 7))).toEqual(['LPR-327']);
    expect(marked(await lookAt({ model: 'models/grey/model.json', data: 'mnist' }))).toEqual([]);
  });

  it('tell of a limit beyond the images that there are', async () => {
    const looked = await lookAt({ model: 'models/grey/model.json', data: 'mnist', limit: 20_000 });
    expect(marked(looked)).toEqual(['LPR-115 20000']);
    expect(looked.problems[0]?.severity).toBe('information');
    expect(JSON.parse(applied(looked.text.text, fixTitled(looked, 'Change to 10000')))).toMatchObject({ limit: 10_000 });
  });

  it('tell of class names that the data do not have, each where it stands', async () => {
    const looked = await lookAt({ ...base, model: { path: base.model, classNames: ['blue', 'gren', 'red'] } });
    expect(marked(looked)).toEqual(['LPR-323 "gren"']);
    expect(JSON.parse(applied(looked.text.text, fixTitled(looked, 'Change to green')))).toMatchObject({ model: { classNames: ['blue', 'green', 'red'] } });
    expect(marked(await lookAt({ ...base, model: { path: base.model, classNames: ['blue', 'red'] } })).map((line) => line.slice(0, 7))).toEqual(['LPR-219']);
  });

  it.each([
    ['paperr', 'LPR-103', 'Change to paper'],
    ['PAPER', 'LPR-103', 'Change to paper'],
  ])('tell of the suite %s, and what may have been meant', async (suite, code, title) => {
    const looked = await lookAt({ ...base, suite });
    expect(marked(looked)).toEqual([`${code} ${JSON.stringify(suite)}`]);
    expect(JSON.parse(applied(looked.text.text, fixTitled(looked, title)))).toMatchObject({ suite: 'paper' });
  });

  it('tell of suite files', async () => {
    expect(marked(await lookAt({ ...base, suite: 'suite.json' }))).toEqual([]);
    expect(marked(await lookAt({ ...base, suite: 'broken-suite.json' }))).toEqual(['LPR-102 "broken-suite.json"']);
  });

  it('tell of a suite without cells', async () => {
    expect(marked(await lookAt({ ...base, suite: { name: 'mine' } })).map((line) => line.slice(0, 7))).toEqual(['LPR-104']);
    const looked = await lookAt({ ...base, suite: { name: 'quick', curves: [] } });
    expect(marked(looked)).toEqual(['LPR-104 []']);
    expect(JSON.parse(applied(looked.text.text, fixTitled(looked, 'Use the suite quick')))).toMatchObject({ suite: 'quick' });
  });

  it('tell of epsilons past the distance of any two images of the model, and set them to the largest', async () => {
    const curves = [
      { norm: 2, epsilons: [1, 13.85, 13.86, 40] },
      { norm: 'inf', epsilons: [1, 1.5] },
      { norm: 0, epsilons: [0.5, 1.5] },
      { norm: 'gaussian', epsilons: [3] },
      { norm: 1, epsilons: [192, 193] },
    ];
    const looked = await lookAt({ ...base, suite: { name: 'mine', curves } });
    // 8 x 8 x 3 has 192 elements: sqrt(192) = 13.856...
    expect(marked(looked)).toEqual(['LPR-112 13.86', 'LPR-112 40', 'LPR-112 1.5', 'LPR-105 1.5', 'LPR-112 193']);
    expect(looked.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning', 'error', 'warning']);
    const mended = applied(looked.text.text, fixTitled({ ...looked, problems: looked.problems.slice(1) }, 'Change to 13.85, the largest'));
    expect(JSON.parse(mended)).toMatchObject({ suite: { curves: [{ epsilons: [1, 13.85, 13.86, 13.85] }, {}, {}, {}, {}] } });
  });

  it('tell of a threshold for a cell that the suite lacks; each way out leaves a file without it', async () => {
    const thresholds = [{ figure: 'clean', maximum: 0.1 }, { norm: 2, epsilon: 1, maximumError: 0.4 }];
    const looked = await lookAt({ ...base, thresholds });
    expect(marked(looked)).toEqual(['LPR-111 1']);
    const fixes = looked.problems[0]?.fixes ?? [];
    expect(fixes.map(({ title }) => title.replace(/\d\.\d+/, 'N'))).toEqual(['Judge epsilon N instead', 'Write the suite quick out and add this cell', 'Remove the threshold']);
    for (const fix of fixes) {
      const mended = applied(looked.text.text, fix);
      expect(marked(await look(folder(), mended)), fix.title).toEqual([]);
      expect(() => parseExperiment(mended, 'it')).not.toThrow();
    }
    expect(parseExperiment(applied(looked.text.text, fixTitled(looked, 'Remove the threshold')), 'it').thresholds).toHaveLength(1);
    expect(marked(await lookAt({ ...base, thresholds: [{ norm: 10, epsilon: 0.1, maximumError: 0.4 }] }))).toEqual(['LPR-111 10']);
  });

  it('add a cell to a suite that stands in the file, in its order and in the indentation of the file', async () => {
    const suite = { name: 'mine', curves: [{ norm: 2, epsilons: [0.5, 2] }], imperceptible: [{ norm: 'inf', epsilon: 0.01 }] };
    const content = write({ ...base, suite, thresholds: [{ norm: 2, epsilon: 1, maximumError: 0.4 }] }, '\t').replaceAll('\n', '\r\n');
    const looked = await look(folder(), content);
    const mended = applied(content, fixTitled(looked, 'Add this cell to the suite'));
    expect(JSON.parse(mended)).toMatchObject({ suite: { ...suite, curves: [{ norm: 2, epsilons: [0.5, 1, 2] }] } });
    expect(mended).toContain('\r\n\t\t"curves"');
    expect(mended.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('tell of figures that the suite does not give, and of a threshold that stands twice', async () => {
    expect(marked(await lookAt({ ...base, thresholds: [{ figure: 'ice', maximum: 0.1 }] })).map((line) => line.slice(0, 7))).toEqual(['LPR-113']);
    expect(marked(await lookAt({ ...base, suite: 'imperceptible', thresholds: [{ figure: 'mceLp', maximum: 0.1 }] })).map((line) => line.slice(0, 7))).toEqual(['LPR-113']);
    const looked = await lookAt({ ...base, thresholds: [{ figure: 'clean', maximum: 0.1 }, { figure: 'clean', maximum: 0.2 }] });
    expect(marked(looked).map((line) => line.slice(0, 7))).toEqual(['LPR-114']);
    expect(looked.problems[0]?.message).toContain('in line 6');
  });

  it('stay in their places whatever the line ends and the names', async () => {
    for (const name of ['<img onerror=alert(1)>', 'a"b\\c', '\u202Emodel', 'x'.repeat(300)]) {
      const content = write({ ...base, model: `${name}/model.json` }).replaceAll('\n', '\r\n');
      expect(marked(await look(folder(), content))).toEqual([`LPR-201 ${JSON.stringify(`${name}/model.json`)}`]);
    }
  });
});
