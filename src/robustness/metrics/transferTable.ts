import { holmAdjusted, signFlipTest } from '../statistics/pairedTest';
import type { Estimate } from './estimate';
import { meanScore } from './meanScore';
import { normalisedAccuracies } from './normalisedAccuracy';

/** A row: test corruptions that are shown as one, such as the epsilons of a norm. */
export interface TransferRow {
  readonly name: string;
  /** Its cells. At least one. */
  readonly cells: number;
  /** Draws of each image in a cell. */
  readonly draws: number;
}

/** A trained model with what it got wrong. */
export interface TransferModel {
  /**
   * For each row, for each of its cells: wrong outcomes of each image over its draws, whole numbers from 0 to the row's
   * `draws`. In a row the images are the same, in the same order, for all models and cells; rows may rest on others.
   */
  readonly wrong: readonly (readonly Uint32Array[])[];
}

/** A column: the models of one training strategy, by seed or by strength. At least one. */
export interface TransferColumn {
  readonly name: string;
  readonly models: readonly TransferModel[];
}

export interface TransferTableInput {
  readonly rows: readonly TransferRow[];
  readonly columns: readonly TransferColumn[];
  /** Place of the column that the others are compared with; null where there is none, and then no differences. */
  readonly standard: number | null;
}

export interface TransferTableOptions {
  readonly seed: number;
  /** Streams are counted from here: two for each cell of the table. */
  readonly stream?: number;
  readonly resamples?: number;
  /** Chance of any false mark in the whole table. Default 0.05. */
  readonly level?: number;
}

export interface TransferCell {
  /** Mean error of the column's models over the row's cells: a fraction in [0, 1]. */
  readonly error: Estimate;
  /** The same less that of the standard column: negative is better. Null in the standard column, and without one. */
  readonly difference: Estimate | null;
  /** Two-sided p-value of the paired sign-flip test against the standard column, adjusted by Holm over the table. */
  readonly pValue: number | null;
  /** Whether the difference is significant at the table's level; null where there is none. */
  readonly isSignificant: boolean | null;
  /** Mean over cells and models of the accuracy divided by the cell's best of all models; null where the best is 0. */
  readonly normalisedAccuracy: number | null;
}

export interface TransferTable {
  /** By row: images that its figures rest on. */
  readonly images: readonly number[];
  readonly level: number;
  /** Differences that were tested together. */
  readonly comparisons: number;
  /** By row, then by column. */
  readonly cells: readonly (readonly TransferCell[])[];
}

/**
 * The transfer of robustness between training and test corruptions (Siedel et al. 2024): for each test row and training
 * column the error, its difference to standard training, and the normalised accuracy of their transfer map.
 *
 * Differences are tested by flipping the signs of the images' differences of mean error, all cells, draws and models
 * of an image together; p-values are adjusted for all differences of the table. Intervals and tests cover the choice of
 * images and the noise, not the luck of training.
 *
 * @throws RangeError where rows, cells or images do not fit together
 */
export function transferTable(input: TransferTableInput, options: TransferTableOptions): TransferTable {
  const steps = transferTableInSteps(input, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The same, stopping after each cell, for whoever shares a thread with others: a large table takes some seconds. */
export function* transferTableInSteps(input: TransferTableInput, { seed, stream = 0, resamples, level = 0.05 }: TransferTableOptions): Generator<void, TransferTable> {
  const images = checkedImages(input);
  const { rows, columns, standard } = input;
  const comparisons = standard === null ? 0 : rows.length * (columns.length - 1);
  // Holm's smallest adjusted p-value is then a hundredth, however large the table.
  const flips = Math.max(9999, 100 * comparisons - 1);
  const plain: PlainCell[][] = [];
  for (const [row, { draws }] of rows.entries()) {
    const errors = columns.map((column) => meanErrors(column, row, draws, images[row] ?? 0));
    const reference = standard === null ? undefined : errors[standard];
    const cells: PlainCell[] = [];
    for (const [column, own] of errors.entries()) {
      const first = stream + 2 * (row * columns.length + column);
      const bootstrap = { seed, stream: first, ...(resamples === undefined ? {} : { resamples }) };
      const error = estimate(own, [0, 1], bootstrap);
      if (reference === undefined || column === standard) {
        cells.push({ error, difference: null, pValue: null });
      } else {
        const differences = own.map((value, i) => value - (reference[i] as number));
        cells.push({ error, difference: estimate(differences, [-1, 1], bootstrap), pValue: signFlipTest(differences, { seed, stream: first + 1, flips }) });
      }
      yield;
    }
    plain.push(cells);
  }
  const adjusted = holmAdjusted(plain.flat().flatMap(({ pValue }) => (pValue === null ? [] : [pValue]))).values();
  const normalised = normalisedTransfer(input, images);
  const cells = plain.map((ofRow, row) =>
    ofRow.map(({ error, difference, pValue }, column): TransferCell => {
      const own = pValue === null ? null : (adjusted.next().value ?? null);
      return { error, difference, pValue: own, isSignificant: own === null ? null : own <= level, normalisedAccuracy: normalised[row]?.[column] ?? null };
    }),
  );
  return { images, level, comparisons, cells };
}

type PlainCell = Pick<TransferCell, 'error' | 'difference' | 'pValue'>;

function estimate(scores: Float64Array, range: readonly [number, number], options: { seed: number; stream: number; resamples?: number }): Estimate {
  return scores.length === 0 ? { value: null, reason: 'no image is finished in every cell yet' } : meanScore(scores, range, options);
}

/** Mean error of each image over the models of a column, the cells of a row and the draws. */
function meanErrors({ models }: TransferColumn, row: number, draws: number, images: number): Float64Array {
  const sums = new Float64Array(images);
  let outcomes = 0;
  for (const { wrong } of models) {
    for (const counts of wrong[row] ?? []) {
      outcomes += draws;
      for (let i = 0; i < images; i++) sums[i] = (sums[i] as number) + (counts[i] as number);
    }
  }
  return sums.map((sum) => sum / outcomes);
}

/** Normalised accuracy by row and column. */
function normalisedTransfer({ rows, columns }: TransferTableInput, images: readonly number[]): (number | null)[][] {
  return rows.map(({ draws }, row) => {
    const outcomes = (images[row] ?? 0) * draws;
    const accuracyOf = (counts: Uint32Array): number => (outcomes === 0 ? 0 : 1 - counts.reduce((sum, count) => sum + count, 0) / outcomes);
    const models = columns.flatMap((column, at) => column.models.map((model) => ({ at, accuracies: (model.wrong[row] ?? []).map(accuracyOf) })));
    const shares = normalisedAccuracies(models.map(({ accuracies }) => accuracies));
    return columns.map((_, column) => meanOrNull(shares.filter((_, model) => models[model]?.at === column).flat()));
  });
}

function meanOrNull(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}

/** Number of images of each row, once everything is known to fit together. */
function checkedImages({ rows, columns, standard }: TransferTableInput): number[] {
  if (standard !== null && columns[standard] === undefined) throw new RangeError(`there is no column ${standard} to compare with`);
  for (const { name, models } of columns) {
    if (models.length === 0) throw new RangeError(`${name} has no model`);
    for (const { wrong } of models) if (wrong.length !== rows.length) throw new RangeError(`a model of ${name} has ${wrong.length} of ${rows.length} rows`);
  }
  return rows.map((row, at) => {
    if (!(row.draws >= 1)) throw new RangeError(`${row.draws} draws of ${row.name}`);
    let images: number | undefined;
    for (const { name, models } of columns) {
      for (const { wrong } of models) {
        const cells = wrong[at] ?? [];
        if (row.cells < 1 || cells.length !== row.cells) throw new RangeError(`a model of ${name} has ${cells.length} of ${row.cells} cells of ${row.name}`);
        for (const counts of cells) {
          images ??= counts.length;
          if (counts.length !== images) throw new RangeError(`a model of ${name} was tested on other images`);
        }
      }
    }
    return images ?? 0;
  });
}
