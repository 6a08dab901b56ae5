import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { ImperceptibleOrder } from '../../protocol/imperceptible';
import { askDataAlone } from '../choices/askChoice';
import { lastChoice, runFolderOf } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { ImperceptiblePanel } from '../panels/imperceptiblePanel';

/**
 * **Choose imperceptible corruptions**: asks for images where none are given, and opens the blind comparison.
 * @throws LPR-607 in Restricted Mode
 */
export async function imperceptible(extension: Extension, given: Partial<ImperceptibleOrder> = {}): Promise<void> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const data = given.data ?? (await askDataAlone(vscode.l10n.t('Choose imperceptible corruptions'), lastChoice(extension.context.workspaceState).data));
  if (data !== undefined) ImperceptiblePanel.open(extension, { folder: given.folder ?? runFolderOf(data), data });
}
