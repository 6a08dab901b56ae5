import type { Connection } from 'vscode-languageserver/node';
import { readExperiment } from '../engine/experiment/experimentFile';
import { finishedRuns, type FinishedRun } from '../engine/run/finishedRuns';
import { isSamePath, lastRunOfExperiment, type LastRunOfExperiment } from '../engine/run/lastRun';
import type { DataChanges } from '../engine/run/dataChange';
import type { ModelChanges } from '../engine/run/modelChange';
import { LprError } from '../protocol/errors';
import { lastRunRequest, listRunsRequest, type LastRun, type RunSummary } from '../protocol/serverMessages';
import { answer, type WorkInProgress } from './answer';
import { runsFolderOf } from './followedRuns';

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

/** What tells whether a run's model and data are still what they were. */
export interface Changes {
  readonly models: ModelChanges;
  readonly data: DataChanges;
}

/** What has changed since a run. @throws LPR-45x */
export async function changesSince({ models, data }: Changes, run: FinishedRun, confirmed: ConfirmedRuns): Promise<Pick<LastRun, 'modelSince' | 'dataSince'>> {
  const lastKnown = confirmed.lastKnown(run);
  const [modelSince, dataSince] = await Promise.all([models.since(run, lastKnown), data.since(run, lastKnown)]);
  return { modelSince, dataSince };
}

/** Says for the extension which runs a folder has, and which is the last of a model or an experiment file. */
export function answerRuns(connection: Connection, work: WorkInProgress, confirmed: ConfirmedRuns, changes: Changes): void {
  const placeOf = (folder: string) => ({ runsFolder: runsFolderOf(folder), onLog: (line: string) => connection.console.info(line) });
  answer(connection, work, listRunsRequest, async ({ folder }) => ({ runs: (await finishedRuns(placeOf(folder))).map(summaryOf) }));
  answer(connection, work, lastRunRequest, async ({ folder, of }): Promise<LastRun> => {
    const found = of.kind === 'model' ? await lastOfModel(of.path, placeOf(folder)) : await lastOfFile(of.path, placeOf(folder));
    if (found === undefined) return { run: null, modelSince: 'same', dataSince: 'same', experimentChanged: false };
    const { run, isAsAsked } = found;
    return { run: summaryOf(run), ...(await changesSince(changes, run, confirmed)), experimentChanged: !isAsAsked };
  });
}

type Place = Parameters<typeof finishedRuns>[0];

async function lastOfModel(model: string, place: Place): Promise<LastRunOfExperiment | undefined> {
  const [run] = await finishedRuns(place, (candidate) => isSamePath(candidate.model, model));
  return run === undefined ? undefined : { run, isAsAsked: true };
}

/** The last run of an experiment file; undefined where it asks for nothing that could have been run. */
async function lastOfFile(file: string, place: Place): Promise<LastRunOfExperiment | undefined> {
  try {
    const experiment = await readExperiment(file);
    return lastRunOfExperiment(await finishedRuns(place, ({ model }) => isSamePath(model, experiment.model.path)), experiment);
  } catch (error) {
    // A file that is being written; its diagnostics say what is wrong with it.
    if (error instanceof LprError) return undefined;
    throw error;
  }
}

function summaryOf({ folder, model, data, started, finished, report }: FinishedRun): RunSummary {
  const { suite, clean, mceLp, ice } = report;
  return { folder, model, data, suite: suite.name, started, finished, clean, mceLp, ice };
}
