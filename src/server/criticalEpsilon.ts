import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { criticalEpsilonJob } from '../engine/critical/criticalEpsilonJob';
import { experimentFrom } from '../engine/experiment/experimentFrom';
import { criticalEpsilonsRequest } from '../protocol/criticalEpsilonMessages';
import { answer, toldUnder, type WorkInProgress } from './answer';

/** Finds critical epsilons for the extension, and tells it how far the search is. */
export function answerCriticalEpsilon(connection: Connection, work: WorkInProgress): void {
  answer(connection, work, criticalEpsilonsRequest, async ({ workId, folder, experiment }, signal) =>
    criticalEpsilonJob(await experimentFrom(experiment, folder), {
      folder: path.join(folder, '.lp-robustness', 'critical-epsilons'),
      ...toldUnder(connection, workId),
      signal,
    }),
  );
}
