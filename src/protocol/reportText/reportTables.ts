import type { ErrorEstimate, Report, ReportCell } from '../report';
import type { ClassErrors, Flip, RealisedRange, ReliabilityBin } from '../reportDetails';
import { dataTable, type Column, type DataTable } from './dataTable';
import { errorText, intervalText, lawText, percent, sizeText } from './figureText';
import { corruptionName, everyCell, isCommon, rowsOf, strengthOf, type AnyReportCell, type CellRow } from './reportCells';

type Law = Pick<ReportCell, 'norm' | 'sampling' | 'unit' | 'epsilon'>;

const lawColumns: readonly Column<Law>[] = [
  {
    label: 'Norm',
    align: 'left',
    text: lawText,
    fields: { norm: ({ norm }) => norm, sampling: ({ sampling }) => sampling, unit: ({ unit }) => unit },
  },
  { label: 'Epsilon', text: ({ epsilon }) => String(epsilon), fields: { epsilon: ({ epsilon }) => epsilon } },
];

/** Columns of an error of something in a row: its share and its interval. */
function errorColumns<Row>(label: string, prefix: string, of: (row: Row) => ErrorEstimate): Column<Row>[] {
  const name = (field: string): string => (prefix === '' ? field : `${prefix}${field[0]?.toUpperCase() ?? ''}${field.slice(1)}`);
  return [
    { label, text: (row) => errorText(of(row))[0], fields: { [name('error')]: (row) => of(row).error } },
    { label: intervalLabel(0.95), text: (row) => errorText(of(row))[1], fields: { [name('low')]: (row) => of(row).low, [name('high')]: (row) => of(row).high } },
  ];
}

const intervalLabel = (confidence: number): string => `${percent(confidence).replace('.0', '')} interval`;

/** Every cell: its error, the number of images and the mean realised size. The clean images stand first. */
export function cellsTable(report: Report): DataTable {
  type Row = { readonly cell: AnyReportCell | undefined; readonly estimate: ErrorEstimate };
  const rows: Row[] = [{ cell: undefined, estimate: report.clean }, ...everyCell(report).map((cell) => ({ cell, estimate: cell }))];
  const countsFor = ({ cell }: Row): string => (cell === undefined ? '' : rolesOf(cell).join(', '));
  const strengthText = ({ cell }: Row): string => String(cell === undefined ? 0 : strengthOf(cell));
  const columns: Column<Row>[] = [
    {
      label: 'Norm',
      align: 'left',
      text: ({ cell }) => (cell === undefined ? 'Clean' : corruptionName(cell)),
      fields: {
        norm: ({ cell }) => (cell === undefined ? 'clean' : isCommon(cell) ? cell.corruption : cell.norm),
        sampling: ({ cell }) => (cell === undefined || isCommon(cell) ? '' : cell.sampling),
        unit: ({ cell }) => (cell === undefined || isCommon(cell) ? '' : cell.unit),
      },
    },
    { label: report.common === undefined ? 'Epsilon' : 'Epsilon or severity', text: strengthText, fields: { epsilon: ({ cell }) => (cell === undefined ? 0 : strengthOf(cell)) } },
    ...errorColumns<Row>('Error', '', ({ estimate }) => estimate),
    { label: 'Images', text: ({ estimate }) => String(estimate.n), fields: { n: ({ estimate }) => estimate.n, errors: ({ estimate }) => estimate.errors } },
    {
      label: 'Realised size',
      text: ({ cell, estimate }) => (estimate.n === 0 ? '-' : sizeText(cell?.realised ?? 0)),
      fields: { realised: ({ cell }) => cell?.realised ?? 0 },
    },
    { label: 'Counts for', align: 'left', text: countsFor, fields: { countsFor } },
  ];
  return dataTable('cells', 'Error of every norm and epsilon', columns, rows);
}

/** Which figures over the suite a cell counts for. */
export function rolesOf(cell: AnyReportCell): string[] {
  if (isCommon(cell)) return ['mCE'];
  return [...(cell.inMeanCorruptionError ? ['mCE_Lp'] : []), ...(cell.imperceptible ? ['iCE'] : [])];
}

const strengthIn = (cell: AnyReportCell | undefined): number | null => (cell === undefined ? null : strengthOf(cell));

/** A row a norm, a column for the first, second, ... epsilon of each, which are at home in the row. */
export function matrixTable(report: Report): DataTable {
  const rows = rowsOf(everyCell(report));
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const columns: Column<CellRow>[] = [
    { label: 'Norm', align: 'left', text: ({ name }) => name, fields: { norm: ({ name }) => name } },
    ...Array.from({ length: width }, (_, place): Column<CellRow> => {
      const at = ({ cells }: CellRow): AnyReportCell | undefined => cells[place];
      return {
        label: `${report.common === undefined ? 'Epsilon' : 'Strength'} ${place + 1}`,
        text: (row) => {
          const cell = at(row);
          return cell === undefined ? '' : `${strengthOf(cell)}: ${errorText(cell)[0]}`;
        },
        fields: { [`epsilon${place + 1}`]: (row) => strengthIn(at(row)), [`error${place + 1}`]: (row) => at(row)?.error ?? null },
      };
    }),
  ];
  return dataTable('matrix', 'Error by norm and epsilon', columns, rows);
}

/** "4 (cat)": a class by its index and, where it has another one, its name. */
export function className({ data }: Report, label: number): string {
  const name = data.classNames[label];
  return name === undefined || name === String(label) ? String(label) : name;
}

export function classesTable(report: Report, classes: readonly ClassErrors[], under: string): DataTable {
  const columns: Column<ClassErrors>[] = [
    { label: 'Class', align: 'left', text: ({ label }) => className(report, label), fields: { class: ({ label }) => label, name: ({ label }) => report.data.classNames[label] ?? '' } },
    { label: 'Images', text: ({ clean }) => String(clean.n), fields: { n: ({ clean }) => clean.n } },
    ...errorColumns<ClassErrors>('Clean error', 'clean', ({ clean }) => clean),
    ...errorColumns<ClassErrors>(`Error, ${under}`, '', ({ corrupted }) => corrupted),
    {
      label: 'Most often taken for',
      align: 'left',
      text: ({ takenFor }) => (takenFor === null ? '-' : `${className(report, takenFor.label)} (${takenFor.count})`),
      fields: { takenFor: ({ takenFor }) => takenFor?.label ?? null, takenForCount: ({ takenFor }) => takenFor?.count ?? null },
    },
  ];
  return dataTable('classes', `Error of each class, ${under}`, columns, classes);
}

/** @param ranges one a cell of the report; absent where there are no outcomes: then the means alone */
export function realisedTable(report: Report, ranges: readonly RealisedRange[] | undefined): DataTable {
  type Row = { readonly cell: ReportCell; readonly range: RealisedRange | undefined };
  const rows = report.cells.map((cell, index): Row => ({ cell, range: ranges?.[index] }));
  const columns: Column<Row>[] = [
    ...lawColumns.map(({ label, align, text, fields }): Column<Row> => ({
      label,
      ...(align === undefined ? {} : { align }),
      text: ({ cell }) => text(cell),
      fields: Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, ({ cell }: Row) => value(cell)])),
    })),
    { label: 'Mean', text: ({ cell }) => sizeText(cell.realised), fields: { mean: ({ cell }) => cell.realised } },
    { label: 'Share of epsilon', text: ({ cell }) => percent(cell.realised / cell.epsilon), fields: { share: ({ cell }) => cell.realised / cell.epsilon } },
    ...(ranges === undefined
      ? []
      : ([
          ['5 %', 'low'],
          ['Median', 'median'],
          ['95 %', 'high'],
          ['Largest', 'maximum'],
        ] as const).map(
          ([label, key]): Column<Row> => ({ label, text: ({ range }) => (range === undefined ? '-' : sizeText(range[key])), fields: { [key]: ({ range }) => range?.[key] ?? null } }),
        )),
  ];
  return dataTable('realised', 'Size of the corruptions after clipping', columns, rows);
}

export function calibrationTable(bins: readonly ReliabilityBin[], under: string): DataTable {
  const columns: Column<ReliabilityBin>[] = [
    {
      label: 'Confidence',
      align: 'left',
      text: ({ from, to }) => `${percent(from).replace('.0', '')} to ${percent(to).replace('.0', '')}`,
      fields: { from: ({ from }) => from, to: ({ to }) => to },
    },
    { label: 'Predictions', text: ({ n }) => String(n), fields: { n: ({ n }) => n } },
    { label: 'Mean confidence', text: ({ confidence }) => percent(confidence), fields: { confidence: ({ confidence }) => confidence } },
    { label: 'Accuracy', text: ({ accuracy }) => percent(accuracy), fields: { accuracy: ({ accuracy }) => accuracy } },
    { label: intervalLabel(0.95), text: intervalText, fields: { low: ({ low }) => low, high: ({ high }) => high } },
  ];
  return dataTable('calibration', `Confidence and accuracy, ${under}`, columns, bins);
}

export function flipsTable(report: Report, flips: readonly Flip[], under: string): DataTable {
  const predicted = (label: number, confidence: number): string => `${className(report, label)} (${percent(confidence)})`;
  const columns: Column<Flip>[] = [
    { label: 'Image', text: ({ image }) => String(image), fields: { image: ({ image }) => image } },
    ...(report.draws === 1 ? [] : [{ label: 'Draw', text: ({ draw }: Flip) => String(draw), fields: { draw: ({ draw }: Flip) => draw } }]),
    { label: 'Label', align: 'left', text: ({ label }) => className(report, label), fields: { label: ({ label }) => label } },
    {
      label: 'Clean prediction',
      align: 'left',
      text: ({ before, beforeConfidence }) => predicted(before, beforeConfidence),
      fields: { before: ({ before }) => before, beforeConfidence: ({ beforeConfidence }) => beforeConfidence },
    },
    {
      label: 'Corrupted prediction',
      align: 'left',
      text: ({ after, afterConfidence }) => predicted(after, afterConfidence),
      fields: { after: ({ after }) => after, afterConfidence: ({ afterConfidence }) => afterConfidence },
    },
    { label: 'Confidence lost', text: ({ lost }) => percent(lost), fields: { lost: ({ lost }) => lost } },
  ];
  return dataTable('flips', `Images that flipped, ${under}`, columns, flips);
}
