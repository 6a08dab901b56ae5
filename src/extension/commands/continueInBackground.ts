import * as vscode from 'vscode';
import { runErrors } from '../../protocol/errors';
import type { Extension } from '../extensionParts';

/** **Continue in background**: the evaluation that goes on in this window, or the one that the user chooses. @throws LPR-513 where there is none */
export async function continueInBackground({ server }: Extension): Promise<void> {
  const offers = server.work.all.flatMap(({ name, detail, continueInBackground: run }) => (run === undefined ? [] : [{ label: name, description: detail, run }]));
  if (offers.length === 0) throw runErrors.nothingToContinue({});
  const chosen = offers.length === 1 ? offers[0] : await vscode.window.showQuickPick(offers, { title: vscode.l10n.t('Continue in the background') });
  await chosen?.run();
}
