import type { Estimate } from '../report';
import type { TransferReport, TransferReportCell, TransferReportRow, TransferReportStrategy } from '../transferReport';
import { pointsText, pText } from './comparisonText';
import { dataTable, type Column, type DataTable, type Value } from './dataTable';
import { intervalText, lawText, percent } from './figureText';

/** What a cell of the table shows: the error, its difference to the standard, or the normalised accuracy. */
export const transferViews = ['error', 'difference', 'normalised'] as const;
export type TransferView = (typeof transferViews)[number];

/** Marks a difference that is not significant. */
export const notDifferentMark = '~';

/** "Clean", "L2", "mCE_Lp": what a row is tested on. */
export function transferRowText(row: TransferReportRow): string {
  switch (row.kind) {
    case 'clean':
      return 'Clean';
    case 'norm':
      return lawText(row);
    case 'mceLp':
      return 'mCE_Lp';
    case 'mce':
      return 'mCE';
    case 'mceWithoutNoise':
      return 'mCE without noise';
  }
}

/** A cell as people read it: "31.3 % (SD 0.4) ~", the deviation being that between seeds; "-" where the strategy has no model or there is nothing to tell. */
export function transferCellText(cell: TransferReportCell | null, view: TransferView): string {
  if (cell === null) return '-';
  const mark = cell.significant === false ? ` ${notDifferentMark}` : '';
  switch (view) {
    case 'error':
      return cell.error.value === null ? '-' : `${percent(cell.error.value)}${cell.deviation === null ? '' : ` (SD ${(100 * cell.deviation).toFixed(1)})`}${mark}`;
    case 'difference':
      return cell.difference === null || cell.difference.value === null ? '-' : `${pointsText(cell.difference.value)}${mark}`;
    case 'normalised':
      return cell.normalisedAccuracy === null ? '-' : `${(100 * cell.normalisedAccuracy).toFixed(1)}${mark}`;
  }
}

/** How dark a cell is, from 0 to 1: by its error, by how much lower it is than the standard's, or by its normalised accuracy, spread over the upper half. */
export function transferCellShade({ error, difference, normalisedAccuracy }: TransferReportCell, view: TransferView): number | null {
  switch (view) {
    case 'error':
      return error.value;
    case 'difference':
      return difference === null || difference.value === null ? null : Math.max(0, Math.min(1, -2 * difference.value));
    case 'normalised':
      return normalisedAccuracy === null ? null : Math.max(0, 2 * normalisedAccuracy - 1);
  }
}

/** A cell in full: its error and difference with intervals, the p-value, and the errors of its models. */
export function transferCellDetail({ error, models, deviation, difference, p, normalisedAccuracy }: TransferReportCell): string[] {
  return [
    ...(error.value === null ? [`Error: not defined, ${error.reason}`] : [`Error: ${percent(error.value)} ${intervalText(error)}`]),
    ...(models.length < 2 ? [] : [`By seed: ${models.map(percent).join(', ')}${deviation === null ? '' : `; standard deviation ${(100 * deviation).toFixed(1)} points`}`]),
    ...(difference === null || difference.value === null ? [] : [`Difference: ${pointsText(difference.value)} [${pointsText(difference.low)}, ${pointsText(difference.high)}] points${p === null ? '' : `, p ${p < 0.001 ? '' : '= '}${pText(p)}`}`]),
    ...(normalisedAccuracy === null ? [] : [`Normalised accuracy: ${(100 * normalisedAccuracy).toFixed(1)}`]),
  ];
}

export const transferViewTitles: Readonly<Record<TransferView, string>> = {
  error: 'Error',
  difference: 'Difference to standard, in percentage points',
  normalised: 'Normalised accuracy, in percent of the best model',
};

/** A row, with its strategies' cells. */
interface TableRow {
  readonly row: TransferReportRow;
  readonly cells: readonly (TransferReportCell | null)[];
}

/** The transfer table: rows test corruptions, columns training strategies. Its numbers are those of the view, with intervals where it has some. */
export function transferTableOf(report: TransferReport, view: TransferView): DataTable {
  const numbers: Readonly<Record<TransferView, readonly [suffix: string, of: (cell: TransferReportCell) => Value][]>> = {
    error: [['', ({ error }) => valueOf(error)], [' low', ({ error }) => lowOf(error)], [' high', ({ error }) => highOf(error)]],
    difference: [['', ({ difference }) => valueOf(difference)], [' low', ({ difference }) => lowOf(difference)], [' high', ({ difference }) => highOf(difference)], [' p', ({ p }) => p]],
    normalised: [['', ({ normalisedAccuracy }) => normalisedAccuracy]],
  };
  const columns: Column<TableRow>[] = [
    { label: 'Test', align: 'left', text: ({ row }) => transferRowText(row), fields: { test: ({ row }) => transferRowText(row) } },
    ...report.strategies.map(
      ({ name }, at): Column<TableRow> => ({
        label: name,
        text: ({ cells }) => transferCellText(cells[at] ?? null, view),
        fields: Object.fromEntries(numbers[view].map(([suffix, of]) => [`${name}${suffix}`, ({ cells }: TableRow) => ofCell(cells[at], of)])),
      }),
    ),
  ];
  return dataTable(`transfer-${view}`, transferViewTitles[view], columns, report.rows.map((row, at) => ({ row, cells: report.cells[at] ?? [] })));
}

interface LongRow {
  readonly row: TransferReportRow;
  readonly strategy: TransferReportStrategy;
  readonly cell: TransferReportCell | null;
}

/** Everything there is in one table for programmes: a row for each test and strategy. */
export function transferCellsTable(report: TransferReport): DataTable {
  const rows = report.rows.flatMap((row, at) => report.strategies.map((strategy, column): LongRow => ({ row, strategy, cell: report.cells[at]?.[column] ?? null })));
  const figure = (label: string, field: string, of: (cell: TransferReportCell) => Value): Column<LongRow> => ({
    label,
    text: ({ cell }) => String(ofCell(cell, of) ?? '-'),
    fields: { [field]: ({ cell }) => ofCell(cell, of) },
  });
  const columns: Column<LongRow>[] = [
    { label: 'Test', align: 'left', text: ({ row }) => transferRowText(row), fields: { test: ({ row }) => transferRowText(row) } },
    { label: 'Strategy', align: 'left', text: ({ strategy }) => strategy.name, fields: { strategy: ({ strategy }) => strategy.name } },
    { label: 'Models', text: ({ strategy }) => String(strategy.models.length), fields: { models: ({ strategy }) => strategy.models.length } },
    { label: 'Cells', text: ({ row }) => String(row.cells), fields: { cells: ({ row }) => row.cells } },
    { label: 'Images', text: ({ row }) => String(row.n), fields: { n: ({ row }) => row.n } },
    figure('Error', 'error', ({ error }) => valueOf(error)),
    figure('Low', 'low', ({ error }) => lowOf(error)),
    figure('High', 'high', ({ error }) => highOf(error)),
    figure('Deviation of seeds', 'seedDeviation', ({ deviation }) => deviation),
    figure('Difference', 'difference', ({ difference }) => valueOf(difference)),
    figure('Low', 'differenceLow', ({ difference }) => lowOf(difference)),
    figure('High', 'differenceHigh', ({ difference }) => highOf(difference)),
    figure('p', 'p', ({ p }) => p),
    figure('Significant', 'significant', ({ significant }) => (significant === null ? null : String(significant))),
    figure('Normalised accuracy', 'normalisedAccuracy', ({ normalisedAccuracy }) => normalisedAccuracy),
  ];
  return dataTable('transfer', 'Every test and strategy', columns, rows);
}

/** The strategies: how many models, their iCE, and why one has none. */
export function transferStrategiesTable({ strategies }: TransferReport): DataTable {
  const columns: Column<TransferReportStrategy>[] = [
    { label: 'Strategy', align: 'left', text: ({ name }) => name, fields: { strategy: ({ name }) => name } },
    { label: 'Models', text: ({ models }) => String(models.length), fields: { models: ({ models }) => models.length } },
    { label: 'Seeds', text: ({ models }) => seedsText(models), fields: { seeds: ({ models }) => seedsText(models) } },
    {
      label: 'iCE',
      text: ({ ice }) => (ice === null || ice.value === null ? '-' : `${percent(ice.value)} ${intervalText(ice)}`),
      fields: { ice: ({ ice }) => valueOf(ice), iceLow: ({ ice }) => lowOf(ice), iceHigh: ({ ice }) => highOf(ice) },
    },
  ];
  const codes = ({ missing }: TransferReportStrategy): string => missing.map(({ seed, code }) => `${seed === null ? '' : `seed ${seed}: `}${code}`).join(', ');
  const missing: Column<TransferReportStrategy> = { label: 'Missing', align: 'left', text: codes, fields: { missing: missingText } };
  if (strategies.some((strategy) => strategy.missing.length > 0)) columns.push(missing);
  return dataTable('strategies', 'Strategies', columns, strategies);
}

function seedsText(models: TransferReportStrategy['models']): string {
  return models.flatMap(({ seed }) => (seed === null ? [] : [String(seed)])).join(', ') || '-';
}

/** "seed 2: LPR-710 The loss became NaN ..."; empty where nothing is missing. */
export function missingText({ missing }: TransferReportStrategy): string {
  return missing.map(({ seed, code, happened }) => `${seed === null ? '' : `seed ${seed}: `}${code} ${happened}`).join(' ');
}

/** What a reader must know before the numbers. */
export function transferNotes(report: TransferReport): string[] {
  const { strategies, standard, data, tests, training, backend, level, comparisons, rows } = report;
  const name = strategies[standard]?.name ?? '';
  const hasStandard = (strategies[standard]?.models.length ?? 0) > 0;
  const lp = rows.find(({ test }) => test === 'lp')?.n ?? 0;
  const common = rows.find(({ test }) => test === 'common')?.n;
  return [
    `Data: ${data.source}, test images: ${lp} under the Lp corruptions of the suite ${tests.suite.name}${common === undefined ? '' : `, ${common} under the common corruptions`}${tests.draws === 1 ? '' : `, ${tests.draws} draws each`}, seed ${tests.seed}; evaluated with ${backend.name} (${backend.device}).`,
    ...(training === null ? [] : [`Training: ${training.recipe.epochs} epochs with ${training.backend.name} (${training.backend.device}).`]),
    'A row pools all epsilons of its norm; a column pools the models of its seeds. Intervals are 95 % over images; SD is the standard deviation between seeds, in percentage points.',
    ...(hasStandard
      ? [
          `Differences are to ${name}: below 0 is better. ${notDifferentMark} marks what does not differ significantly from it: p > ${level}, paired sign-flip tests of the images' mean errors, after Holm's correction for the ${comparisons} differences of the table.`,
        ]
      : [`${name}, which the others are to be compared with, has no model: there are no differences.`]),
    'Normalised accuracy is the accuracy divided by that of the best model here under the same corruption (Siedel et al. 2024).',
    'Tests and intervals speak of these trained models, not of the luck of training them; that shows in the spread between seeds.',
    ...strategies.flatMap((strategy) => (strategy.missing.length === 0 ? [] : [`${strategy.name} lacks ${strategy.models.length === 0 ? 'its model' : 'a model'}: ${missingText(strategy)}`])),
  ];
}

const valueOf = (estimate: Estimate | null): Value => estimate?.value ?? null;
const lowOf = (estimate: Estimate | null): Value => (estimate === null || estimate.value === null ? null : estimate.low);
const highOf = (estimate: Estimate | null): Value => (estimate === null || estimate.value === null ? null : estimate.high);
const ofCell = (cell: TransferReportCell | null | undefined, of: (cell: TransferReportCell) => Value): Value => (cell === null || cell === undefined ? null : of(cell));
