import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCheck } from '../../../../src/engine/check/checkFile';
import { requireCells } from '../../../../src/engine/check/thresholdCell';
import { thresholdPlaces } from '../../../../src/engine/check/thresholdPlaces';
import { readExperiment } from '../../../../src/engine/experiment/experimentFile';
import { LprError } from '../../../../src/protocol/errors';
import { thresholdSchema, type Threshold } from '../../../../src/protocol/threshold';
import { suiteFor } from '../../../../src/robustness/suite/suite';
import { temporaryFolders } from '../temporaryFolder';

const folderOf = temporaryFolders();

async function fileWith(content: unknown): Promise<string> {
  const file = path.join(await folderOf(), 'a.lprobust.json');
  await writeFile(file, JSON.stringify(content));
  return file;
}

const experiment = { model: 'net/model.json', data: 'mnist' };

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('thresholds in an experiment file', () => {
  it('have the defaults of a cell, and change nothing of the experiment', async () => {
    const file = await fileWith({ ...experiment, thresholds: [{ norm: 2, epsilon: 1, maximumError: 0.4 }, { figure: 'ice', maximum: 1.5 }] });
    const check = await readCheck(file);
    expect(check.thresholds).toEqual([
      { figure: 'cell', norm: 2, epsilon: 1, sampling: 'ball', unit: 'element', maximumError: 0.4 },
      { figure: 'ice', maximum: 1.5 },
    ]);
    const without = path.join(path.dirname(file), 'b.lprobust.json');
    await writeFile(without, JSON.stringify(experiment));
    expect(check.experiment).toEqual(await readExperiment(without));
    expect(await readExperiment(file)).toEqual(check.experiment);
  });

  it.each([
    ['no thresholds', undefined, 'LPR-110', 'thresholds'],
    ['an empty list', [], 'LPR-110', 'thresholds'],
    ['an error above 1', [{ norm: 2, epsilon: 1, maximumError: 40 }], 'LPR-102', 'thresholds[0].maximumError'],
    ['a missing maximum', [{ figure: 'mceLp', maximum: 0.2 }, { norm: 2, epsilon: 1 }], 'LPR-102', 'thresholds[1].maximumError'],
    ['an unknown figure', [{ figure: 'mce', maximum: 0.2 }], 'LPR-102', 'a figure (clean, mceLp, ice, calibration)'],
    ['a ratio where a fraction belongs', [{ figure: 'clean', maximum: 1.5 }], 'LPR-102', 'thresholds[0].maximum'],
    ['a misspelt key', [{ norm: 2, epsilon: 1, maximumEror: 0.1, maximumError: 0.1 }], 'LPR-102', 'maximumEror'],
    ['something that is no list', { norm: 2 }, 'LPR-102', 'thresholds'],
  ])('are refused with a code: %s', async (_, thresholds, code, named) => {
    const error = await failureOf(readCheck(await fileWith({ ...experiment, ...(thresholds === undefined ? {} : { thresholds }) })));
    expect(error).toBeInstanceOf(LprError);
    expect((error as LprError).code).toBe(code);
    expect((error as LprError).message).toContain(named);
  });
});

describe('a cell that the suite does not have', () => {
  const suite = suiteFor('paper', { height: 28, width: 28, channels: 1 });
  const messageOf = (...thresholds: unknown[]): string => {
    try {
      requireCells(thresholds.map((one) => thresholdSchema.parse(one)), suite, 'a.lprobust.json');
      return 'nothing';
    } catch (error) {
      return (error as LprError).message;
    }
  };

  it('is refused with the epsilons that there are', () => {
    expect(messageOf({ norm: 'inf', epsilon: 0.15, maximumError: 1 }, { norm: 2, epsilon: 1, maximumError: 0.4 })).toMatchInlineSnapshot(`"LPR-111: a.lprobust.json, thresholds[1] asks for L2 at epsilon 1, which the suite paper does not have for the images of this model: it has L2 at 0.1264, 0.2528, 0.3792, 0.5057, 0.7585, 1.011, 1.264, 1.517, 2.023, 2.528. Name one of those, or write a suite with that epsilon into the experiment file. Nothing was evaluated: thresholds judge the cells of the suite and never add to it."`);
  });

  it('is refused with the norms that there are', () => {
    expect(messageOf({ norm: 3, epsilon: 1, maximumError: 0.4 })).toMatchInlineSnapshot(`"LPR-111: a.lprobust.json, thresholds[0] asks for L3 at epsilon 1, which the suite paper does not have for the images of this model: it has L0, L0.5, L1, L2, L5, L10, L50, L200, Linf. Name one of those, or write a suite with that epsilon into the experiment file. Nothing was evaluated: thresholds judge the cells of the suite and never add to it."`);
    expect(messageOf({ norm: 2, epsilon: 1.011, sampling: 'sphere', maximumError: 0.4 })).toContain('L2 (sphere) at epsilon 1.011');
  });

  it('is not missed where every cell of the suite is asked for', () => {
    const thresholds: Threshold[] = suite.cells.map(({ norm, epsilon, sampling, unit }) => ({ figure: 'cell', norm, epsilon, sampling, unit, maximumError: 0.5 }));
    expect(() => requireCells(thresholds, suite, 'f')).not.toThrow();
    expect(messageOf({ figure: 'mceLp', maximum: 0.1 })).toBe('nothing');
  });

  it('does not turn on what means nothing: the sphere of a Gaussian, the pixels of a norm', () => {
    const own = suiteFor({ name: 'own', curves: [{ norm: 'gaussian', epsilons: [0.1], sampling: 'sphere', unit: 'pixel' }], imperceptible: [] }, { height: 2, width: 2, channels: 1 });
    for (const more of [{}, { sampling: 'sphere' }, { unit: 'pixel' }]) {
      expect(() => requireCells([thresholdSchema.parse({ norm: 'gaussian', epsilon: 0.1, maximumError: 0.5, ...more })], own, 'f')).not.toThrow();
    }
  });
});

describe('the places of thresholds', () => {
  it('are those of their braces, whatever the line ends and whatever stands before them', () => {
    const space = fc.constantFrom('', ' ', '\n', '\r\n', '\r', '\t', '\n\n  ');
    fc.assert(
      fc.property(fc.array(fc.tuple(space, fc.string(), space), { maxLength: 6 }), space, fc.boolean(), (parts, gap, marked) => {
        const body = parts.map(([before, name, after]) => `${before}{"x":${gap}${JSON.stringify(name)}}${after}`);
        const text = `${marked ? '\uFEFF' : ''}{${gap}"other": {"thresholds": [{}]},${gap}"thresholds": [${body.join(',')}]}`;
        const lines = (marked ? text.slice(1) : text).split(/\r\n|\r|\n/);
        const found = thresholdPlaces(text).map(({ line, column, endLine, endColumn }) => {
          const between = lines.slice(line - 1, endLine);
          between[between.length - 1] = (between.at(-1) ?? '').slice(0, endColumn - 1);
          return between.join('\n').slice(column - 1);
        });
        expect(found).toEqual(parts.map(([, name]) => `{"x":${gap.replace(/\r\n|\r/g, '\n')}${JSON.stringify(name)}}`));
      }),
    );
  });

  it('are those of the list that counts where it is written twice', () => {
    expect(thresholdPlaces('{"thresholds": [{}],\n "thresholds": [\n{"a": 1}]}')).toEqual([{ line: 3, column: 1, endLine: 3, endColumn: 9 }]);
    expect(thresholdPlaces('{')).toEqual([]);
  });
});
