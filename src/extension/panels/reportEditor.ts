import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../../protocol/report';
import type { ReportLook, ReportPageState } from '../../protocol/reportMessages';
import { readReport } from '../commands/readReport';
import type { Extension } from '../extensionParts';
import { modelName } from '../sidePanel/runNames';
import { asLprError } from '../showError';
import { ReportPage } from './reportPage';

/** How a report comes to be shown: its run has just ended, or the same was asked for again. */
export type ReportNews = 'finished' | 'reused';

const viewType = 'lpRobustness.report';
const fileName = 'report.json';

/** What an editor is to say of its report, and to show first of it. */
interface Told {
  readonly said?: ReportNews;
  readonly look?: ReportLook;
}

/** What the editor of a file is told for the next time that it reads it. */
const news = new Map<string, Told>();
/** Tells editors that are open that there is something new to say of a file. */
const newsOf = new vscode.EventEmitter<vscode.Uri>();

/** Opens the report of the finished run in `folder`, in the editor that has it already where there is one. */
export async function openReportEditor(folder: string, said?: ReportNews, options: vscode.TextDocumentShowOptions = {}): Promise<void> {
  await openTold(folder, said === undefined ? undefined : { said }, options);
}

/** Opens the report of the finished run in `folder` at the images that flipped, under the strongest corruption of a norm where one is given. */
export async function openFlippedImages(folder: string, law: ReportLook['law']): Promise<void> {
  await openTold(folder, { look: { id: randomUUID(), ...(law === undefined ? {} : { law }) } }, {});
}

async function openTold(folder: string, told: Told | undefined, options: vscode.TextDocumentShowOptions): Promise<void> {
  const uri = vscode.Uri.file(path.join(folder, fileName));
  if (told !== undefined) {
    news.set(uri.toString(), told);
    newsOf.fire(uri);
  }
  await vscode.commands.executeCommand('vscode.openWith', uri, viewType, { preview: false, ...options });
}

/**
 * Fills the editor of a run's `report.json`, in a webview that VS Code has made and that owns it. VS Code opens it from
 * the explorer, keeps it through a reload and a restart, and opens as many as are asked for. Nothing but the run's
 * folder is read, so it works in Restricted Mode.
 */
export function resolveReportEditor(extension: Extension, uri: vscode.Uri, panel: vscode.WebviewPanel): void {
  const folder = path.dirname(uri.fsPath);
  const openFile = async (): Promise<void> => {
    await vscode.window.showTextDocument(uri, { viewColumn: panel.viewColumn ?? vscode.ViewColumn.Active });
  };
  const page = new ReportPage(extension, panel, undefined, { openFile, folder });
  // Kept: VS Code tells late of a file that has just been written.
  let told: Told = {};
  const load = async (): Promise<void> => {
    told = { ...told, ...news.get(uri.toString()) };
    news.delete(uri.toString());
    const state = await stateOf(folder, told);
    panel.title = titleOf(state.report, folder);
    page.show(state);
  };
  const reload = (): void => void load();
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(folder), fileName));
  const disposables: vscode.Disposable[] = [
    watcher,
    watcher.onDidCreate(reload),
    watcher.onDidChange(reload),
    watcher.onDidDelete(reload),
    vscode.workspace.onDidGrantWorkspaceTrust(reload),
    newsOf.event((told) => {
      if (told.toString() === uri.toString()) reload();
    }),
  ];
  panel.onDidDispose(() => {
    vscode.Disposable.from(...disposables).dispose();
  });
  reload();
}

async function stateOf(folder: string, { said, look }: Told): Promise<ReportPageState> {
  try {
    return { kind: 'finished', report: await readReport(folder), folder, trusted: vscode.workspace.isTrusted, ...(said === undefined ? {} : { news: said }), ...(look === undefined ? {} : { look }) };
  } catch (error) {
    return { kind: 'failed', work: 'read', error: asLprError(error).toPlain() };
  }
}

function titleOf(report: Report | undefined, folder: string): string {
  return vscode.l10n.t('Lp robustness: {0}', report === undefined ? path.basename(folder) : modelName(report.model.path));
}
