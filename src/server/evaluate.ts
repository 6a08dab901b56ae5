import type { Connection } from 'vscode-languageserver/node';
import { evaluationJob } from '../engine/evaluationJob';
import { readExperiment } from '../engine/experiment/experimentFile';
import { experimentFrom } from '../engine/experiment/experimentFrom';
import type { Experiment, RunResult } from '../protocol/run';
import { evaluateFileRequest, evaluateRequest, runProgressNotification } from '../protocol/serverMessages';
import { answer, tell, type WorkInProgress } from './answer';
import { runsFolderOf, type ConfirmedRuns } from './runs';

/** Evaluates for the extension, and tells it how far the evaluation is. */
export function answerEvaluate(connection: Connection, work: WorkInProgress, confirmed: ConfirmedRuns): void {
  const evaluate = async (experiment: Experiment, folder: string, workId: string, signal: AbortSignal): Promise<RunResult> => {
    const began = Date.now();
    const result = await evaluationJob(experiment, {
      runsFolder: runsFolderOf(folder),
      partialReports: true,
      onProgress: (progress) => tell(connection, runProgressNotification, { workId, progress }),
      onLog: (line) => connection.console.info(line),
      signal,
    });
    confirmed.confirm(result.folder, began);
    return result;
  };
  answer(connection, work, evaluateRequest, async ({ workId, folder, experiment }, signal) => evaluate(await experimentFrom(experiment, folder), folder, workId, signal));
  answer(connection, work, evaluateFileRequest, async ({ workId, folder, file }, signal) => evaluate(await readExperiment(file), folder, workId, signal));
}
