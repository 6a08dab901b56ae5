import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { backendNameSchema, type BackendName } from '../../protocol/experiment';
import { installBackendRequest, installProgressNotification } from '../../protocol/serverMessages';
import type { Extension } from '../extensionParts';

const installable: readonly { label: BackendName; description: string }[] = [
  { label: 'tfjs-node', description: 'TensorFlow on the processor, about three times as fast as wasm' },
  { label: 'tfjs-node-gpu', description: 'TensorFlow on an NVIDIA GPU' },
  { label: 'webgpu', description: 'any other GPU' },
];

/** **Install a backend**: fetches and builds it on the server, with progress and cancel, and says whether it works. */
export async function installBackend(extension: Extension, given?: unknown): Promise<void> {
  const named = backendNameSchema.safeParse(given);
  const backend = named.success ? named.data : (await vscode.window.showQuickPick(installable, { title: 'Install a backend' }))?.label;
  if (backend === undefined) return;
  const { server, log } = extension;
  const workId = randomUUID();
  const work = server.beginWork(workId);
  const options = { location: vscode.ProgressLocation.Notification, title: `Installing ${backend}`, cancellable: true };
  try {
    const { detail } = await vscode.window.withProgress(options, async (notification, token) => {
      let percent = 0;
      const listener = await server.listen(installProgressNotification, (progress) => {
        if (progress.workId !== workId) return;
        const now = Math.round((progress.fraction ?? 0) * 100);
        notification.report({ message: progress.message, increment: Math.max(0, now - percent) });
        percent = Math.max(percent, now);
        work.update(`Installing ${backend}: ${progress.message}`);
        log.info(progress.message);
      });
      try {
        return await server.request(installBackendRequest, { workId, backend }, token);
      } finally {
        listener.dispose();
      }
    });
    void vscode.window.showInformationMessage(`${backend} is installed and works: ${detail}`);
  } finally {
    work.dispose();
  }
}
