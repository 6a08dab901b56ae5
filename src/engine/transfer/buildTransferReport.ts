import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { hostErrors, runErrors } from '../../protocol/errors';
import type { Estimate, Report } from '../../protocol/report';
import type { Transfer } from '../../protocol/transfer';
import { transferReportSchema, type TransferReport, type TransferReportCell, type TransferReportRow, type TransferReportStrategy } from '../../protocol/transferReport';
import { corruptionsOf } from '../../robustness/metrics/commonCorruptionError';
import { imperceptibleCorruptionError } from '../../robustness/metrics/imperceptibleCorruptionError';
import { transferTableInSteps, type TransferColumn, type TransferRow, type TransferTable } from '../../robustness/metrics/transferTable';
import { defaultConfidence } from '../../robustness/statistics/interval';
import type { TrainingIdentity } from '../training/trainingIdentity';
import { trainingVersion } from '../versions';
import type { ErrorsOfRun } from './runErrors';

/** A model that was tested, with what it got wrong. */
export interface TestedColumnModel {
  readonly seed: number | null;
  /** Absolute paths of its model.json, its training's folder and its runs' folders. */
  readonly model: string;
  readonly training: string | null;
  readonly runs: { readonly lp: string; readonly common: string | null };
  readonly errors: { readonly lp: ErrorsOfRun; readonly common: ErrorsOfRun | null };
}

export interface TestedStrategy {
  readonly models: readonly TestedColumnModel[];
  readonly missing: TransferReportStrategy['missing'];
}

export interface TransferReportInput {
  readonly transfer: Transfer;
  /** In the order of the file. At least one has a model. */
  readonly strategies: readonly TestedStrategy[];
  /** Of any of the trainings; undefined where nothing was to be trained. */
  readonly identity: TrainingIdentity | undefined;
  /** The report's folder, from which places are told. */
  readonly folder: string;
}

/** A row with the cells that it pools, by their number in the run (0 = clean). */
interface PooledRow {
  readonly row: TransferReportRow;
  readonly cells: readonly number[];
}

/**
 * The report of a transfer experiment: a pure function of the runs' outcomes. Others have their turn on the thread between
 * two cells of the table.
 * @throws LPR-601 when aborted, 509 where models were not tested on the same images
 */
export async function buildTransferReport({ transfer, strategies, identity, folder }: TransferReportInput, signal: AbortSignal): Promise<TransferReport> {
  const first = strategies.flatMap(({ models }) => models)[0];
  if (first === undefined) throw new RangeError('no model was tested');
  checkImages(strategies);
  const { lp } = first.errors;
  const rows = [...rowsOfNorms(lp), ...rowsOfCommon(first.errors.common)];
  const columns = columnsOf(transfer, strategies, rows);
  const { tests } = transfer;
  const standard = columns.findIndex(({ at }) => at === transfer.standard);
  const tableRows = rows.map(({ row, cells }): TransferRow => ({ name: row.kind, cells: cells.length, draws: row.kind === 'clean' ? 1 : lp.report.draws }));
  const table = await tableOf({ rows: tableRows, columns, standard: standard < 0 ? null : standard }, tests.seed, signal);
  const streams = 2 * rows.length * columns.length;
  const placeOf = (absolute: string): string => path.relative(folder, absolute).split(path.sep).join('/');
  const report: TransferReport = {
    kind: 'transfer',
    format: 1,
    name: transfer.name,
    strategies: strategies.map(({ models, missing }, at) => ({
      name: transfer.strategies[at]?.name ?? '',
      augmentation: augmentationOf(transfer, at),
      models: models.map(({ seed, model, training, runs, errors }) => ({
        seed,
        model: placeOf(model),
        hash: errors.lp.report.model.hash,
        training: training === null ? null : placeOf(training),
        runs: { lp: placeOf(runs.lp), common: runs.common === null ? null : placeOf(runs.common) },
      })),
      missing,
      ice: models.length === 0 ? null : iceOf(models, { seed: tests.seed, stream: streams + at }),
    })),
    standard: transfer.standard,
    rows: rows.map(({ row }) => row),
    cells: tableRows.map((tableRow, row) =>
      strategies.map((_, strategy) => {
        const place = columns.findIndex(({ at }) => at === strategy);
        const [cell, column] = [table.cells[row]?.[place], columns[place]];
        return cell === undefined || column === undefined ? null : cellOf(cell, column.models.map(({ wrong }) => errorOver(wrong[row] ?? [], tableRow.draws)));
      }),
    ),
    level: table.level,
    comparisons: table.comparisons,
    confidenceLevel: defaultConfidence,
    training: trainingOf(identity),
    tests: { suite: lp.report.suite, limit: tests.limit, commonLimit: tests.commonLimit, seed: tests.seed, draws: tests.draws },
    data: dataOf(lp.report),
    backend: { ...lp.report.backend, versions: inOrder(lp.report.backend.versions) },
    versions: lp.report.versions,
  };
  return transferReportSchema.parse(report);
}

/** The text of `report.json`: keys in the order of the schema, one line feed at the end. Equal reports have equal bytes. */
export function transferReportText(report: TransferReport): string {
  return `${JSON.stringify(transferReportSchema.parse(report), null, 2)}\n`;
}

/** The clean images, each norm, and mCE_Lp. */
function rowsOfNorms({ report, images }: ErrorsOfRun): PooledRow[] {
  const counted = report.cells.flatMap((cell, index) => (cell.inMeanCorruptionError ? [{ cell, number: index + 1 }] : []));
  const norms = new Map<string, { law: Pick<Report['cells'][number], 'norm' | 'sampling' | 'unit'>; cells: number[] }>();
  for (const { cell, number } of counted) {
    const { norm, sampling, unit } = cell;
    const law = { norm, sampling, unit };
    const key = JSON.stringify(law);
    const known = norms.get(key) ?? { law, cells: [] };
    known.cells.push(number);
    norms.set(key, known);
  }
  const shape = (cells: readonly number[]) => ({ test: 'lp' as const, cells: cells.length, n: images.length });
  const all = counted.map(({ number }) => number);
  return [
    { row: { kind: 'clean', ...shape([0]) }, cells: [0] },
    ...[...norms.values()].map(({ law, cells }): PooledRow => ({ row: { kind: 'norm', ...law, ...shape(cells) }, cells })),
    { row: { kind: 'mceLp', ...shape(all) }, cells: all },
  ];
}

/** mCE over the 19 common corruptions, and without the four that are noise; none where they were not tested. */
function rowsOfCommon(run: ErrorsOfRun | null): PooledRow[] {
  if (run === null) return [];
  const first = 1 + run.report.cells.length;
  return (['all', 'withoutNoise'] as const).map((mean): PooledRow => {
    const names = corruptionsOf(mean).map(({ name }) => name);
    const cells = (run.report.common?.cells ?? []).flatMap(({ corruption }, index) => (names.includes(corruption) ? [first + index] : []));
    return { row: { kind: mean === 'all' ? 'mce' : 'mceWithoutNoise', test: 'common', cells: cells.length, n: run.images.length }, cells };
  });
}

type Column = TransferColumn & { readonly at: number };

/** The strategies that have a model, with their places in the file. */
function columnsOf({ strategies: named }: Transfer, strategies: readonly TestedStrategy[], rows: readonly PooledRow[]): Column[] {
  return strategies.flatMap(({ models }, at) => {
    if (models.length === 0) return [];
    const wrongOf = ({ errors }: TestedColumnModel) => rows.map(({ row, cells }) => cells.map((cell) => (row.test === 'lp' ? errors.lp : errors.common)?.wrong[cell] ?? new Uint32Array(0)));
    return [{ at, name: named[at]?.name ?? '', models: models.map((model) => ({ wrong: wrongOf(model) })) }];
  });
}

async function tableOf(input: Parameters<typeof transferTableInSteps>[0], seed: number, signal: AbortSignal): Promise<TransferTable> {
  const steps = transferTableInSteps(input, { seed });
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    await setImmediate();
    if (signal.aborted) throw hostErrors.cancelled({});
  }
}

function cellOf({ error, difference, pValue, isSignificant, normalisedAccuracy }: TransferTable['cells'][number][number], models: number[]): TransferReportCell {
  return { error, models, deviation: deviationOf(models), difference, p: pValue, significant: isSignificant, normalisedAccuracy };
}

/** Mean error over cells, images and draws. */
function errorOver(cells: readonly Uint32Array[], draws: number): number {
  const wrong = cells.reduce((sum, counts) => sum + counts.reduce((total, count) => total + count, 0), 0);
  return wrong / (draws * cells.reduce((sum, counts) => sum + counts.length, 0));
}

/** Sample standard deviation. */
function deviationOf(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** iCE of a strategy's models together: the increase of their mean error over their mean clean error. */
function iceOf(models: readonly TestedColumnModel[], options: { readonly seed: number; readonly stream: number }): Estimate {
  const runs = models.map(({ errors }) => errors.lp);
  const cells = (runs[0]?.report.cells ?? []).flatMap(({ imperceptible }, index) => (imperceptible ? [index + 1] : []));
  const sumOver = (wanted: readonly number[]): Uint32Array => {
    const sum = new Uint32Array(runs[0]?.images.length ?? 0);
    for (const { wrong } of runs) for (const cell of wanted) wrong[cell]?.forEach((count, i) => (sum[i] = (sum[i] as number) + count));
    return sum;
  };
  const draws = runs[0]?.report.draws ?? 1;
  return imperceptibleCorruptionError({ cleanWrong: sumOver([0]), models: models.length, wrong: sumOver(cells), outcomesPerImage: cells.length * draws * models.length }, options);
}

function augmentationOf({ strategies }: Transfer, at: number): TransferReportStrategy['augmentation'] {
  const source = strategies[at]?.sources[0];
  return source?.kind === 'training' ? source.training.recipe.augmentation : null;
}

function trainingOf(identity: TrainingIdentity | undefined): TransferReport['training'] {
  if (identity === undefined) return null;
  const { subject, data, recipe, backend } = identity;
  return { subject, data, recipe, backend: { ...backend, versions: inOrder(backend.versions) }, version: trainingVersion };
}

function dataOf({ data }: Report): TransferReport['data'] {
  const { source, hash, count, classNames } = data;
  return { source, hash, count, classNames };
}

function inOrder(versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All models saw the same images, since data, seed and limits are the experiment's. */
function checkImages(strategies: readonly TestedStrategy[]): void {
  const models = strategies.flatMap(({ models }) => models);
  for (const test of ['lp', 'common'] as const) {
    const runs = models.flatMap(({ errors }) => errors[test] ?? []);
    const [first] = runs;
    const other = runs.find(({ images, report }) => report.data.hash !== first?.report.data.hash || images.length !== first.images.length || images.some((image, i) => image !== first.images[i]));
    if (other !== undefined) throw runErrors.changedUnderway({ what: 'data' });
  }
}
