import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { buildReport, partialResamples } from '../../../../src/engine/report/buildReport';
import { Outcomes } from '../../../../src/engine/report/outcomes';
import { outcomesParquet } from '../../../../src/engine/report/outcomesParquet';
import { toPlainJson } from '../../../../src/protocol/reportText/reportJson';
import { resolveSuite } from '../../../../src/engine/report/resolveSuite';
import { LprError } from '../../../../src/protocol/errors';
import { reportSchema } from '../../../../src/protocol/report';
import type { SuiteFile } from '../../../../src/protocol/suite';
import { clopperPearson } from '../../../../src/robustness/statistics/binomialInterval';
import { answeredBlocks, cells, draws, images, labels, outcomeOf, outcomesOf, provenance } from './sampleRun';

const blocks = answeredBlocks();
const sorted = Array.from(images).sort((a, b) => a - b);
const wrongIn = (cell: number, image: number): number =>
  Array.from({ length: cell === 0 ? 1 : draws }, (_, draw) => outcomeOf(cell, image, draw)).filter((o) => o.predicted !== o.label).length;
const errorIn = (cell: number): number => sorted.reduce((sum, image) => sum + wrongIn(cell, image), 0) / (sorted.length * (cell === 0 ? 1 : draws));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the report of a finished run', () => {
  const outcomes = outcomesOf(blocks);
  const report = buildReport(outcomes, provenance);

  it('fits the schema and names where it came from', () => {
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({ ...provenance, draws, confidenceLevel: 0.95 });
    expect([outcomes.done, outcomes.total]).toEqual([23 * 11, 23 * 11]);
  });

  it('has the errors and the realised sizes that a naive loop finds', () => {
    expect(report.clean.errors).toBe(sorted.reduce((sum, image) => sum + wrongIn(0, image), 0));
    const { low, high } = clopperPearson(report.clean.errors, 23);
    expect(report.clean.low).toBeCloseTo(low, 10);
    expect(report.clean.high).toBeCloseTo(high, 10);
    report.cells.forEach((cell, index) => {
      expect(cell).toMatchObject({ ...cells[index], n: 23, errors: sorted.reduce((sum, image) => sum + wrongIn(index + 1, image), 0) });
      expect(cell.error).toBe(cell.errors / 46);
      expect(cell.low).toBeLessThan(cell.error);
      expect(cell.high).toBeGreaterThan(cell.error);
      const sizes = sorted.flatMap((image) => [0, 1].map((draw) => outcomeOf(index + 1, image, draw).realised));
      expect(cell.realised).toBeCloseTo(mean(sizes), 10);
    });
  });

  it('has mCE_Lp, iCE and calibration over the right cells', () => {
    expect(report.mceLp.value).toBeCloseTo(mean([1, 3, 4, 5].map(errorIn)), 12);
    expect(report.ice.value).toBeCloseTo((mean([2, 4].map(errorIn)) - errorIn(0)) / errorIn(0), 12);
    const gaps = new Map<number, { n: number; gap: number }>();
    for (const image of sorted) {
      const { confidence, label, predicted } = outcomeOf(0, image, 0);
      const bin = gaps.get(Math.floor(confidence * 100)) ?? { n: 0, gap: 0 };
      gaps.set(Math.floor(confidence * 100), { n: bin.n + 1, gap: bin.gap + Number(label === predicted) - confidence });
    }
    const sum = [...gaps.values()].reduce((total, { n, gap }) => total + (n / 23) * (gap / n) ** 2, 0);
    expect(report.calibration.value).toBeCloseTo(Math.sqrt(sum), 10);
  });

  it('says why a figure is not defined', () => {
    const plain = new Outcomes({ cells: cells.slice(0, 1), common: [], images, labels, draws });
    expect(buildReport(plain, provenance)).toMatchObject({
      clean: { n: 0, errors: 0, error: 0, low: 0, high: 1 },
      mceLp: { value: null, reason: 'no image is finished in every corruption yet' },
      ice: { value: null, reason: 'the suite has no imperceptible corruption' },
      calibration: { value: null },
    });
  });
});

describe('the table of outcomes', () => {
  it('gives the same bytes whatever the order of the blocks, and if some come twice', () => {
    const report = toPlainJson(buildReport(outcomesOf(blocks), provenance, { resamples: partialResamples }));
    const parquet = outcomesParquet(outcomesOf(blocks));
    fc.assert(
      fc.property(fc.shuffledSubarray(blocks, { minLength: blocks.length }), fc.subarray(blocks), (order, again) => {
        const outcomes = outcomesOf([...order, ...again]);
        expect(outcomes.done).toBe(outcomes.total);
        expect(toPlainJson(buildReport(outcomes, provenance, { resamples: partialResamples }))).toBe(report);
        expect(Buffer.compare(outcomesParquet(outcomes), parquet)).toBe(0);
      }),
      { seed: 8, numRuns: 25 },
    );
  });

  it('never claims more images than are finished, and compares the same images in an aggregate', () => {
    fc.assert(
      fc.property(fc.subarray(blocks), (some) => {
        const outcomes = outcomesOf(some);
        const report = buildReport(outcomes, provenance, { resamples: 50 });
        const finished = (cell: number): number[] => {
          const norm = cell === 0 ? null : cells[cell - 1]?.norm;
          const drawn = (image: number): number => some.filter(({ block }) => (block.law !== null && 'norm' in block.law ? block.law.norm : null) === norm && block.images.includes(image)).length;
          return sorted.filter((image) => drawn(image) === (cell === 0 ? 1 : draws));
        };
        expect(report.clean.n).toBe(finished(0).length);
        report.cells.forEach((cell, index) => {
          const those = finished(index + 1);
          expect(cell.n).toBe(those.length);
          expect(cell.errors).toBe(those.reduce((sum, image) => sum + wrongIn(index + 1, image), 0));
        });
        const common = [1, 3, 4, 5].map(finished).reduce((all, next) => all.filter((image) => next.includes(image)));
        if (common.length === 0) expect(report.mceLp.value).toBeNull();
        else expect(report.mceLp.value).toBeCloseTo(mean(common.flatMap((image) => [1, 3, 4, 5].map((cell) => wrongIn(cell, image) / draws))), 12);
      }),
      { seed: 9, numRuns: 60 },
    );
  });

  it('refuses what is not part of the run', () => {
    const outcomes = new Outcomes({ cells, common: [], images, labels, draws });
    const [first, second] = blocks;
    if (first === undefined || second === undefined) throw new Error('there are no blocks');
    const refused = [
      { block: { ...second.block, strengths: [0.03] }, outcomes: second.outcomes },
      { block: { ...second.block, draw: 2 }, outcomes: second.outcomes },
      { block: { ...first.block, draw: 1 }, outcomes: first.outcomes },
      { block: { ...first.block, images: Uint32Array.of(0, 1, 2, 4, 39) }, outcomes: first.outcomes },
      { block: first.block, outcomes: { ...first.outcomes, realised: new Float64Array(4) } },
    ];
    for (const { block, outcomes: answer } of refused) expect(() => outcomes.addBlock(block, answer)).toThrow(RangeError);
    expect(outcomes.done).toBe(0);
    expect(() => new Outcomes({ cells, common: [], images: Uint32Array.of(1, 1), labels, draws })).toThrow(RangeError);
    expect(() => new Outcomes({ cells, common: [], images: Uint32Array.of(40), labels, draws })).toThrow(RangeError);
  });
});

describe('report.json', () => {
  it('does not depend on the order in which the object was put together', () => {
    const report = buildReport(outcomesOf(blocks), provenance, { resamples: 50 });
    const reversed = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(Object.entries(value).reverse().map(([key, entry]) => [key, reversed(entry)]))
          : value;
    expect(toPlainJson(reversed(report) as typeof report)).toBe(toPlainJson(report));
    expect(JSON.parse(toPlainJson(report))).toEqual(report);
    expect(toPlainJson(report).startsWith('{\n  "kind": "evaluation",\n  "format": 1,\n  "clean": {\n    "n": 23,')).toBe(true);
  });
});

describe('outcomes.parquet', () => {
  it('reads back as every outcome, by cell, image and draw', async () => {
    const bytes = outcomesParquet(outcomesOf(blocks));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    const rows = await parquetReadObjects({ file });
    const expected = [0, ...cells.map((_, index) => index + 1)].flatMap((cell) =>
      sorted.flatMap((image) =>
        Array.from({ length: cell === 0 ? 1 : draws }, (_, draw) => {
          const { label, predicted, confidence, labelConfidence, realised } = outcomeOf(cell, image, draw);
          const { norm, epsilon, sampling, unit } = cells[cell - 1] ?? { norm: 'clean', epsilon: 0, sampling: 'ball', unit: 'element' };
          return { norm: String(norm), epsilon, sampling, unit, image, draw, label, predicted, confidence, label_confidence: labelConfidence, realised };
        }),
      ),
    );
    expect(rows).toEqual(expected);
  });

  it('holds only what is finished', async () => {
    const some = blocks.slice(0, 2);
    const bytes = outcomesParquet(outcomesOf(some));
    const rows = await parquetReadObjects({ file: bytes.slice().buffer });
    expect(rows).toHaveLength(some.reduce((sum, { outcomes }) => sum + outcomes.predicted.length, 0));
  });
});

describe('the suite of an experiment', () => {
  const shape = { height: 28, width: 28, channels: 1 };
  const codeOf = (suite: Parameters<typeof resolveSuite>[0]): string => {
    try {
      resolveSuite(suite, shape);
    } catch (error) {
      if (error instanceof LprError) return error.code;
    }
    return 'none';
  };

  it('is a built-in one by name or the one written down, else a coded error', () => {
    const curve = (norm: number, epsilon: number): SuiteFile => ({ name: 'x', curves: [{ norm, epsilons: [epsilon], sampling: 'ball', unit: 'element' }], imperceptible: [], common: [] });
    expect(resolveSuite('paper', shape)).toMatchObject({ name: 'paper', origin: 'equivalent' });
    expect([codeOf('papr'), codeOf({ name: 'x', curves: [], imperceptible: [], common: [] }), codeOf(curve(0, 1.5)), codeOf(curve(0.01, 1)), codeOf(curve(2, 1))]).toEqual([
      'LPR-103',
      'LPR-104',
      'LPR-105',
      'LPR-106',
      'none',
    ]);
  });
});
