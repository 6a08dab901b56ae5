import path from 'node:path';
import * as vscode from 'vscode';

/** What the user asked to evaluate: the quick picks make one, and the last one is offered first the next time. */
export interface Choice {
  /** Absolute path of the model.json. */
  readonly model: string;
  /** A data set's name, or an absolute path. */
  readonly data: string;
  /** A suite's name, or the absolute path of a suite file. */
  readonly suite: string;
  /** Images to evaluate; null: all. */
  readonly limit: number | null;
  /** Images of another size are resized to the model's input. Default: they are an error. */
  readonly resize?: boolean;
}

const storageKey = 'lpRobustness.lastChoice';

export function lastChoice(storage: vscode.Memento): Partial<Choice> {
  return storage.get<Partial<Choice>>(storageKey) ?? {};
}

export async function rememberChoice(storage: vscode.Memento, choice: Choice): Promise<void> {
  await storage.update(storageKey, choice);
}

/** The folder that a model's runs go to: its workspace folder; without one the first there is, or the model's own. */
export function runFolderOf(model: string): string {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const own = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model));
  return (own ?? folders[0])?.uri.fsPath ?? path.dirname(model);
}

/** An entry of a quick pick that stands for a value. */
export type Offer<T> = vscode.QuickPickItem & { readonly value?: T };

/** Moves the entry of the value that was chosen last to the front, and says so. */
export function lastFirst<T>(offers: readonly Offer<T>[], last: T | undefined): Offer<T>[] {
  const index = last === undefined ? -1 : offers.findIndex((offer) => offer.value === last);
  const chosen = offers[index];
  if (chosen === undefined) return [...offers];
  const description = [chosen.description, vscode.l10n.t('last used')].filter(Boolean).join(', ');
  return [{ ...chosen, description }, ...offers.slice(0, index), ...offers.slice(index + 1)];
}
