import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../../../src/engine/experimentFile/completions';
import { largestDistance, largestEpsilon } from '../../../../src/engine/experimentFile/epsilonRange';
import { hoverText } from '../../../../src/engine/experimentFile/hoverText';
import { editDistance, nearestNames } from '../../../../src/engine/experimentFile/nearestName';
import { verdictProblems } from '../../../../src/engine/experimentFile/verdictProblems';
import type { DataChange } from '../../../../src/protocol/serverMessages';
import { judge } from '../../../../src/engine/check/judge';
import { judgementText } from '../../../../src/engine/check/judgementText';
import { plainReport } from '../plainReport';
import { look, sampleFolder } from './workspace';

const folder = sampleFolder();
const base = { model: 'models/largest-channel/model.json', data: 'pictures', suite: 'quick' };
const write = (experiment: object) => JSON.stringify(experiment, null, 2);
const noNames = () => Promise.resolve({ models: [], data: [] });

describe('hovering over an entry', () => {
  const hover = async (experiment: object, at: string, separations?: ReadonlyMap<number | 'inf', number>) => {
    const { text, facts } = await look(folder(), write(experiment));
    return hoverText(text, text.text.indexOf(at) + 1, facts, separations)?.markdown;
  };
  const withCell = (norm: number | string, epsilon: number) => ({ ...base, suite: { name: 'mine', curves: [{ norm, epsilons: [epsilon] }] } });

  it('tells the length of a corruption by its closed form, for the images of the model', async () => {
    // Uniform in the L2 ball of radius r in d = 192 dimensions: E|delta|^2 = r^2 d / (d + 2).
    expect(await hover(withCell(2, 0.75), '0.75')).toContain(`about **${(0.75 * Math.sqrt(192 / 194)).toPrecision(3)}**`);
    // Linf: sqrt(d/3) epsilon.
    expect(await hover(withCell('inf', 0.06), '0.06')).toContain(`about **${(0.06 * Math.sqrt(64)).toPrecision(3).replace(/0$/, '')}**`);
    expect(await hover(withCell(0, 0.25), '0.25')).toContain('48 of 192 elements');
  });

  it('tells the share of the range, and what class separation says', async () => {
    expect(await hover(withCell(2, 0.75), '0.75')).toContain(`${((100 * 0.75) / Math.sqrt(192)).toFixed(1)} % of the largest distance`);
    expect(await hover(withCell(2, 0.75), '0.75', new Map([[2, 4]]))).toContain('Label-safe');
    expect(await hover(withCell(2, 0.75), '0.75', new Map([[2, 1.5]]))).toContain('From 0.75 on');
    expect(await hover(withCell(2, 0.75), '0.75', new Map([[1, 4]]))).not.toContain('separation');
  });

  it('shows names from files as they are, whatever they hold', async () => {
    const shown = await hover({ ...base, model: { path: base.model, classNames: ['<img onerror=x>', '[a](b)', '`c`'] } }, '"models/');
    expect(shown).toContain('\\<img onerror\\=x\\>'.replace('\\=', '='));
    expect(shown).not.toMatch(/[^\\]<img/);
  });
});

describe('completing a value', () => {
  it('offers what may stand there, and replaces the whole of it', async () => {
    const content = write({ ...base, thresholds: [{ norm: 2, epsilon: 7, maximumError: 0.1 }] });
    const { text, facts } = await look(folder(), content);
    const at = async (place: string) => completionsAt(text, content.indexOf(place) + 1, facts, () => Promise.resolve({ models: ['a/model.json'], data: ['./b'] }));
    expect((await at('"models/')).map(({ text: value }) => value)).toEqual(['"a/model.json"']);
    expect((await at('"pictures')).map(({ label }) => label)).toEqual(['mnist', 'fashion-mnist', 'cifar10', './b']);
    const [suite] = await at('"quick');
    expect(content.slice(suite?.range.offset, (suite?.range.offset ?? 0) + (suite?.range.length ?? 0))).toBe('"quick"');
    const epsilons = await completionsAt(text, content.indexOf('7') + 1, facts, noNames);
    expect(epsilons).toHaveLength(1);
    expect(epsilons[0]?.detail).toBe('L2');
  });
});

describe('the range of an epsilon', () => {
  it('ends at the largest distance of two images, and is written within it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constant(0 as const), fc.constant('inf' as const), fc.double({ min: 0.1, max: 1000, noNaN: true })), fc.integer({ min: 1, max: 200_000 }), (norm, d) => {
        const distance = largestDistance(norm, d) ?? NaN;
        const written = largestEpsilon(norm, d) ?? NaN;
        expect(written).toBeLessThanOrEqual(distance);
        expect(written).toBeGreaterThan(distance * 0.998);
        // Naive: black against white.
        if (norm === 1 || norm === 2) expect(distance).toBeCloseTo(norm === 1 ? d : Math.sqrt(d), 6);
      }),
      { seed: 1 },
    );
  });
});

describe('the nearest names', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['MNIST', 'mnist', 2.5],
    ['flaw', 'lawn', 2],
  ])('%s is as far from %s as counted by hand', (one, other, distance) => {
    expect(editDistance(one, other)).toBe(distance);
    expect(editDistance(other, one)).toBe(distance);
  });

  it('are the ones that were meant', () => {
    const suites = ['paper', 'quick', 'imperceptible', 'c1'];
    expect(nearestNames('qick', suites)).toEqual(['quick']);
    expect(nearestNames('percept', suites)).toEqual(['imperceptible']);
    expect(nearestNames('something else', suites)).toEqual([]);
  });
});

describe('verdicts in the text', () => {
  const { report } = plainReport;
  const experiment = write({ ...base, thresholds: [{ figure: 'clean', maximum: 1 }, { figure: 'clean', maximum: 0 }, { norm: 7, epsilon: 3, maximumError: 0.1 }] });
  const of = async (isAsAsked: boolean, modelSince: 'same' | 'changed' | 'gone', dataSince: DataChange = 'same') => {
    const { text } = await look(folder(), experiment);
    return { text, problems: verdictProblems(text, { run: { report, finished: '2026-01-02T03:04:05.000Z' }, isAsAsked, modelSince, dataSince }) };
  };

  it('are those of the one judge, in its words, at the maximum of each threshold', async () => {
    const { text, problems } = await of(true, 'same');
    const judgements = judge(report, [{ figure: 'clean', maximum: 1 }, { figure: 'clean', maximum: 0 }]);
    expect(problems.map(({ code }) => code)).toEqual(judgements.map(({ verdict }) => verdict));
    expect(problems.map(({ message }) => message)).toEqual(judgements.map((judgement) => `${judgementText(judgement)} (Run of 2026-01-02.)`));
    expect(problems.map(({ offset, length }) => text.text.slice(offset, offset + length))).toEqual(['"maximum": 1', '"maximum": 0']);
  });

  it('are no errors once they are out of date, and say why', async () => {
    for (const [isAsAsked, modelSince, dataSince, words] of [
      [false, 'same', 'same', 'asks for something else'],
      [true, 'changed', 'same', 'model has changed'],
      [true, 'gone', 'same', 'model is gone'],
      [true, 'same', 'changed', 'data has changed'],
      [true, 'same', 'gone', 'data is gone'],
      [true, 'same', 'written', 'data has been written'],
    ] as const) {
      const { problems } = await of(isAsAsked, modelSince, dataSince);
      expect(problems.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
      for (const { message } of problems) expect(message).toContain(words);
    }
  });
});

describe('any text at all', () => {
  it('is looked at without an error, and every place lies within it', async () => {
    const piece = fc.oneof(fc.constantFrom('{', '}', '[', ']', ':', ',', '"', '\\', '"model"', '"suite"', '"thresholds"', '"norm"', '"epsilon"', '2', '"inf"', '1e400', '-0', 'null', '//', '\n', '😀', '\u202E', '"__proto__"'), fc.string({ maxLength: 5 }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.nat(), async (pieces, seed) => {
        const content = pieces.join('');
        const { text, facts, problems } = await look(folder(), content);
        for (const { offset, length } of problems) expect(offset + length).toBeLessThanOrEqual(content.length);
        const at = seed % (content.length + 1);
        hoverText(text, at, facts);
        for (const { range } of await completionsAt(text, at, facts, noNames)) expect(range.offset + range.length).toBeLessThanOrEqual(content.length);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
