import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseClassOutput, scoreCountOf } from '../../../src/compute/model/classOutput';
import type { LastActivation, OpenShape } from '../../../src/compute/model/network';
import { decideHead, toProbabilities } from '../../../src/compute/model/probabilities';
import { LprError } from '../../../src/protocol/errors';

const codeThrown = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof LprError) return error.code;
    throw error;
  }
  return 'none';
};

describe('telling logits from probabilities', () => {
  const probabilities = Float32Array.of(0.2, 0.3, 0.5, 0, 0, 1);
  const logits = Float32Array.of(0.2, 0.3, 0.6, -1, 0, 1);
  const cases: [string, Float32Array, number, LastActivation, 'logits' | 'probabilities' | undefined, string][] = [
    ['rows that sum to 1', probabilities, 3, 'unknown', undefined, 'probabilities'],
    ['rows that sum to something else', logits, 3, 'unknown', undefined, 'logits'],
    ['positive rows that sum to something else', Float32Array.of(0.2, 0.2, 0.2), 3, 'unknown', undefined, 'logits'],
    ['rows that sum to 1 with negative entries', Float32Array.of(-0.5, 0.5, 1), 3, 'unknown', undefined, 'logits'],
    ['one row of two that does not', Float32Array.of(0.2, 0.3, 0.5, 0.2, 0.3, 0.6), 3, 'unknown', undefined, 'logits'],
    ['a linear last layer, whatever the rows', probabilities, 3, 'linear', undefined, 'logits'],
    ['a softmax', logits.map(Math.abs), 3, 'softmax', undefined, 'probabilities'],
    ['several sigmoids', Float32Array.of(0.9, 0.8, 0.1), 3, 'sigmoid', undefined, 'probabilities'],
    ['the description against the rows', probabilities, 3, 'unknown', 'logits', 'logits'],
    ['the description against the last layer', probabilities, 3, 'linear', 'probabilities', 'probabilities'],
    ['a single sigmoid', Float32Array.of(0.2, 0.9), 1, 'sigmoid', undefined, 'sigmoid'],
    ['a single logit', Float32Array.of(0.2, 0.9), 1, 'linear', undefined, 'logits'],
    ['a single score within 0 and 1', Float32Array.of(0.2, 0.9), 1, 'unknown', undefined, 'sigmoid'],
    ['a single score beyond', Float32Array.of(0.2, -3), 1, 'unknown', undefined, 'logits'],
  ];
  test.each(cases)('%s', (_, scores, count, last, described, expected) => {
    expect(decideHead(scores, count, last, described)).toEqual({ output: expected, scoreCount: count });
  });

  test('what cannot be is refused', () => {
    expect(codeThrown(() => decideHead(Float32Array.of(1), 1, 'softmax', undefined))).toBe('LPR-218');
    expect(codeThrown(() => decideHead(Float32Array.of(-1, 2), 2, 'unknown', 'probabilities'))).toBe('LPR-223');
    for (const bad of [Number.NaN, Infinity]) {
      expect(codeThrown(() => decideHead(Float32Array.of(bad, 2), 2, 'unknown', undefined))).toBe('LPR-222');
      expect(codeThrown(() => toProbabilities(Float32Array.of(0, 0, 2, bad), { output: 'logits', scoreCount: 2 }))).toBe('LPR-222');
    }
    expect(codeThrown(() => toProbabilities(Float32Array.of(-Infinity, -Infinity), { output: 'logits', scoreCount: 2 }))).toBe('LPR-222');
  });
});

describe('probabilities', () => {
  test('of logits are their softmax, and sum to 1, however large the logits', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -500, max: 500, noNaN: true }), { minLength: 2, maxLength: 20 }), (row) => {
        const result = toProbabilities(Float32Array.from([...row, ...row]), { output: 'logits', scoreCount: row.length });
        expect(result.slice(0, row.length)).toEqual(result.slice(row.length));
        for (const [i, value] of row.entries()) {
          // 1 / sum of exp(other - this): another form of the same, without a common factor.
          const expected = 1 / row.reduce((sum, other) => sum + Math.exp(Math.fround(other) - Math.fround(value)), 0);
          expect(Math.abs((result[i] ?? Number.NaN) - expected)).toBeLessThan(1e-6);
        }
      }),
      { seed: 4 },
    );
  });

  test('a class ruled out by minus infinity gets none', () => {
    expect([...toProbabilities(Float32Array.of(1, -Infinity, 1), { output: 'logits', scoreCount: 3 })]).toEqual([0.5, 0, 0.5]);
  });

  test('that are there already stay as they are, bit for bit', () => {
    const rows = Float32Array.of(0.1, 0.2, 0.7, 1 / 3, 1 / 3, 1 / 3);
    expect(toProbabilities(rows.slice(), { output: 'probabilities', scoreCount: 3 })).toEqual(rows);
  });

  test('of sigmoids side by side are their shares; of none that fires, equal ones', () => {
    const result = toProbabilities(Float32Array.of(0.9, 0.9, 0, 0, 0, 0), { output: 'probabilities', scoreCount: 3 });
    for (const [i, expected] of [0.5, 0.5, 0, 1 / 3, 1 / 3, 1 / 3].entries()) expect(result[i]).toBeCloseTo(expected, 6);
  });

  test('of one score are those of two classes, the score being the second', () => {
    const sigmoid = [...toProbabilities(Float32Array.of(0.25, 1), { output: 'sigmoid', scoreCount: 1 })];
    expect(sigmoid).toEqual([0.75, 0.25, 0, 1]);
    const [first, second] = toProbabilities(Float32Array.of(Math.log(3)), { output: 'logits', scoreCount: 1 });
    expect(first).toBeCloseTo(0.25, 6);
    expect(second).toBeCloseTo(0.75, 6);
  });
});

describe('the output of a model', () => {
  test.each<[readonly OpenShape[], number | 'LPR-218']>([
    [[[null, 10]], 0],
    [[[null, 7, 7, 64], [null, 10]], 1],
    [[[null, 1, 1, 1000]], 0],
    [[undefined], 0],
    [[[null, null]], 0],
    [[[null, 7, 7, 64]], 'LPR-218'],
    [[[null, 10], [null, 4]], 'LPR-218'],
    [[[null]], 'LPR-218'],
    [[undefined, undefined], 'LPR-218'],
    [[], 'LPR-218'],
  ])('of %j', (shapes, expected) => {
    if (typeof expected === 'number') expect(chooseClassOutput(shapes)).toBe(expected);
    else expect(codeThrown(() => chooseClassOutput(shapes))).toBe(expected);
  });

  test('once it is there has a row for each image', () => {
    expect(scoreCountOf([5, 10], 5)).toBe(10);
    expect(scoreCountOf([5, 1, 1, 10], 5)).toBe(10);
    for (const shape of [[4, 10], [5], [5, 0], [5, 2, 2, 10], []]) expect(codeThrown(() => scoreCountOf(shape, 5))).toBe('LPR-218');
    expect(codeThrown(() => scoreCountOf([5, 2e6], 5))).toBe('LPR-209');
  });
});
