import type * as vscode from 'vscode';
import { z } from 'zod';
import { previewSubjectSchema } from '../../protocol/preview';
import type { Extension } from '../extensionParts';
import { PreviewPanel } from './previewPanel';

/** What the page leaves with VS Code for the time after a reload of the window; the rest of it is the page's own. */
const savedStateSchema = z.object({ subject: previewSubjectSchema });

/** Fills a preview from before the window was loaded again. */
export function restorePreview(extension: Extension, panel: vscode.WebviewPanel, state: unknown): void {
  const saved = savedStateSchema.safeParse(state);
  if (!saved.success) {
    // It was closed with the window before it had opened anything.
    panel.dispose();
    return;
  }
  new PreviewPanel(extension, panel, saved.data.subject, {}).begin();
}
