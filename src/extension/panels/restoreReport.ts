import type * as vscode from 'vscode';
import { z } from 'zod';
import { readReport } from '../commands/readReport';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';
import { ReportPanel } from './reportPanel';

/** What the page leaves with VS Code for the time after a reload of the window. */
const savedStateSchema = z.object({ folder: z.string() });

/** Fills a panel from before the window was loaded again: with its report, or with the reason why there is none. */
export async function restoreReport(extension: Extension, panel: vscode.WebviewPanel, state: unknown): Promise<void> {
  const report = new ReportPanel(extension, panel, () => undefined);
  const saved = savedStateSchema.safeParse(state);
  if (!saved.success) {
    report.show({ kind: 'cancelled' });
    return;
  }
  try {
    const { folder } = saved.data;
    report.show({ kind: 'finished', report: await readReport(folder), folder, reused: true });
  } catch (error) {
    report.show({ kind: 'failed', error: asLprError(error).toPlain() });
  }
}
