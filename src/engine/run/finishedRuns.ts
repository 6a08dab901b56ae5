import { z } from 'zod';
import type { Report } from '../../protocol/report';
import { parsedJson } from '../parsedJson';
import type { Asked, Manifest } from './manifest';
import { allRuns, finishedRun, type RunPlace } from './runStore';

/** A run that has finished, with what was asked for before anything was opened. */
export interface FinishedRun {
  readonly folder: string;
  readonly asked: Asked;
  /** Absolute path of the model, and a dataset's name or a path, as they were asked for. */
  readonly model: string;
  readonly data: string;
  /** When the last stretch of work on it began: it read the model anew, and found it as the report says. ISO 8601. */
  readonly started: string;
  readonly finished: string;
  readonly report: Report;
}

const pathSchema = z.object({ path: z.string() });
const sourceSchema = z.object({ source: z.string() });

/**
 * The finished runs below a runs folder, the last finished one first. A run whose report is not what was written does
 * not count, and one that cannot be read is passed over and logged.
 *
 * @param isWanted Told what was asked for; the report of a run that is not wanted is not read.
 */
export async function finishedRuns(place: Pick<RunPlace, 'runsFolder' | 'onLog'>, isWanted: (run: Pick<FinishedRun, 'asked' | 'model'>) => boolean = () => true): Promise<FinishedRun[]> {
  const found: FinishedRun[] = [];
  for (const { folder, manifest } of await allRuns(place)) {
    const { asked } = manifest;
    const model = pathSchema.safeParse(parsedJson(asked.model)).data?.path;
    const data = sourceSchema.safeParse(parsedJson(asked.data)).data?.source;
    if (manifest.report === null || model === undefined || data === undefined || !isWanted({ asked, model })) continue;
    const run = await finishedRun({ folder, manifest }).catch(() => undefined);
    if (run?.kind === 'finished') found.push({ folder, asked, model, data, ...timesOf(manifest), report: run.report });
  }
  return found.sort((a, b) => b.finished.localeCompare(a.finished));
}

/** A process that was killed after the report was written, and before it said so, has left no end: its beginning stands for it. */
function timesOf({ created, sessions }: Manifest): { started: string; finished: string } {
  const last = sessions.at(-1);
  const started = last?.started ?? created;
  return { started, finished: last?.ended ?? started };
}
