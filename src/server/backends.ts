import type { Connection } from 'vscode-languageserver/node';
import { examineMachine, type BackendFinding } from '../engine/backend/doctor';
import { installBackend, type InstallProgress } from '../engine/backend/install/installBackend';
import { doctorRequest, installBackendRequest, installProgressNotification, type BackendStatus } from '../protocol/serverMessages';
import { answer, tell, type WorkInProgress } from './answer';

/** Says for the extension which backends work, and installs one. */
export function answerBackends(connection: Connection, work: WorkInProgress): void {
  answer(connection, work, doctorRequest, async (_, signal) => {
    const { backends } = await examineMachine(signal);
    return { backends: backends.map(statusOf) };
  });
  answer(connection, work, installBackendRequest, async ({ workId, backend }, signal) => {
    const onProgress = (progress: InstallProgress) => tell(connection, installProgressNotification, { workId, ...inWords(progress) });
    const { description } = await installBackend(backend, { signal, onProgress });
    return { detail: description.device };
  });
}

function statusOf(finding: BackendFinding): BackendStatus {
  const { name, isChosen } = finding;
  if (finding.state === 'works') return { name, works: true, detail: finding.description.device, installable: false, chosen: isChosen };
  const installable = finding.state === 'absent' && finding.installCommand !== undefined;
  return { name, works: false, detail: finding.problem.happened, action: finding.problem.action, installable, chosen: false };
}

function inWords({ step, steps, message, doneBytes, totalBytes }: InstallProgress): { message: string; fraction: number } {
  const within = doneBytes !== undefined && totalBytes !== undefined && totalBytes > 0 ? Math.min(1, doneBytes / totalBytes) : 0;
  const megabytes = doneBytes === undefined ? '' : `, ${Math.round(doneBytes / 1e6)} MB`;
  return { message: `${message}${megabytes} (step ${step} of ${steps})`, fraction: Math.min(1, (Math.max(1, step) - 1 + within) / steps) };
}
