import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { WorkInProgress } from './answer';
import { answerBackends } from './backends';
import { answerEvaluate } from './evaluate';
import { answerRuns, ConfirmedRuns } from './runs';

/**
 * The server: started by the extension, talks over the IPC channel of its parent, and always answers, since the
 * arithmetic is in compute processes. It ends what it started when the extension says goodbye or is gone.
 */
const connection = createConnection(ProposedFeatures.all);
const work = new WorkInProgress();
const confirmed = new ConfirmedRuns();

connection.onInitialize(() => ({ capabilities: {}, serverInfo: { name: 'Lp Robustness' } }));
connection.onShutdown(() => work.end());
answerEvaluate(connection, work, confirmed);
answerRuns(connection, work, confirmed);
answerBackends(connection, work);
connection.listen();
