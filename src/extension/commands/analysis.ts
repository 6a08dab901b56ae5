import * as vscode from 'vscode';
import type { AnalysisName, AnalysisResult } from '../../protocol/analysisMessages';
import { hostErrors } from '../../protocol/errors';
import type { Extension } from '../extensionParts';
import { AnalysisPanel, type AnalysisView } from '../panels/analysisPanel';
import { asLprError } from '../showError';
import { withNotification } from './notifiedWork';

/** One piece of work with a panel. */
export interface AnalysisOrder<N extends AnalysisName> {
  readonly view: AnalysisView<N>;
  /** For people, in the notification and in the title of the panel: "Critical epsilons of mnist-lp". */
  readonly name: string;
  /** Asks the server; progress comes under `workId`. */
  readonly ask: (workId: string, token: vscode.CancellationToken) => Promise<{ readonly result: AnalysisResult<N>; readonly folder: string; readonly reused: boolean }>;
}

/**
 * Works with progress and cancel, in a panel that is there from the start, and shows the result in it.
 * @throws LprError, with the panel showing it
 */
export async function runAnalysis<N extends AnalysisName>(extension: Extension, { view, name, ask }: AnalysisOrder<N>): Promise<AnalysisResult<N>> {
  const cancellation = new vscode.CancellationTokenSource();
  const panel = AnalysisPanel.open(extension, view, name, () => cancellation.cancel());
  try {
    const found = await withNotification(extension, { name, cancellation, onProgress: (progress) => panel.show({ kind: 'running', ...progress }), ask });
    panel.show({ kind: 'finished', ...found });
    if (panel.isClosed) void vscode.window.showInformationMessage(vscode.l10n.t('{0}: finished. Start it again to see the result.', name));
    return found.result;
  } catch (failure) {
    const error = asLprError(failure);
    panel.show(error.code === hostErrors.cancelled.code ? { kind: 'cancelled' } : { kind: 'failed', error: error.toPlain() });
    throw error;
  }
}
