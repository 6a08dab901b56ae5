import * as vscode from 'vscode';
import { hostErrors, runErrors } from '../../protocol/errors';
import { evaluateFile } from '../commands/evaluateFile';
import type { Extension } from '../extensionParts';

const sampleFolder = 'lp-robustness-sample';
const experiment = 'mnist.lprobust.json';
/** What of the playground is in the package. */
const parts = [experiment, 'models/mnist-lp', 'models/mnist-standard'];

/**
 * **Evaluate a sample model**: writes the sample (two small MNIST models and an experiment) into the workspace where it
 * is not there yet, opens its experiment and evaluates it. Without a folder the user chooses one, which is then opened.
 *
 * @param onWritten Called when its models are in the workspace: a file watcher misses some of what is made in folders that are new.
 */
export async function evaluateSample(extension: Extension, onWritten: () => void): Promise<unknown> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const [there] = await vscode.workspace.findFiles(`**/${experiment}`, '**/{node_modules,.lp-robustness}/**', 1);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (there === undefined && folder === undefined) return writeAndOpen(extension);
  const file = there ?? (folder === undefined ? undefined : await write(extension, folder));
  if (file === undefined) return undefined;
  onWritten();
  await vscode.window.showTextDocument(file, { preview: false });
  return evaluateFile(extension, file);
}

async function writeAndOpen(extension: Extension): Promise<void> {
  const [place] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder for the sample: {0} is made in it', sampleFolder),
      canSelectFolders: true,
      canSelectFiles: false,
    })) ?? [];
  if (place === undefined) return;
  await write(extension, place);
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.joinPath(place, sampleFolder));
}

/** @returns the experiment file. @throws LPR-502 where the folder cannot be written */
async function write({ context }: Extension, folder: vscode.Uri): Promise<vscode.Uri> {
  const target = vscode.Uri.joinPath(folder, sampleFolder);
  try {
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(target, 'models'));
    for (const part of parts) {
      const source = vscode.Uri.joinPath(context.extensionUri, 'playground', part);
      await vscode.workspace.fs.copy(source, vscode.Uri.joinPath(target, part), { overwrite: true });
    }
  } catch (error) {
    throw runErrors.unwritable({ path: target.fsPath, reason: error instanceof Error ? error.message : String(error) }, error);
  }
  return vscode.Uri.joinPath(target, experiment);
}
