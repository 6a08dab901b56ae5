import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { askedOf } from '../engine/evaluationChoices';
import { readExperiment } from '../engine/experiment/experimentFile';
import { finishedRuns, type FinishedRun } from '../engine/run/finishedRuns';
import { modelWritten } from '../engine/run/modelWritten';
import { isSameAsked } from '../engine/run/runStore';
import { LprError } from '../protocol/errors';
import { lastRunRequest, listRunsRequest, type RunSubject, type RunSummary } from '../protocol/serverMessages';
import { answer, type WorkInProgress } from './answer';

export function runsFolderOf(folder: string): string {
  return path.join(folder, '.lp-robustness', 'runs');
}

/**
 * When a finished run was found again to be the answer to the model's content: by an evaluation that read the model
 * and returned that run. Kept as long as the server runs.
 */
export class ConfirmedRuns {
  readonly #times = new Map<string, number>();

  /** @param time When the evaluation began, in milliseconds since 1970. */
  confirm(folder: string, time: number): void {
    this.#times.set(folder, time);
  }

  /** When the run's model was last known to be the one that its report is about. */
  lastKnown({ folder, started }: Pick<FinishedRun, 'folder' | 'started'>): number {
    return Math.max(Date.parse(started), this.#times.get(folder) ?? 0);
  }
}

/** Says for the extension which runs a folder has, and which is the last of a model or an experiment file. */
export function answerRuns(connection: Connection, work: WorkInProgress, confirmed: ConfirmedRuns): void {
  const placeOf = (folder: string) => ({ runsFolder: runsFolderOf(folder), onLog: (line: string) => connection.console.info(line) });
  answer(connection, work, listRunsRequest, async ({ folder }) => ({ runs: (await finishedRuns(placeOf(folder))).map(summaryOf) }));
  answer(connection, work, lastRunRequest, async ({ folder, of }) => {
    const isWanted = await askedBy(of);
    const run = isWanted === undefined ? undefined : (await finishedRuns(placeOf(folder), isWanted))[0];
    if (run === undefined) return { run: null, modelWrittenSince: false };
    const written = await modelWritten(run.model);
    return { run: summaryOf(run), modelWrittenSince: written === undefined || written > confirmed.lastKnown(run) };
  });
}

/** Tells the runs of a subject; undefined where an experiment file asks for nothing that could have been run. */
async function askedBy(of: RunSubject): Promise<((run: Pick<FinishedRun, 'asked' | 'model'>) => boolean) | undefined> {
  if (of.kind === 'model') return ({ model }) => path.relative(model, of.path) === ''; // Windows: whatever the letters' case
  try {
    const wanted = askedOf(await readExperiment(of.path));
    return ({ asked }) => isSameAsked(asked, wanted);
  } catch (error) {
    // A file that is being written; evaluating it says what is wrong with it.
    if (error instanceof LprError) return undefined;
    throw error;
  }
}

function summaryOf({ folder, model, data, started, finished, report }: FinishedRun): RunSummary {
  const { suite, clean, mceLp, ice } = report;
  return { folder, model, data, suite: suite.name, started, finished, clean, mceLp, ice };
}
