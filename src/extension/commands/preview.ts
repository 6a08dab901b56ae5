import { hostErrors } from '../../protocol/errors';
import * as vscode from 'vscode';
import type { Extension } from '../extensionParts';
import { PreviewPanel } from '../panels/previewPanel';
import { previewOrder } from './previewSubject';

/** **Preview Lp corruptions**: asks what is not given, and shows images under corruptions beside the code. @throws LprError */
export async function preview(extension: Extension, argument: unknown): Promise<void> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const order = await previewOrder(argument, extension.context.workspaceState);
  if (order !== undefined) PreviewPanel.show(extension, order.subject, order.start);
}
