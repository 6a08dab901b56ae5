import { describe, expect, it } from 'vitest';
import { buildTransferReport, transferReportText } from '../../../../src/engine/transfer/buildTransferReport';
import { transferReportSchema, type TransferReport } from '../../../../src/protocol/transferReport';
import { commonCorruptionGroup, commonCorruptionNames, severities } from '../../../../src/robustness/commonCorruption';
import { inputOf, modelOf, runOf } from './sampleTransfer';

const never = new AbortController().signal;
const missing = [{ seed: 2, code: 'LPR-710', happened: 'The loss became NaN in epoch 1, batch 3, so training was stopped.' }];
/** Wrong of 100 images: clean, L2 0.5, L2 1, Linf 0.1, and Linf 0.2, which does not count. */
const weak = runOf(100, [20, 30, 60, 50, 90]);
const strong = runOf(100, [22, 22, 30, 20, 10]);
const stronger = runOf(100, [20, 24, 34, 30, 10]);

const cell = (report: TransferReport, kind: string, strategy: number): NonNullable<TransferReport['cells'][number][number]> => {
  const row = report.rows.findIndex((entry) => entry.kind === kind || (entry.kind === 'norm' && String(entry.norm) === kind));
  const found = report.cells[row]?.[strategy];
  if (found === null || found === undefined) throw new Error(`no cell ${kind}`);
  return found;
};

describe('the report of a transfer experiment', () => {
  const input = inputOf({ standard: { models: [modelOf(1, weak)], missing: [] }, C2: { models: [modelOf(2, strong), modelOf(3, stronger)], missing: [] }, broken: { models: [], missing } });

  it('has a row for the clean images, each norm, and mCE_Lp, over the cells that count', async () => {
    const { rows } = await buildTransferReport(input, never);
    expect(rows.map(({ kind, cells, n, test }) => [kind, cells, n, test])).toEqual([
      ['clean', 1, 100, 'lp'],
      ['norm', 2, 100, 'lp'],
      ['norm', 1, 100, 'lp'],
      ['mceLp', 3, 100, 'lp'],
    ]);
  });

  it('pools the seeds of a strategy, and tells their spread apart', async () => {
    const report = await buildTransferReport(input, never);
    const pooled = cell(report, '2', 1);
    // L2: (22 + 30) / 200 and (24 + 34) / 200.
    expect(pooled.models).toEqual([0.26, 0.29]);
    expect(pooled.error.value).toBeCloseTo(0.275, 12);
    expect(pooled.deviation).toBeCloseTo(0.03 / Math.SQRT2, 12);
    expect(cell(report, '2', 0)).toMatchObject({ models: [0.45], deviation: null, difference: null, p: null, significant: null });
    expect(pooled.difference?.value).toBeCloseTo(0.275 - 0.45, 12);
    expect(pooled.significant).toBe(true);
    expect(cell(report, 'clean', 1).significant).toBe(false);
    // 1 - error over the best in each cell: L2 0.5 .78 and .76, L2 1 .7 and .66; the best is the first model of C2.
    expect(pooled.normalisedAccuracy).toBeCloseTo((1 + 0.76 / 0.78 + 1 + 0.66 / 0.7) / 4, 12);
    expect(report.comparisons).toBe(4);
  });

  it('relates the imperceptible errors of all seeds to their clean ones', async () => {
    const { strategies } = await buildTransferReport(input, never);
    expect(strategies[0]?.ice?.value).toBeCloseTo((30 - 20) / 20, 12);
    expect(strategies[1]?.ice?.value).toBeCloseTo((22 + 24 - 22 - 20) / (22 + 20), 12);
  });

  it('leaves the column of a strategy without a model empty, and says why', async () => {
    const report = await buildTransferReport(input, never);
    expect(report.strategies[2]).toMatchObject({ name: 'broken', models: [], missing, ice: null });
    expect(report.cells.map((row) => row[2])).toEqual([null, null, null, null]);
  });

  it('has no differences where the standard has no model', async () => {
    const report = await buildTransferReport(inputOf({ standard: { models: [], missing }, C2: { models: [modelOf(2, strong)], missing: [] } }), never);
    expect(report.comparisons).toBe(0);
    expect(cell(report, 'mceLp', 1)).toMatchObject({ difference: null, p: null, significant: null });
    expect(cell(report, 'mceLp', 1).error.value).toBeCloseTo((22 + 30 + 20) / 300, 12);
  });

  it('compares with the standard wherever it stands', async () => {
    const report = await buildTransferReport(inputOf({ C2: { models: [modelOf(2, strong)], missing: [] }, plain: { models: [modelOf(1, weak)], missing: [] } }, { standard: 1 }), never);
    expect(cell(report, '2', 0).difference?.value).toBeCloseTo(0.26 - 0.45, 12);
    expect(cell(report, '2', 1).difference).toBeNull();
  });

  it('has mCE over the 19 common corruptions, and without the four noises, on their own images', async () => {
    // Noise is wrong on all 10 images, the rest on 2.
    const wrong = [0, ...commonCorruptionNames.flatMap((name) => severities.map(() => (commonCorruptionGroup[name] === 'noise' ? 10 : 2)))];
    const run = (factor: number) => runOf(10, wrong.map((count) => Math.min(10, count * factor)), 'common');
    const report = await buildTransferReport(
      inputOf({ standard: { models: [modelOf(1, weak, run(1))], missing: [] }, C2: { models: [modelOf(2, strong, run(2))], missing: [] } }, { tests: { suite: 'paper', limit: 100, commonLimit: 10, seed: 3, draws: 1 } }),
      never,
    );
    expect(report.rows.slice(-2).map(({ kind, cells, n, test }) => [kind, cells, n, test])).toEqual([
      ['mce', 95, 10, 'common'],
      ['mceWithoutNoise', 75, 10, 'common'],
    ]);
    expect(cell(report, 'mce', 0).error.value).toBeCloseTo((4 * 1 + 15 * 0.2) / 19, 12);
    expect(cell(report, 'mce', 1).error.value).toBeCloseTo((4 * 1 + 15 * 0.4) / 19, 12);
    expect(cell(report, 'mceWithoutNoise', 0).error.value).toBeCloseTo(0.2, 12);
    expect(report.strategies[1]?.models[0]?.runs).toEqual({ lp: '../../runs/t2', common: '../../runs/t2-common' });
  });

  it('is a function of its inputs, and tells places from its own folder on', async () => {
    const [one, other] = [await buildTransferReport(input, never), await buildTransferReport(input, never)];
    expect(transferReportText(one)).toBe(transferReportText(other));
    expect(transferReportSchema.parse(JSON.parse(transferReportText(one)))).toEqual(one);
    expect(one.strategies[0]?.models[0]).toMatchObject({ model: '../../trainings/t1/model/model.json', training: '../../trainings/t1', runs: { lp: '../../runs/t1', common: null } });
  });

  it('is refused for models that were tested on other images', async () => {
    const other = inputOf({ standard: { models: [modelOf(1, weak)], missing: [] }, C2: { models: [modelOf(2, runOf(99, [20, 30, 60, 50, 90]))], missing: [] } });
    await expect(buildTransferReport(other, never)).rejects.toMatchObject({ code: 'LPR-509' });
  });

  it('stops when it is told to', async () => {
    await expect(buildTransferReport(input, AbortSignal.abort())).rejects.toMatchObject({ code: 'LPR-601' });
  });
});
