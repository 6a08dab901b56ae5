import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { backendNameSchema, type BackendName } from '../../protocol/experiment';
import { installBackendRequest, installProgressNotification } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';

const installable: readonly { label: BackendName; description: string }[] = [
  { label: 'tfjs-node', description: vscode.l10n.t('TensorFlow on the processor, about three times as fast as wasm') },
  { label: 'tfjs-node-gpu', description: vscode.l10n.t('TensorFlow on an NVIDIA GPU') },
  { label: 'webgpu', description: vscode.l10n.t('any other GPU') },
];

/** **Install a backend**: fetches and builds it on the server, with progress and cancel, and says whether it works. */
export async function installBackend(extension: Extension, given?: unknown): Promise<void> {
  const named = backendNameSchema.safeParse(given);
  const backend = named.success ? named.data : (await vscode.window.showQuickPick(installable, { title: vscode.l10n.t('Install a backend') }))?.label;
  if (backend === undefined) return;
  const { server, log } = extension;
  const workId = randomUUID();
  const cancellation = new vscode.CancellationTokenSource();
  const work = server.beginWork(workId, { name: vscode.l10n.t('Installing {0}', backend), cancel: () => cancellation.cancel() });
  const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Installing {0}', backend), cancellable: true };
  try {
    const { detail } = await vscode.window.withProgress(options, async (notification, token) => {
      let percent = 0;
      token.onCancellationRequested(() => cancellation.cancel());
      const listener = server.listen(installProgressNotification, (progress) => {
        if (progress.workId !== workId) return;
        const now = Math.round((progress.fraction ?? 0) * 100);
        notification.report({ message: progress.message, increment: Math.max(0, now - percent) });
        percent = Math.max(percent, now);
        work.update(vscode.l10n.t('Installing {0}: {1}', backend, progress.message), progress.fraction);
        log.info(progress.message);
      });
      try {
        return await server.request(installBackendRequest, { workId, backend }, cancellation.token);
      } finally {
        listener.dispose();
      }
    });
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} is installed and works: {1}', backend, detail));
  } finally {
    work.dispose();
    cancellation.dispose();
  }
}
