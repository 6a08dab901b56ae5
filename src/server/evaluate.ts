import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { evaluationJob, type EvaluationJobOptions } from '../engine/evaluationJob';
import { readExperiment } from '../engine/experiment/experimentFile';
import { experimentFrom } from '../engine/experiment/experimentFrom';
import { repeatedExperiment } from '../engine/run/repeatedExperiment';
import { LprError, runErrors } from '../protocol/errors';
import type { Experiment, RunResult } from '../protocol/run';
import { runAgainRequest } from '../protocol/runListMessages';
import { evaluateFileRequest, evaluateRequest } from '../protocol/serverMessages';
import { answer, toldUnder, type WorkInProgress } from './answer';
import { BackgroundRuns } from './backgroundRuns';
import { runsFolderOf } from './followedRuns';
import type { ConfirmedRuns } from './runs';

/** Evaluates for the extension, and tells it how far the evaluation is. @param onRun Told that there is a finished run. */
export function answerEvaluate(connection: Connection, work: WorkInProgress, confirmed: ConfirmedRuns, onRun: () => void): void {
  const background = new BackgroundRuns(connection, work);
  const evaluate = async (experiment: Experiment, place: Pick<EvaluationJobOptions, 'runsFolder' | 'out' | 'fresh'>, workId: string, signal: AbortSignal): Promise<RunResult> => {
    const began = Date.now();
    const result = await background.run(workId, signal, (hooks) =>
      evaluationJob(experiment, {
        ...place,
        ...hooks,
        writer: 'window',
        partialReports: true,
        ...toldUnder(connection, workId),
      }),
    );
    confirmed.confirm(result.folder, began);
    onRun();
    return result;
  };
  const below = (folder: string) => ({ runsFolder: runsFolderOf(folder) });
  answer(connection, work, evaluateRequest, async ({ workId, folder, experiment }, signal) => evaluate(await experimentFrom(experiment, folder), below(folder), workId, signal));
  answer(connection, work, evaluateFileRequest, async ({ workId, folder, file }, signal) => evaluate(await readExperiment(file), below(folder), workId, signal));
  answer(connection, work, runAgainRequest, async ({ workId, run, fresh }, signal) => {
    const experiment = await repeatedExperiment(run);
    const runsFolder = path.dirname(run);
    if (fresh) return evaluate(experiment, { runsFolder, fresh }, workId, signal);
    return evaluate(experiment, { runsFolder, out: run }, workId, signal).catch((error: unknown) => {
      throw isOfOtherQuestion(error) ? runErrors.cannotGoOn({ reason: error.happened }, error) : error;
    });
  });
}

/** What was asked for is the same, so the model or the data are others now; --out, of which the error speaks, was not given. */
function isOfOtherQuestion(error: unknown): error is LprError {
  return error instanceof LprError && error.code === runErrors.otherQuestion.code;
}
