import { parquetMetadataAsync, parquetRead, snappyUncompress, type FileMetaData } from 'hyparquet';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { hostErrors, LprError, runErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { everyCell, isCommon, strengthOf, type AnyReportCell } from '../../protocol/reportText/reportCells';
import { Outcomes } from './outcomes';

/** Outcomes in a file at most: 340 MB in memory. */
const mostRows = 20_000_000;
/** No row takes more in the file, and no page more a row when it is unpacked. */
const bytesPerRow = 128;
const mostOverhead = 1 << 20;

const lawColumns = ['norm', 'epsilon', 'sampling', 'unit'];
const numberColumns = ['image', 'draw', 'label', 'predicted', 'confidence', 'label_confidence', 'realised'] as const;
type Numbers = Readonly<Record<(typeof numberColumns)[number], ArrayLike<number>>>;

/**
 * The outcomes of a finished run from its `outcomes.parquet`, a cell after the other; between two cells the event loop has
 * its turn. The file is checked against the report as it is read, and nothing larger than the report allows is allocated.
 *
 * @throws LPR-530 where the file is gone, damaged or another report's; LPR-601 when aborted
 */
export async function readOutcomes(folder: string, report: Report, signal: AbortSignal): Promise<Outcomes> {
  const file = path.join(folder, 'outcomes.parquet');
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    return await outcomesIn(handle, report, signal);
  } catch (error) {
    if (error instanceof LprError) throw error;
    throw runErrors.outcomesUnreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  } finally {
    await handle?.close();
  }
}

async function outcomesIn(handle: FileHandle, report: Report, signal: AbortSignal): Promise<Outcomes> {
  const { draws, data } = report;
  const n = report.clean.n;
  const cells = everyCell(report);
  const rowsOf = (group: number): number => (group === 0 ? n : n * draws);
  const total = n * (1 + cells.length * draws);
  if (total > mostRows) throw new Error(`the report tells of ${total} outcomes, more than are read`);
  const size = (await handle.stat()).size;
  if (size > total * bytesPerRow + mostOverhead) throw new Error('it is larger than the outcomes of the report');
  const buffer = { byteLength: size, slice: (from: number, to?: number) => slice(handle, from, Math.min(to ?? size, size)) };
  const metadata = await parquetMetadataAsync(buffer);
  const groups = metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  if (groups.length !== cells.length + 1 || groups.some((rows, group) => rows !== rowsOf(group))) throw new Error('its rows are not those of the report');

  const read = (group: number): Promise<Numbers> => readGroup(buffer, metadata, group, groups, cells[group - 1]);
  const cleanRows = await read(0);
  const images = Uint32Array.from(cleanRows.image);
  const largest = images.at(-1) ?? 0;
  if (largest >= data.count || images.some((image, i) => i > 0 && image <= (images[i - 1] ?? 0))) throw new Error('its images are not those of the report');
  const labels = new Int32Array(Math.min(largest + 1, mostRows));
  for (const [i, image] of images.entries()) labels[image] = cleanRows.label[i] ?? 0;

  const outcomes = new Outcomes({ cells: report.cells, common: report.common?.cells ?? [], images, labels, draws });
  outcomes.addBlock({ law: null, strengths: [0], images, draw: 0 }, blockOf(cleanRows, images, 0, 1));
  for (const [index, cell] of cells.entries()) {
    await setImmediate();
    if (signal.aborted) throw hostErrors.cancelled({});
    const rows = await read(index + 1);
    for (let draw = 0; draw < draws; draw++) outcomes.addBlock({ law: cell, strengths: [strengthOf(cell)], images, draw }, blockOf(rows, images, draw, draws));
  }
  return outcomes;
}

/** The rows of one draw; rows stand by image, then draw. */
function blockOf(rows: Numbers, images: Uint32Array, draw: number, draws: number) {
  const every = <T>(values: ArrayLike<number>, make: (length: number, at: (i: number) => number) => T): T => make(images.length, (i) => values[i * draws + draw] ?? NaN);
  for (const [i, image] of images.entries()) {
    const row = i * draws + draw;
    if (rows.image[row] !== image || rows.draw[row] !== draw) throw new Error('its rows are not in order');
  }
  return {
    predicted: every(rows.predicted, (length, at) => Int32Array.from({ length }, (_, i) => at(i))),
    confidence: every(rows.confidence, (length, at) => Float32Array.from({ length }, (_, i) => at(i))),
    labelConfidence: every(rows.label_confidence, (length, at) => Float32Array.from({ length }, (_, i) => at(i))),
    realised: every(rows.realised, (length, at) => Float64Array.from({ length }, (_, i) => at(i))),
  };
}

async function readGroup(
  file: { readonly byteLength: number; slice(from: number, to?: number): Promise<ArrayBuffer> },
  metadata: FileMetaData,
  group: number,
  groups: readonly number[],
  cell: AnyReportCell | undefined,
): Promise<Numbers> {
  const rowStart = groups.slice(0, group).reduce((sum, rows) => sum + rows, 0);
  const count = groups[group] ?? 0;
  const columns = new Map<string, unknown[]>();
  await parquetRead({
    file,
    metadata,
    columns: [...lawColumns, ...numberColumns],
    rowStart,
    rowEnd: rowStart + count,
    compressors: { SNAPPY: (bytes, length) => unpack(bytes, length, count) },
    onChunk: ({ columnName, columnData }) => {
      columns.set(columnName, [...(columns.get(columnName) ?? []), columnData]);
    },
  });
  const whole = (name: string): ArrayLike<unknown> => {
    const chunks = (columns.get(name) ?? []) as ArrayLike<unknown>[];
    const [only] = chunks;
    const values = chunks.length === 1 && only !== undefined ? only : chunks.flatMap((chunk) => Array.from(chunk));
    if (values.length !== count) throw new Error(`its column ${name} has not ${count} rows`);
    return values;
  };
  const expected = lawOf(cell);
  for (const [name, value] of [['norm', String(expected.norm)], ['epsilon', expected.epsilon], ['sampling', expected.sampling], ['unit', expected.unit]] as const) {
    const values = whole(name);
    if (count > 0 && (values[0] !== value || values[count - 1] !== value)) throw new Error('its corruptions are not those of the report');
  }
  const numbers = (name: string): ArrayLike<number> => {
    const values = whole(name);
    if (count > 0 && typeof values[0] !== 'number') throw new Error(`its column ${name} holds no numbers`);
    return values as ArrayLike<number>;
  };
  return {
    image: numbers('image'),
    draw: numbers('draw'),
    label: numbers('label'),
    predicted: numbers('predicted'),
    confidence: numbers('confidence'),
    label_confidence: numbers('label_confidence'),
    realised: numbers('realised'),
  };
}

/** What the columns of a corruption hold; see {@link outcomesParquet}. */
function lawOf(cell: AnyReportCell | undefined) {
  if (cell === undefined) return { norm: 'clean', epsilon: 0, sampling: 'ball', unit: 'element' };
  return isCommon(cell) ? { norm: cell.corruption, epsilon: cell.severity, sampling: 'ball', unit: 'element' } : cell;
}

/** A page says how long it is unpacked, and is not believed beyond what its rows can take. */
function unpack(bytes: Uint8Array, length: number, rows: number): Uint8Array {
  if (!(length <= rows * bytesPerRow + mostOverhead)) throw new Error('a page of it claims to be too large');
  const output = new Uint8Array(length);
  snappyUncompress(bytes, output);
  return output;
}

async function slice(handle: FileHandle, from: number, to: number): Promise<ArrayBuffer> {
  const length = Math.max(0, to - from);
  const bytes = new Uint8Array(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(bytes, read, length - read, from + read);
    if (bytesRead === 0) throw new Error('it ends too early');
    read += bytesRead;
  }
  return bytes.buffer;
}
