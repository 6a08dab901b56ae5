import * as vscode from 'vscode';
import { labelSafetyRequest, type KnownSeparation } from '../../protocol/separationMessages';
import type { NoteOfData } from '../choices/askChoice';
import { runFolderOf } from '../choices/choice';
import type { Extension } from '../extensionParts';
import { asLprError } from '../showError';

/** What is known of the class separation of some data; nothing where it cannot be asked for, which is logged: figures are shown without. */
export async function knownSeparations({ server, log }: Extension, folder: string, data: string): Promise<KnownSeparation[]> {
  try {
    return (await server.request(labelSafetyRequest, { folder, data })).known;
  } catch (error) {
    log.warn(asLprError(error).message);
    return [];
  }
}

/**
 * Says, where an epsilon is about to be chosen, up to where class separation keeps the labels of some data safe: "Labels are safe below
 * L2 1.38, Linf 0.106". Empty where no separation was measured.
 */
export function labelSafetyNote(extension: Extension): NoteOfData {
  return async (data, model) => {
    const known = await knownSeparations(extension, runFolderOf(model), data);
    if (known.length === 0) return '';
    const halves = known.map(({ norm, separation }) => `L${norm} ${Number((separation / 2).toPrecision(3))}`);
    return vscode.l10n.t('Class separation keeps labels safe below {0}', halves.join(', '));
  };
}
