import * as vscode from 'vscode';

/** Evaluates a trained model: what it is to be evaluated on is asked unless it is known. */
export async function evaluateTrained(model: string, data: string | undefined): Promise<void> {
  await vscode.commands.executeCommand('lpRobustness.evaluate', { model, ...(data === undefined ? {} : { data }) });
}
