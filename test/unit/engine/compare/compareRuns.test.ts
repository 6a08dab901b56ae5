import { describe, expect, it } from 'vitest';
import { imagesThatDiffer } from '../../../../src/engine/compare/comparedImages';
import type { ComparedRun, ComparedRuns } from '../../../../src/engine/compare/comparedRuns';
import { compareRuns } from '../../../../src/engine/compare/compareRuns';
import { buildReport } from '../../../../src/engine/report/buildReport';
import { Outcomes } from '../../../../src/engine/report/outcomes';
import type { CommonCell } from '../../../../src/protocol/commonCorruption';
import type { ComparedSubject } from '../../../../src/protocol/comparison';
import type { Cell } from '../../../../src/protocol/suite';
import { holmAdjusted } from '../../../../src/robustness/statistics/pairedTest';
import { provenance } from '../report/sampleRun';

const never = new AbortController().signal;
const law = { sampling: 'ball', unit: 'element' } as const;
const cell = (norm: Cell['norm'], epsilon: number, inMeanCorruptionError = true): Cell => ({ norm, epsilon, ...law, inMeanCorruptionError, imperceptible: false });
const labels = new Int32Array(40);

interface Made {
  readonly cells: readonly Cell[];
  readonly common?: readonly CommonCell[];
  readonly images: readonly number[];
  readonly draws?: number;
  /** Cell 0 is the clean images. */
  readonly isWrong: (cell: number, image: number, draw: number) => boolean;
}

function run({ cells, common = [], images, draws = 1, isWrong }: Made): ComparedRun {
  const outcomes = new Outcomes({ cells, common, images: Uint32Array.from(images), labels, draws });
  const n = images.length;
  const add = (number: number, block: Pick<Parameters<Outcomes['addBlock']>[0], 'law' | 'strengths'>): void => {
    for (let draw = 0; draw < (number === 0 ? 1 : draws); draw++) {
      const predicted = Int32Array.from(images, (image) => Number(isWrong(number, image, draw)));
      const confidence = Float32Array.from(images, (image) => (image + 1) / 100);
      const labelConfidence = Float32Array.from(images, (image, i) => (predicted[i] === 0 ? (image + 1) / 100 : 0));
      outcomes.addBlock({ ...block, images: Uint32Array.from(images), draw }, { predicted, confidence, labelConfidence, realised: new Float64Array(n) });
    }
  };
  add(0, { law: null, strengths: [0] });
  cells.forEach((one, index) => add(1 + index, { law: one, strengths: [one.epsilon] }));
  common.forEach((one, index) => add(1 + cells.length + index, { law: one, strengths: [one.severity] }));
  return { folder: '/run', report: buildReport(outcomes, provenance, { resamples: 50 }), outcomes };
}

const compared = (runs: readonly ComparedRun[], images: readonly number[]): ComparedRuns => ({ runs, images });
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('a comparison of runs', () => {
  const first = run({ cells: [cell(2, 0.5), cell(2, 1), cell('inf', 0.1)], images: range(0, 30), isWrong: (number, image) => image < 4 * number });
  const second = run({ cells: [cell(2, 1), cell('inf', 0.1), cell(0, 0.2)], images: range(10, 40), isWrong: (number, image) => image >= 38 - number });
  const images = range(10, 30);

  it('is over the images and the cells that both have, the second run minus the first', async () => {
    const { rows, n, tests, sameNoise } = await compareRuns(compared([first, second], images), never);
    expect([n, tests, sameNoise]).toEqual([20, { figures: 2, cells: 2 }, true]);
    expect(rows.map(({ subject }) => subject)).toEqual([
      { kind: 'mceLp', cells: 2 },
      { kind: 'clean' },
      { kind: 'cell', norm: 2, ...law, epsilon: 1 },
      { kind: 'cell', norm: 'inf', ...law, epsilon: 0.1 },
    ]);
    // Of images 10 to 29 the first run has none wrong at L2 1 (it fails below 8), two at Linf 0.1 (below 12); the second none.
    expect(rows.map(({ error }) => error)).toEqual([0.05, 0, 0, 0.1]);
    expect(rows.map(({ others }) => others[0]?.difference)).toEqual([-0.05, 0, 0, -0.1]);
  });

  it('adjusts every p-value for all of its family', async () => {
    const worse = run({ cells: [cell(2, 0.5), cell(2, 1), cell('inf', 0.1)], images: range(0, 30), isWrong: (number, image) => image < 7 * number });
    const { rows, tests } = await compareRuns(compared([first, worse, second], images), never);
    expect(tests).toEqual({ figures: 4, cells: 4 });
    for (const family of [rows.slice(0, 2), rows.slice(2)]) {
      const found = family.flatMap(({ others }) => others);
      expect(found.map(({ adjusted }) => adjusted)).toEqual(holmAdjusted(found.map(({ p }) => p)));
    }
    // At Linf 0.1 `worse` fails on images 10 to 20 and the first run on 10 and 11: nine differ, all one way.
    const linf = rows.find(({ subject }) => subject.kind === 'cell' && subject.norm === 'inf')?.others[0];
    expect(linf?.p).toBeCloseTo(2 / 2 ** 9, 12);
    expect(linf?.significant).toBe((linf?.adjusted ?? 1) < 0.05);
  });

  it('compares draws by their means and common corruptions, too, and knows other noise', async () => {
    const common: CommonCell[] = [{ corruption: 'fog', severity: 2 }];
    const make = (share: number): ComparedRun => run({ cells: [cell(2, 1)], common, images: range(0, 8), draws: 4, isWrong: (number, image, draw) => number > 0 && (image + draw) % 8 < share });
    const other = make(3);
    const elsewhere = { ...other, report: { ...other.report, seed: 43 } };
    const { rows, sameNoise } = await compareRuns(compared([make(1), elsewhere], range(0, 8)), never);
    expect(sameNoise).toBe(false);
    expect(rows.map(({ subject }) => subject.kind)).toEqual(['mceLp', 'mce', 'clean', 'cell', 'common']);
    for (const row of rows) expect(row.others[0]?.difference).toBeCloseTo(row.subject.kind === 'clean' ? 0 : 2 / 8, 12);
  });

  it('shows the images that one run has right and another wrong, those first whose confidence in the label differs most', () => {
    const subject: ComparedSubject = { kind: 'cell', norm: 'inf', ...law, epsilon: 0.1 };
    const found = imagesThatDiffer(compared([first, second], images), subject);
    expect(found.map(({ image }) => image)).toEqual([11, 10]);
    expect(found[0]?.predictions.map(({ predicted }) => predicted)).toEqual([1, 0]);
    expect(imagesThatDiffer(compared([first, second], images), { kind: 'mceLp', cells: 2 })).toEqual([]);
    expect(imagesThatDiffer(compared([first, second], images), { ...subject, epsilon: 9 })).toEqual([]);
  });

  it('stops when it is told to', async () => {
    await expect(compareRuns(compared([first, second], images), AbortSignal.abort())).rejects.toMatchObject({ code: 'LPR-601' });
  });
});
