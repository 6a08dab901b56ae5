import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { evaluationJob } from '../engine/evaluationJob';
import { experimentFrom } from '../engine/experiment/experimentFrom';
import { evaluateRequest, runProgressNotification } from '../protocol/serverMessages';
import { answer, tell, type WorkInProgress } from './answer';

/** Evaluates for the extension, and tells it how far the evaluation is. */
export function answerEvaluate(connection: Connection, work: WorkInProgress): void {
  answer(connection, work, evaluateRequest, async ({ workId, folder, experiment }, signal) =>
    evaluationJob(await experimentFrom(experiment, folder), {
      runsFolder: path.join(folder, '.lp-robustness', 'runs'),
      partialReports: true,
      onProgress: (progress) => tell(connection, runProgressNotification, { workId, progress }),
      onLog: (line) => connection.console.info(line),
      signal,
    }),
  );
}
