import * as vscode from 'vscode';
import { runsChangedRequest, workspaceNamesRequest, workspaceTrustedRequest } from '../../protocol/experimentFileMessages';
import { findImageData } from '../choices/findImageData';
import { findModels } from '../choices/findModels';
import { isExperimentFile } from '../commands/evaluateFile';
import type { Extension } from '../extensionParts';
import { isTrainingFile } from '../trainings/trainingFiles';
import { isTransferFile } from '../transfers/transferFiles';
import { asLprError } from '../showError';

/**
 * The editor's side of the language features of experiment, training and transfer files. They come from the server, which is started when the
 * first such file is opened in a workspace that is trusted, and told what it cannot see: that the workspace was trusted,
 * and that there are other runs.
 */
export class ExperimentFiles implements vscode.Disposable {
  private readonly disposables: { dispose(): void }[];

  constructor(private readonly extension: Pick<Extension, 'log' | 'runs' | 'server'>) {
    const { server, runs } = extension;
    server.answer(workspaceNamesRequest, () => this.names());
    this.disposables = [
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (hasLanguageFeatures(document.uri)) this.wake();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.trusted()),
      runs.onDidChange(() => this.tell(() => server.request(runsChangedRequest, {}))),
    ];
    this.wakeIfOpen();
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private trusted(): void {
    this.tell(() => this.extension.server.request(workspaceTrustedRequest, {}));
    this.wakeIfOpen();
  }

  private wakeIfOpen(): void {
    if (vscode.workspace.textDocuments.some(({ uri }) => hasLanguageFeatures(uri))) this.wake();
  }

  /** A server that has failed is started again by a command, not by opening a file. */
  private wake(): void {
    const { server } = this.extension;
    if (vscode.workspace.isTrusted && server.state.kind === 'stopped') this.log(server.wake());
  }

  /** A server that does not run needs no telling: it learns everything when it starts. */
  private tell(request: () => Promise<unknown>): void {
    const { kind } = this.extension.server.state;
    if (kind === 'ready' || kind === 'busy') this.log(request());
  }

  private log(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.extension.log.warn(asLprError(error).message));
  }

  private async names(): Promise<{ models: string[]; data: string[] }> {
    if (!vscode.workspace.isTrusted) return { models: [], data: [] };
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    const [models, ...data] = await Promise.all([findModels(), ...folders.map(({ uri }) => findImageData(uri.fsPath))]);
    return { models: models.map((model) => model.path), data: data.flat().map((found) => found.path) };
  }
}

const hasLanguageFeatures = (uri: vscode.Uri) => isExperimentFile(uri) || isTrainingFile(uri) || isTransferFile(uri);
