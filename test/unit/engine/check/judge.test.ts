import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge, overallVerdict, verdictOf } from '../../../../src/engine/check/judge';
import { judgementText } from '../../../../src/engine/check/judgementText';
import { toPlainJson } from '../../../../src/protocol/reportText/reportJson';
import type { Report } from '../../../../src/protocol/report';
import { judgementSchema, thresholdSchema, type Threshold } from '../../../../src/protocol/threshold';
import { clopperPearson } from '../../../../src/robustness/statistics/binomialInterval';
import { plainReport } from '../plainReport';

function proportion(errors: number, n: number): Report['clean'] {
  return { n, errors, error: errors / n, ...clopperPearson(errors, n) };
}

/** A report with one L2 cell. */
function reportOf(errors: number, n: number, more: Partial<Report> = {}): Report {
  const cell = { norm: 2, epsilon: 1, sampling: 'ball', unit: 'element', inMeanCorruptionError: true, imperceptible: false, realised: 0.9 } as const;
  return { ...plainReport.report, clean: proportion(0, n), cells: [{ ...cell, ...proportion(errors, n) }], data: { ...plainReport.report.data, count: 10_000 }, ...more };
}

const cell = (maximumError: number): Threshold => thresholdSchema.parse({ norm: 2, epsilon: 1, maximumError });
const sample = fc.integer({ min: 1, max: 3000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('a verdict', () => {
  it('follows from where the maximum lies, with both ends of the interval in it', () => {
    expect(verdictOf({ low: 0.2, high: 0.4 }, 0.4)).toBe('held');
    expect(verdictOf({ low: 0.2, high: 0.4 }, 0.4 - 2 ** -54)).toBe('undecided');
    expect(verdictOf({ low: 0.2, high: 0.4 }, 0.2)).toBe('undecided');
    expect(verdictOf({ low: 0.2, high: 0.4 }, 0.2 - 2 ** -55)).toBe('failed');
  });

  it('is one of three that exclude each other, at every figure and maximum', () => {
    fc.assert(
      fc.property(sample, fraction, ([errors, n], maximum) => {
        const { low, high } = clopperPearson(errors, n);
        const expected = maximum >= high ? 'held' : maximum >= low ? 'undecided' : 'failed';
        expect(judge(reportOf(errors, n), [cell(maximum)])[0]).toMatchObject({ verdict: expected, maximum, n });
      }),
    );
  });

  it('never gets worse when the maximum grows', () => {
    const rank = { failed: 0, undecided: 1, held: 2 };
    fc.assert(
      fc.property(sample, fraction, fraction, ([errors, n], one, other) => {
        const [low, high] = judge(reportOf(errors, n), [cell(Math.min(one, other)), cell(Math.max(one, other))]);
        expect(rank[high?.verdict ?? 'failed']).toBeGreaterThanOrEqual(rank[low?.verdict ?? 'held']);
      }),
    );
  });

  it('is held at a maximum of 1, and never at 0', () => {
    fc.assert(
      fc.property(sample, ([errors, n]) => {
        const verdicts = judge(reportOf(errors, n), [cell(1), cell(0)]).map(({ verdict }) => verdict);
        expect(verdicts).toEqual(['held', errors === 0 ? 'undecided' : 'failed']);
      }),
    );
  });

  it('judges each figure by its own interval', () => {
    const report = reportOf(100, 1000, {
      clean: proportion(20, 1000),
      mceLp: { value: 0.1, low: 0.09, high: 0.11 },
      ice: { value: -0.1, low: -0.2, high: 0.05 },
      calibration: { value: 0.3, low: 0.25, high: 0.35 },
    });
    const verdicts = [
      ['clean', 0.02],
      ['mceLp', 0.11],
      ['ice', -0.2],
      ['calibration', 0.2],
      ['calibration', 0.3],
    ].map(([figure, maximum]) => judge(report, [thresholdSchema.parse({ figure, maximum })])[0]);
    expect(verdicts.map((found) => found?.verdict)).toEqual(['undecided', 'held', 'undecided', 'failed', 'undecided']);
    // The value of the clean error is its maximum; the iCE's interval ends at its own.
    expect(verdicts.map((found) => found?.imagesNeeded)).toEqual([null, null, 1001, null, null]);
  });

  it('is undecided where the figure is not defined, no image is finished, or the cell is not there', () => {
    const thresholds = [thresholdSchema.parse({ figure: 'ice', maximum: 5 }), cell(1), thresholdSchema.parse({ norm: 2, epsilon: 1.5, maximumError: 1 })];
    const report = reportOf(0, 1);
    const unfinished = { ...report, cells: report.cells.map((entry) => ({ ...entry, n: 0, low: 0, high: 1 })) };
    const found = judge(unfinished, thresholds);
    expect(found.map(({ verdict, imagesNeeded }) => [verdict, imagesNeeded])).toEqual(Array(3).fill(['undecided', null]));
    expect(found.map(judgementText)).toEqual([
      'iCE: not defined, at most 500 % asked. Undecided: there are no cells.',
      'L2, epsilon 1: not defined, at most 100 % asked. Undecided: no image is finished.',
      'L2, epsilon 1.5: not defined, at most 100 % asked. Undecided: the suite does not have this cell.',
    ]);
  });

  it('leaves the report as it is, keeps the order, and can cross a process', () => {
    const report = reportOf(100, 1000);
    const before = toPlainJson(report);
    const thresholds = [cell(0.5), cell(0.01), cell(0.1)];
    const found = judge(report, thresholds);
    expect(found.map(({ verdict }) => verdict)).toEqual(['held', 'failed', 'undecided']);
    expect(toPlainJson(report)).toBe(before);
    expect(judgementSchema.array().parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it('over several is the worst of them', () => {
    const verdict = fc.constantFrom('held', 'undecided', 'failed');
    fc.assert(
      fc.property(fc.array(fc.record({ verdict })), (all) => {
        const worst = ['held', 'undecided', 'failed'][Math.max(0, ...all.map((one) => ['held', 'undecided', 'failed'].indexOf(one.verdict)))];
        expect(overallVerdict(all as Parameters<typeof overallVerdict>[0])).toBe(worst);
      }),
    );
    expect(overallVerdict([])).toBe('held');
  });
});

describe('the number of images that would decide', () => {
  it('is the smallest above the sample, found by trying each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 300 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 5, max: 60 }), (n, percentWrong, percentMost) => {
        const errors = Math.round((n * percentWrong) / 100);
        const maximum = percentMost / 100;
        const [found] = judge(reportOf(errors, n), [cell(maximum)]);
        if (found?.verdict !== 'undecided' || found.imagesNeeded === null) return;
        let expected = n + 1;
        for (; expected < 5000; expected++) {
          const { low, high } = clopperPearson((errors / n) * expected, expected);
          if (high <= maximum || low > maximum) break;
        }
        expect(Math.min(found.imagesNeeded, 5000)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with the closed form where nothing is wrong: 1 - 0.025^(1/n) at most the maximum', () => {
    for (const maximum of [0.0001, 0.001, 0.003]) {
      const needed = Math.ceil(Math.log(0.025) / Math.log1p(-maximum));
      expect(judge(reportOf(0, 1000), [cell(maximum)])[0]?.imagesNeeded).toBe(needed);
    }
  });

  it('grows with the inverse square of the distance for bootstrapped figures and several draws', () => {
    const mceLp = { value: 0.1, low: 0.08, high: 0.12 };
    const needed = (maximum: number): number | null | undefined => judge(reportOf(0, 1000, { mceLp }), [thresholdSchema.parse({ figure: 'mceLp', maximum })])[0]?.imagesNeeded;
    expect(needed(0.11)).toBe(4000);
    expect(needed(0.105)).toBeCloseTo(16_000, -1);
    expect(needed(0.09)).toBe(4000);
    const several = reportOf(100, 1000, { draws: 5 });
    const high = several.cells[0]?.high ?? 0;
    expect(judge(several, [cell(0.1 + (high - 0.1) / 2)])[0]?.imagesNeeded).toBeCloseTo(4000, -1);
  });

  it('is not told where no number would decide, nor for the calibration error, whose bias depends on the sample', () => {
    expect(judge(reportOf(100, 1000), [cell(0.1)])[0]).toMatchObject({ verdict: 'undecided', imagesNeeded: null });
    expect(judge(reportOf(100, 1000), [cell(0.1 + 1e-9)])[0]).toMatchObject({ verdict: 'undecided', imagesNeeded: null });
    const calibration = { value: 0.1, low: 0.08, high: 0.12 };
    expect(judge(reportOf(0, 1000, { calibration }), [{ figure: 'calibration', maximum: 0.11 }])[0]).toMatchObject({ verdict: 'undecided', imagesNeeded: null });
  });

  it('is said in round numbers, with what the split has', () => {
    const text = (errors: number, n: number, maximum: number): string => judge(reportOf(errors, n), [cell(maximum)]).map(judgementText).join();
    expect(text(100, 1000, 0.11)).toMatchInlineSnapshot(`"L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 11 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 3,800 would."`);
    expect(text(100, 1000, 0.102)).toMatchInlineSnapshot(`"L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 10.2 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. If the value stays as it is, about 89,000 would; the split has 10,000."`);
    expect(text(100, 1000, 0.1)).toMatchInlineSnapshot(`"L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 10 % asked. Undecided: the maximum lies within the interval, so that 1,000 images cannot give a verdict. The value is the maximum itself."`);
    expect(text(100, 1000, 0.2)).toMatchInlineSnapshot(`"L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 20 % asked. Held: the whole interval is at most the maximum."`);
    expect(text(100, 1000, 0.05)).toMatchInlineSnapshot(`"L2, epsilon 1: 10.0 % [8.2 %, 12.0 %], at most 5 % asked. Failed: the whole interval is above the maximum."`);
  });
});
