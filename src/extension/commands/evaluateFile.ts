import path from 'node:path';
import * as vscode from 'vscode';
import { hostErrors } from '../../protocol/errors';
import type { Report } from '../../protocol/report';
import { evaluateFileRequest } from '../../protocol/serverMessages';
import { runFolderOf } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { runEvaluation } from './evaluation';

const ending = '.lprobust.json';

export function isExperimentFile(uri: vscode.Uri): boolean {
  return uri.scheme === 'file' && uri.path.endsWith(ending);
}

/**
 * Evaluates an experiment file as it is; nothing is asked. What is not saved yet is saved first.
 * @throws LprError, with the panel showing it where there is one
 */
export async function evaluateFile(extension: Extension, uri: vscode.Uri): Promise<Report> {
  if (!vscode.workspace.isTrusted) throw hostErrors.untrustedWorkspace({});
  const file = uri.fsPath;
  await vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file && document.isDirty)?.save();
  const subject = path.basename(file, ending);
  return runEvaluation(extension, {
    name: subject,
    subject,
    ask: (workId, token) => extension.server.request(evaluateFileRequest, { workId, folder: runFolderOf(file), file }, token),
  });
}
