import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataErrors, type LprError } from '../../protocol/errors';

/** What the names in a folder tell of the images in it; no picture is opened. */
export type DataHead =
  | { readonly kind: 'unusable'; readonly error: LprError; readonly isMissing: boolean }
  /** IDX, CIFAR binary or NumPy files. */
  | { readonly kind: 'packed' }
  | { readonly kind: 'classFolders'; readonly splits: Readonly<Partial<Record<'train' | 'test', readonly string[]>>> };

const splitFolders: Readonly<Record<'train' | 'test', readonly string[]>> = { test: ['test', 'val', 'valid', 'validation'], train: ['train', 'training'] };
const allSplitFolders = Object.values(splitFolders).flat();
const isPacked = (name: string): boolean => /images[-.]idx[34]([-.]ubyte)?(\.gz)?$|\.npy$|^(data_batch_\d+|test_batch|train|test)\.bin$/i.test(name);

/** Looks at a file or folder that is named as data. */
export async function readDataHead(place: string, stats: Stats | undefined): Promise<DataHead> {
  if (stats === undefined) return { kind: 'unusable', error: dataErrors.notFound({ path: place }), isMissing: true };
  if (!stats.isDirectory()) {
    return isPacked(path.basename(place)) ? { kind: 'packed' } : { kind: 'unusable', error: dataErrors.unknownFormat({ path: place }), isMissing: false };
  }
  try {
    const { files, folders } = await namesIn(place);
    if (files.some(isPacked)) return { kind: 'packed' };
    if (folders.length === 0) return { kind: 'unusable', error: dataErrors.noClassFolders({ folder: place }), isMissing: false };
    const isSplit = folders.every((name) => allSplitFolders.includes(name.toLowerCase()));
    if (!isSplit) return { kind: 'classFolders', splits: { test: folders, train: folders } };
    const splits: Partial<Record<'train' | 'test', readonly string[]>> = {};
    for (const split of ['test', 'train'] as const) {
      const name = splitFolders[split].flatMap((word) => folders.filter((folder) => folder.toLowerCase() === word))[0];
      if (name !== undefined) splits[split] = (await namesIn(path.join(place, name))).folders;
    }
    return { kind: 'classFolders', splits };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'unusable', error: dataErrors.unreadable({ file: place, reason }), isMissing: false };
  }
}

/** Names that are not hidden; folders in code-point order, as classes are numbered. */
async function namesIn(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { files: entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name), folders: folders.sort() };
}
