import path from 'node:path';

/** How the name of a transfer file ends. */
export const transferEnding = '.lptransfer.json';

/** What an experiment is called: its file's name without the ending. */
export function transferName(file: string): string {
  return path.basename(file).replace(/\.lptransfer\.json$|\.json$/i, '');
}

/**
 * Where the report of an experiment lies, below `.lp-robustness` of the workspace or working folder: named after the place of its
 * file there, so that files of one name in several folders have reports of their own.
 */
export function transferFolder(state: string, file: string): string {
  const place = path.relative(path.dirname(state), path.dirname(file));
  const parts = place.split(path.sep).filter((part) => part !== '');
  const folders = parts[0] === '..' || path.isAbsolute(place) ? [] : parts;
  return path.join(state, 'transfers', [...folders, transferName(file)].map(plainName).join('--'));
}

/** Only characters that every file system takes. */
function plainName(text: string): string {
  return text.replace(/[^\p{L}\p{N}._]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 80) || 'transfer';
}
