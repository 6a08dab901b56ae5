import type { Report } from '../../protocol/report';
import { readOutcomes } from '../report/readOutcomes';
import { wrongAt } from '../report/tally';

/** What a model got wrong in one of its runs. */
export interface ErrorsOfRun {
  readonly report: Report;
  /** Indices in the split of the images, ascending. */
  readonly images: Uint32Array;
  /** By cell in the order of the report, the clean images first: wrong outcomes of each image over its draws. */
  readonly wrong: readonly Uint32Array[];
}

/** Counts the wrong outcomes of a finished run; the rest of its outcomes is not kept. @throws LPR-530, 601 */
export async function errorsOfRun(folder: string, report: Report, signal: AbortSignal): Promise<ErrorsOfRun> {
  const outcomes = await readOutcomes(folder, report, signal);
  const positions = Uint32Array.from(outcomes.images, (_, position) => position);
  return { report, images: outcomes.images, wrong: Array.from({ length: outcomes.cellCount }, (_, cell) => wrongAt(outcomes, [cell], positions)) };
}
