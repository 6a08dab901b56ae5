import type { Connection } from 'vscode-languageserver/node';
import { overlapCurveJob } from '../engine/separation/overlapCurveJob';
import { overlapCurveRequest } from '../protocol/geometryMessages';
import { answer, toldUnder, type WorkInProgress } from './answer';

/** Runs the overlap experiment for the geometry panel. */
export function answerGeometry(connection: Connection, work: WorkInProgress): void {
  answer(connection, work, overlapCurveRequest, ({ workId, question }, signal) =>
    overlapCurveJob(question, {
      signal,
      ...toldUnder(connection, workId),
    }),
  );
}
