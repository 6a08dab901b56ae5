import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { DataChanges } from '../engine/run/dataChange';
import { ModelChanges } from '../engine/run/modelChange';
import { endWithParent } from '../protocol/endWithParent';
import { runsChangedRequest, workspaceTrustedRequest } from '../protocol/experimentFileMessages';
import { answer, WorkInProgress } from './answer';
import { answerBackends } from './backends';
import { answerCompare } from './compare';
import { answerCriticalEpsilon } from './criticalEpsilon';
import { answerEvaluate } from './evaluate';
import { ExperimentFiles } from './experimentFiles/experimentFiles';
import { KnownRuns } from './experimentFiles/knownRuns';
import { experimentFileCapabilities } from './experimentFiles/languageServer';
import { answerThresholds } from './experimentFiles/thresholds';
import { WorkspaceNames } from './experimentFiles/workspaceNames';
import { answerPreview } from './preview';
import { PreviewKeeper } from './previewKeeper';
import { answerGeometry } from './geometry';
import { answerReport } from './report';
import { answerImperceptible } from './imperceptible';
import { answerRunList } from './runList';
import { answerSeparation } from './separation';
import { answerRuns, ConfirmedRuns } from './runs';
import { answerTraining } from './training';
import { answerTransfer } from './transfer';
import { Workspace } from './workspace';

/**
 * The server: started by the extension, talks over the IPC channel of its parent, and always answers, since the
 * arithmetic is in compute processes. It ends what it started when the extension says goodbye or is gone.
 */
const connection = createConnection(ProposedFeatures.all);
const work = new WorkInProgress();
const confirmed = new ConfirmedRuns();
const previews = new PreviewKeeper({ onLog: (line) => connection.console.info(line) });
const changes = { models: new ModelChanges(), data: new DataChanges() };
const workspace = new Workspace();
const runs = new KnownRuns((line) => connection.console.info(line));
const experimentFiles = new ExperimentFiles({ connection, workspace, runs, confirmed, changes, names: new WorkspaceNames(connection) });

const lookAgain = (): void => {
  runs.forget();
  experimentFiles.refresh();
};

connection.onInitialize((parameters) => {
  workspace.initialize(parameters);
  return { capabilities: experimentFileCapabilities, serverInfo: { name: 'Lp Robustness' } };
});
connection.onInitialized(() => workspace.listen(connection));
connection.onShutdown(async () => {
  changes.data.end();
  await work.end();
  await previews.end();
});
answer(connection, work, workspaceTrustedRequest, () => {
  workspace.trust();
  return Promise.resolve({});
});
answer(connection, work, runsChangedRequest, () => {
  lookAgain();
  return Promise.resolve({});
});
answerEvaluate(connection, work, confirmed, lookAgain);
answerThresholds(connection, work, confirmed, workspace, lookAgain);
answerRuns(connection, work, confirmed, changes);
answerRunList(connection, work);
answerBackends(connection, work);
answerReport(connection, work, workspace);
answerCompare(connection, work);
answerTransfer(connection, work, workspace, lookAgain);
answerCriticalEpsilon(connection, work);
answerSeparation(connection, work);
answerPreview(connection, work, previews);
answerGeometry(connection, work);
answerImperceptible(connection, work);
answerTraining(connection, work, workspace);
connection.listen();

// The extension host is gone without a goodbye: what is finished is kept, and nothing goes on.
process.once('disconnect', () => void work.end().finally(() => process.exit(0)));
endWithParent(5000);
