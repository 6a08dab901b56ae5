import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { RunListing } from '../engine/run/runListing';
import { RunInUse, RunWriters } from '../engine/run/runLock';
import { runErrors } from '../protocol/errors';
import { allRunsRequest, followRunsRequest, mayDeleteRunRequest, runsChangedNotification } from '../protocol/runListMessages';
import { answer, tell, type WorkInProgress } from './answer';
import { FollowedRuns, runsFolderOf, runsIn } from './followedRuns';

/** Lists and follows runs for the side panel. */
export function answerRunList(connection: Connection, work: WorkInProgress): void {
  const listing = new RunListing((line) => connection.console.info(line));
  const followed = new FollowedRuns(listing, (change) => tell(connection, runsChangedNotification, change));
  connection.onExit(() => followed.stop());
  answer(connection, work, allRunsRequest, async ({ folders }) => ({ runs: await runsIn(listing, folders) }));
  answer(connection, work, followRunsRequest, async ({ folders }) => ({ runs: await followed.follow(folders) }));
  answer(connection, work, mayDeleteRunRequest, async ({ run }) => {
    const workspace = path.resolve(run, '../../..');
    if (path.dirname(run) !== runsFolderOf(workspace)) throw runErrors.notAWorkspaceRun({ folder: run });
    const writer = await new RunWriters().of(run);
    if (writer !== undefined) throw new RunInUse(run, writer);
    return {};
  });
}
