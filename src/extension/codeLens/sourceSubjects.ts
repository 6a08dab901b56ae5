import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { exportCandidates, modelFileCandidates } from './modelPaths';
import { modelLoads, type LoadedFormat, type ModelLoad } from './modelLoads';

/** A text beyond this is generated, and is not scanned. */
const mostCharacters = 400_000;
const mostLines = 20_000;
const pythonLanguages = ['python'];
const javascriptLanguages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];
/** Before anything is scanned: without one of these words there is nothing to find. */
const worthScanning = /load|Interpreter|InferenceSession|TFSMLayer/;

export const sourceLanguages: readonly string[] = [...pythonLanguages, ...javascriptLanguages];

/** What a lens over a line of code is about. */
export interface SourceSubject {
  readonly range: vscode.Range;
  /** The model.json that the line loads, or that its model was exported to; undefined where there is none to be found. */
  readonly model: string | undefined;
  readonly format: LoadedFormat;
  /** As it stands in the source. */
  readonly written: string | undefined;
}

/** The lines of a source file that load a model. In Restricted Mode no path is looked at. */
export async function sourceSubjects(document: vscode.TextDocument): Promise<SourceSubject[]> {
  if (document.lineCount > mostLines) return [];
  const text = document.getText();
  if (text.length > mostCharacters || !worthScanning.test(text)) return [];
  const loads = modelLoads(text, pythonLanguages.includes(document.languageId) ? 'python' : 'javascript');
  return Promise.all(
    loads.map(async (load) => {
      const start = document.positionAt(load.offset);
      return { range: new vscode.Range(start, start), model: await modelOf(load, document.uri), format: load.format, written: load.path };
    }),
  );
}

async function modelOf({ path: written, format }: ModelLoad, uri: vscode.Uri): Promise<string | undefined> {
  if (written === undefined) return undefined;
  const folder = path.dirname(uri.fsPath);
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  const candidates = (format === 'tensorflow.js' ? modelFileCandidates : exportCandidates)(written, folder, workspaceFolder);
  if (!vscode.workspace.isTrusted) return format === 'tensorflow.js' ? candidates[0] : undefined;
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  return undefined;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
