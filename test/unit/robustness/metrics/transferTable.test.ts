import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedAccuracies } from '../../../../src/robustness/metrics/normalisedAccuracy';
import { transferTable, type TransferColumn, type TransferTable, type TransferTableInput } from '../../../../src/robustness/metrics/transferTable';
import { holmAdjusted } from '../../../../src/robustness/statistics/pairedTest';

const options = { seed: 5, resamples: 200 };
const counts = (...values: number[]): Uint32Array => Uint32Array.from(values);
const column = (name: string, ...models: Uint32Array[][][]): TransferColumn => ({ name, models: models.map((wrong) => ({ wrong })) });
const cellOf = (table: TransferTable, row: number, at: number): TransferTable['cells'][number][number] => {
  const cell = table.cells[row]?.[at];
  if (cell === undefined) throw new Error('no such cell');
  return cell;
};

describe('the transfer table of four images, against one computed by hand', () => {
  // Rows: L2 with two epsilons, Linf with one. One draw.
  const input: TransferTableInput = {
    rows: [
      { name: 'L2', cells: 2, draws: 1 },
      { name: 'Linf', cells: 1, draws: 1 },
    ],
    columns: [
      column('standard', [[counts(0, 1, 1, 0), counts(1, 1, 1, 1)], [counts(1, 0, 1, 0)]]),
      column('L2', [[counts(0, 0, 1, 0), counts(0, 1, 1, 0)], [counts(1, 0, 0, 0)]], [[counts(0, 0, 0, 0), counts(1, 0, 0, 1)], [counts(0, 0, 0, 0)]]),
    ],
    standard: 0,
  };
  const table = transferTable(input, options);

  it('has the mean errors and their differences', () => {
    expect(table.images).toEqual([4, 4]);
    expect(cellOf(table, 0, 0).error.value).toBeCloseTo(6 / 8, 12);
    // Two models: (1 + 2) / 8 and (0 + 2) / 8.
    expect(cellOf(table, 0, 1).error.value).toBeCloseTo(5 / 16, 12);
    expect(cellOf(table, 0, 1).difference?.value).toBeCloseTo(5 / 16 - 12 / 16, 12);
    expect(cellOf(table, 1, 1).error.value).toBeCloseTo(1 / 8, 12);
    expect(cellOf(table, 1, 1).difference?.value).toBeCloseTo(-3 / 8, 12);
    expect(cellOf(table, 1, 0)).toMatchObject({ difference: null, pValue: null, isSignificant: null });
  });

  it('has accuracies divided by the best of all models in each cell', () => {
    // Accuracies: standard .5, 0 | .5; the L2 models .75, .5 | .75 and 1, .5 | 1; the best 1, .5 | 1.
    expect(cellOf(table, 0, 0).normalisedAccuracy).toBeCloseTo((0.5 + 0) / 2, 12);
    expect(cellOf(table, 0, 1).normalisedAccuracy).toBeCloseTo((0.75 + 1 + 1 + 1) / 4, 12);
    expect(cellOf(table, 1, 0).normalisedAccuracy).toBeCloseTo(0.5, 12);
    expect(cellOf(table, 1, 1).normalisedAccuracy).toBeCloseTo(0.875, 12);
  });

  it('tests each difference by every pattern of signs, near enough, and adjusts for both', () => {
    // Differences of mean error, L2: -.25, -.75, -.5, -.25 (all of one sign: 2 patterns of 16 reach it); Linf: -.5, 0, -1, 0 (2 of 4).
    const [first, second] = [cellOf(table, 0, 1).pValue ?? NaN, cellOf(table, 1, 1).pValue ?? NaN];
    // 9999 random patterns: off by more than 0.03 with a probability below 1e-9.
    expect(Math.abs(first - 2 * (2 / 16))).toBeLessThan(0.03);
    expect(Math.abs(second - 0.5)).toBeLessThan(0.03);
    expect(cellOf(table, 0, 1).isSignificant).toBe(false);
  });
});

describe('the transfer table', () => {
  // 200 images; under the strong column every third image of the standard's errors is right.
  const images = 200;
  const plain = Uint32Array.from({ length: images }, (_, i) => Number(i % 2 === 0));
  const strong = plain.map((wrong, i) => (i % 3 === 0 ? 0 : wrong));
  const input: TransferTableInput = {
    rows: [{ name: 'L1', cells: 1, draws: 1 }],
    columns: [column('same', [[plain]]), column('standard', [[plain]]), column('strong', [[strong]])],
    standard: 1,
  };

  it('marks what differs from standard training and nothing that does not', () => {
    const table = transferTable(input, options);
    expect(cellOf(table, 0, 0)).toMatchObject({ pValue: 1, isSignificant: false });
    expect(cellOf(table, 0, 0).difference?.value).toBe(0);
    expect(cellOf(table, 0, 2).isSignificant).toBe(true);
    expect(cellOf(table, 0, 2).pValue).toBeCloseTo(2e-4, 12);
    const difference = cellOf(table, 0, 2).difference;
    if (difference?.value === null || difference === null) throw new Error('a difference');
    expect(difference.low).toBeLessThan(difference.value);
    expect(difference.high).toBeLessThan(0);
  });

  it('can find significance in tables of any size', () => {
    const wide = { ...input, columns: [...input.columns, ...Array.from({ length: 300 }, (_, i) => column(`copy ${i}`, [[plain]]))] };
    expect(cellOf(transferTable({ ...wide }, { ...options, resamples: 2 }), 0, 2).isSignificant).toBe(true);
  });

  it('does not depend on the order of images, nor on that of columns but for the random patterns', () => {
    const wrongOf = fc.array(fc.nat({ max: 2 }), { minLength: 5, maxLength: 5 }).map((values) => Uint32Array.from(values));
    fc.assert(
      fc.property(fc.array(fc.tuple(wrongOf, wrongOf), { minLength: 2, maxLength: 4 }), (models) => {
        const made = (turn: (wrong: Uint32Array) => Uint32Array): TransferTable =>
          transferTable(
            { rows: [{ name: 'L2', cells: 2, draws: 2 }], columns: models.map(([one, other], i) => column(`c${i}`, [[turn(one), turn(other)]])), standard: 0 },
            { ...options, resamples: 20 },
          );
        const [table, turned] = [made((wrong) => wrong), made((wrong) => wrong.toReversed())];
        models.forEach(([one, other], i) => {
          const cell = cellOf(table, 0, i);
          const total = [...one, ...other].reduce((sum, wrong) => sum + wrong, 0);
          expect(cell.error.value).toBeCloseTo(total / 20, 12);
          expect(cell.error.value).toBeCloseTo(cellOf(turned, 0, i).error.value ?? NaN, 12);
          expect(cell.normalisedAccuracy).toEqual(cellOf(turned, 0, i).normalisedAccuracy);
          if (cell.normalisedAccuracy !== null) {
            expect(cell.normalisedAccuracy).toBeGreaterThanOrEqual(0);
            expect(cell.normalisedAccuracy).toBeLessThanOrEqual(1);
          }
        });
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  it('is Holm’s adjustment of all its tests', () => {
    const shares = [0.2, 0.26, 0.3];
    const columns = [column('standard', [[plain], [plain]]), ...shares.map((share, at) => column(`c${at}`, [[plain.map((w, i) => (i / images < share && at < 2 ? 0 : w))], [plain.map((w, i) => ((i * 7) % images < 6 + at ? 1 - w : w))]]))];
    const rows = [
      { name: 'a', cells: 1, draws: 1 },
      { name: 'b', cells: 1, draws: 1 },
    ];
    const table = transferTable({ rows, columns, standard: 0 }, options);
    const adjusted = table.cells.flat().flatMap(({ pValue }) => (pValue === null ? [] : [pValue]));
    // Each test alone is a table with one comparison, up to the random patterns.
    const alone = rows.flatMap((row, at) =>
      columns.slice(1).map((own) => {
        const single = (from: TransferColumn): TransferColumn => ({ name: from.name, models: from.models.map(({ wrong }) => ({ wrong: [wrong[at] ?? []] })) });
        const [standard] = columns;
        if (standard === undefined) throw new Error('standard');
        return cellOf(transferTable({ rows: [row], columns: [single(standard), single(own)], standard: 0 }, options), 0, 1).pValue ?? NaN;
      }),
    );
    holmAdjusted(alone).forEach((expected, i) => expect(Math.abs((adjusted[i] ?? NaN) - expected)).toBeLessThan(0.1 * expected + 0.002));
  });

  it('rests each row on its own images and draws', () => {
    const table = transferTable(
      {
        rows: [
          { name: 'L2', cells: 1, draws: 2 },
          { name: 'fog', cells: 1, draws: 1 },
        ],
        columns: [column('standard', [[counts(2, 1, 0, 1)], [counts(1, 0)]]), column('other', [[counts(0, 1, 0, 1)], [counts(0, 0)]])],
        standard: 0,
      },
      options,
    );
    expect(table.images).toEqual([4, 2]);
    expect(table.comparisons).toBe(2);
    expect(cellOf(table, 0, 0).error.value).toBeCloseTo(4 / 8, 12);
    expect(cellOf(table, 1, 0).error.value).toBeCloseTo(1 / 2, 12);
    expect(cellOf(table, 0, 1).difference?.value).toBeCloseTo(-2 / 8, 12);
    expect(cellOf(table, 0, 0).normalisedAccuracy).toBeCloseTo((4 / 8) / (6 / 8), 12);
  });

  it('has errors and normalised accuracies without a standard, and no differences', () => {
    const [with_, without] = [transferTable(input, options), transferTable({ ...input, standard: null }, options)];
    expect(without.comparisons).toBe(0);
    without.cells[0]?.forEach((cell, at) => {
      expect(cell).toMatchObject({ difference: null, pValue: null, isSignificant: null });
      expect(cell.error).toEqual(cellOf(with_, 0, at).error);
      expect(cell.normalisedAccuracy).toEqual(cellOf(with_, 0, at).normalisedAccuracy);
    });
  });

  it('says so where there is no image yet, and where nobody is ever right', () => {
    const none = transferTable({ ...input, columns: [column('standard', [[counts()]]), column('other', [[counts()]])], standard: 0 }, options);
    expect(cellOf(none, 0, 1).error.value).toBeNull();
    const lost = transferTable({ ...input, columns: [column('standard', [[counts(1, 1)]]), column('other', [[counts(1, 1)]])], standard: 0 }, options);
    expect(cellOf(lost, 0, 1).normalisedAccuracy).toBeNull();
    expect(cellOf(lost, 0, 1).error.value).toBe(1);
  });

  it.each<[string, Partial<TransferTableInput>]>([
    ['no standard column', { standard: 9 }],
    ['a column without a model', { columns: [column('standard', [[plain]]), column('empty')], standard: 0 }],
    ['a missing row', { columns: [column('standard', [[plain]]), column('short', [])], standard: 0 }],
    ['a missing cell', { columns: [column('standard', [[plain]]), column('short', [[]])], standard: 0 }],
    ['other images', { columns: [column('standard', [[plain]]), column('other', [[counts(1)]])], standard: 0 }],
  ])('refuses %s', (_, wrong) => {
    expect(() => transferTable({ ...input, ...wrong }, options)).toThrow(RangeError);
  });
});

describe('normalised accuracy', () => {
  /*
   * Accuracies of CIFAR-10 WRN-28-4 models from the authors' results (repository Lp-norm-corruption-robustness at
   * 236d99e, config1, separate, metrics_test_avg): standard, L2 1.0, L2 2.5 and Linf 0.04 tested under L2 5.0 and Linf 0.15.
   */
  const published = [
    [25.34, 26.79],
    [43.6, 45.51],
    [77.98, 79.98],
    [54.25, 56.29],
  ];

  it('of published accuracies: a share of the best in each test', () => {
    const shares = normalisedAccuracies(published);
    expect(shares[2]).toEqual([1, 1]);
    expect(shares[0]?.[0]).toBeCloseTo(0.324955, 6);
    expect(shares[3]?.[1]).toBeCloseTo(0.703801, 6);
  });

  it('does not depend on the unit', () => {
    const fractions = normalisedAccuracies(published.map((row) => row.map((accuracy) => accuracy / 100)));
    normalisedAccuracies(published).forEach((row, i) => row.forEach((share, k) => expect(fractions[i]?.[k]).toBeCloseTo(share ?? NaN, 12)));
  });

  it('is nothing where the best is 0', () => {
    expect(normalisedAccuracies([[0, 1], [0, 2]])).toEqual([[null, 0.5], [null, 1]]);
  });
});
