import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { modelName } from '../sidePanel/runNames';

export interface FoundModel {
  /** Absolute path of the model.json. */
  readonly path: string;
  /** What people call the model: the name of its folder, or of its training. */
  readonly name: string;
  readonly format: 'layers' | 'graph' | 'unknown';
}

const maximumModels = 500;
const headBytes = 64 * 1024;
/** Any of these marks a TensorFlow.js model; `model.json` is a common name. */
const marks = ['"modelTopology"', '"weightsManifest"', '"format"'];

/** The TensorFlow.js models of the workspace, by their `model.json`, those that were trained here last. Only the head of each file is read. */
export async function findModels(token?: vscode.CancellationToken): Promise<FoundModel[]> {
  const [own, trained] = await Promise.all([
    vscode.workspace.findFiles('**/model.json', '**/{node_modules,.lp-robustness}/**', maximumModels, token),
    vscode.workspace.findFiles('**/.lp-robustness/trainings/*/model/model.json', '**/node_modules/**', maximumModels, token),
  ]);
  return (await Promise.all([own, trained].map(inspectAll))).flat();
}

async function inspectAll(files: readonly vscode.Uri[]): Promise<FoundModel[]> {
  const models = await Promise.all(files.filter((file) => file.scheme === 'file').map((file) => inspect(file.fsPath)));
  return models.filter((model) => model !== undefined).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Describes a model file from its head, or undefined where it is none. */
export async function inspect(file: string): Promise<FoundModel | undefined> {
  const head = await readHead(file);
  if (!isModelHead(head)) return undefined;
  const format = /"format"\s*:\s*"(layers|graph)-model"/.exec(head)?.[1];
  return { path: file, name: modelName(file), format: format === 'layers' || format === 'graph' ? format : 'unknown' };
}

/** Whether a model.json that begins like this is one of TensorFlow.js. */
export function isModelHead(head: string): boolean {
  return marks.some((mark) => head.includes(mark));
}

async function readHead(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return ''; // a file that cannot be read is not offered
  }
}
