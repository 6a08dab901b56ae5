import path from 'node:path';

/** How the name of a transfer file ends. */
export const transferEnding = '.lptransfer.json';

/** What an experiment is called: its file's name without the ending. */
export function transferName(file: string): string {
  return path.basename(file).replace(/\.lptransfer\.json$|\.json$/i, '');
}

/** Where the report of an experiment of that name lies, below `.lp-robustness` of the workspace or working folder. */
export function transferFolder(state: string, name: string): string {
  return path.join(state, 'transfers', plainName(name));
}

/** Only characters that every file system takes. */
function plainName(text: string): string {
  return text.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 80) || 'transfer';
}
