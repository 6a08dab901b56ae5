import { setImmediate } from 'node:timers/promises';
import { hostErrors } from '../../../protocol/errors';
import type { Report } from '../../../protocol/report';
import type { CellChoice, Flip, FlipKind, RealisedRange, ReportAnswer, ReportParams } from '../../../protocol/reportDetails';
import { everyCell } from '../../../protocol/reportText/reportCells';
import type { Outcomes } from '../outcomes';
import { partialResamples } from '../buildReport';
import { readOutcomes } from '../readOutcomes';
import { classErrors } from './classErrors';
import { flips } from './flips';
import { realisedRange } from './realisedRange';
import { reliability } from './reliability';

/** The stream of the bootstraps here; those of a report have numbers below it. */
const stream = 100;
/** Pages of one list of flips are asked for one after the other. */
const keptFlips = 4;

/**
 * What a finished run tells beyond its report, from its outcomes. They are read once, at the first question, and every
 * piece of work between two turns of the event loop is one cell's. Several questions wait for one reading, so cancelling one
 * of them ends its waiting only; `end` stops the reading. A question that fails is asked anew.
 */
export class RunDetails {
  readonly #ended = new AbortController();
  #outcomes: Promise<Outcomes> | undefined;
  #realised: Promise<RealisedRange[]> | undefined;
  readonly #flips = new Map<string, Flip[]>();

  /** @param outcomes for tests: instead of those of the folder */
  constructor(
    readonly folder: string,
    readonly report: Report,
    outcomes?: Outcomes,
  ) {
    if (outcomes !== undefined) this.#outcomes = Promise.resolve(outcomes);
  }

  async classes({ cell }: ReportParams<'classes'>, signal: AbortSignal): Promise<ReportAnswer<'classes'>> {
    return { classes: classErrors(await this.#read(signal), this.#cellsOf(cell)) };
  }

  async calibration({ cell }: ReportParams<'calibration'>, signal: AbortSignal): Promise<ReportAnswer<'calibration'>> {
    const outcomes = await this.#read(signal);
    const [number = 0] = this.#cellsOf(cell);
    const { seed, confidenceLevel, calibration } = this.report;
    const found = reliability(outcomes, number, { seed, stream: stream + number, resamples: partialResamples, confidence: confidenceLevel });
    return cell === 'clean' ? { ...found, error: calibration } : found;
  }

  async realised(signal: AbortSignal): Promise<ReportAnswer<'realised'>> {
    this.#realised ??= this.#ranges(this.#ended.signal);
    try {
      return { cells: await orAborted(this.#realised, signal) };
    } catch (error) {
      if (!signal.aborted) this.#realised = undefined;
      throw error;
    }
  }

  async flips({ cell, of, first, count }: ReportParams<'flips'>, signal: AbortSignal): Promise<ReportAnswer<'flips'>> {
    const all = await this.allFlips(cell, of, signal);
    return { total: all.length, flips: all.slice(first, first + count) };
  }

  async allFlips(cell: number, of: FlipKind, signal: AbortSignal): Promise<readonly Flip[]> {
    const key = `${cell} ${of}`;
    const kept = this.#flips.get(key);
    if (kept !== undefined) return kept;
    const [number = 0] = this.#cellsOf(cell);
    const found = flips(await this.#read(signal), number, of);
    const [oldest] = this.#flips.keys();
    if (this.#flips.size >= keptFlips && oldest !== undefined) this.#flips.delete(oldest);
    this.#flips.set(key, found);
    return found;
  }

  /** Stops what is being read. */
  end(): void {
    this.#ended.abort();
  }

  async #ranges(signal: AbortSignal): Promise<RealisedRange[]> {
    const outcomes = await this.#read(signal);
    const ranges: RealisedRange[] = [];
    for (let cell = 1; cell < outcomes.cellCount; cell++) {
      await setImmediate();
      if (signal.aborted) throw hostErrors.cancelled({});
      ranges.push(realisedRange(outcomes, cell));
    }
    return ranges;
  }

  async #read(signal: AbortSignal): Promise<Outcomes> {
    this.#outcomes ??= readOutcomes(this.folder, this.report, this.#ended.signal);
    try {
      return await orAborted(this.#outcomes, signal);
    } catch (error) {
      if (!signal.aborted) this.#outcomes = undefined;
      throw error;
    }
  }

  /** Places in the outcomes' table, where 0 is the clean images. */
  #cellsOf(choice: CellChoice): number[] {
    if (choice === 'clean') return [0];
    if (choice === 'mean') return this.report.cells.flatMap(({ inMeanCorruptionError }, index) => (inMeanCorruptionError ? [index + 1] : []));
    if (choice >= everyCell(this.report).length) throw hostErrors.unexpected({ reason: `the report has no cell ${choice}` });
    return [choice + 1];
  }
}

/** The promise's result, or LPR-601 as soon as the signal is aborted; the promise is left to itself then. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw hostErrors.cancelled({});
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(hostErrors.cancelled({}));
    signal.addEventListener('abort', abort, { once: true });
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
