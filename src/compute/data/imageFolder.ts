import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { dataErrors, type LprError } from '../../protocol/errors';
import { byCodePoint } from './codePointOrder';
import type { ImageSource } from './imageSource';
import { decodePicture, pictureKind, pictureSize, readPicture } from './picture';
import { readError } from './storedBytes';

/** Folders of this name hold a split each; the first that is there is taken. */
const splitFolders: Readonly<Record<'train' | 'test', readonly string[]>> = { test: ['test', 'val', 'valid', 'validation'], train: ['train', 'training'] };
const allSplitFolders = Object.values(splitFolders).flat();
/** Pictures may lie deeper in a class folder, as in Tiny ImageNet. */
const maximumDepth = 16;

/**
 * Opens a folder of PNG and JPEG pictures with one subfolder per class, classes and pictures in code-point order.
 * Where all subfolders are named after splits (train, test, val, ...), the classes are looked for in the one of the
 * split asked for; a folder without such subfolders serves as any split.
 * Hidden files are ignored; files that are no pictures are passed over and counted; pictures in a format that cannot be
 * read are an error, since leaving them out would change what is measured. Links are followed to files inside the
 * folder only.
 * @throws LPR-310, 311, 318, 320, 321, 324, 329, 330.
 */
export async function openImageFolder(folder: string, split: 'train' | 'test'): Promise<ImageSource> {
  const root = await realpath(folder).catch((error: unknown) => {
    throw readError(folder, error);
  });
  const { folder: base, classes } = await classFolders(root, split);
  const pictures: string[] = [];
  const labels: number[] = [];
  let passedOver = 0;
  for (const [label, name] of classes.entries()) {
    const found = await list(path.join(base, name), root, 0);
    if (found.files.length === 0) throw dataErrors.emptyClassFolder({ folder: path.join(base, name), passedOver: found.passedOver });
    passedOver += found.passedOver;
    for (const file of found.files) {
      pictures.push(file);
      labels.push(label);
    }
  }
  const nameOf = (index: number): string => pictures[index] ?? base;
  return {
    labels: Int32Array.from(labels),
    labelsFrom: base,
    classNames: classes,
    classesByName: true,
    passedOver,
    isCostly: true,
    nameOf,
    read: async (index) => decodePicture(await readPicture(nameOf(index)), nameOf(index)),
    hash: async (check) => {
      const hash = createHash('sha256');
      for (const [index, file] of pictures.entries()) {
        const bytes = await readPicture(file);
        check(pictureSize(bytes, file), index);
        const name = path.relative(base, file).split(path.sep).join('/');
        hash.update(`${JSON.stringify([name, bytes.length])}\n`).update(bytes);
      }
      return hash.digest('hex');
    },
    close: () => undefined,
  };
}

async function classFolders(root: string, split: 'train' | 'test'): Promise<{ folder: string; classes: string[] }> {
  const names = await subfolders(root, root);
  const isSplit = names.length > 0 && names.every((name) => allSplitFolders.includes(name.toLowerCase()));
  if (!isSplit) {
    if (names.length === 0) throw dataErrors.noClassFolders({ folder: root });
    return { folder: root, classes: names };
  }
  const wanted = splitFolders[split].flatMap((word) => names.filter((name) => name.toLowerCase() === word))[0];
  if (wanted === undefined) throw dataErrors.splitMissing({ folder: root, split, found: names.join(', ') });
  const folder = path.join(root, wanted);
  const classes = await subfolders(folder, root);
  if (classes.length === 0) throw dataErrors.noClassFolders({ folder });
  return { folder, classes };
}

async function subfolders(folder: string, root: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (entry.isDirectory()) names.push(entry.name);
    else if (entry.isSymbolicLink()) await refuseFolderLink(path.join(folder, entry.name), root);
  }
  return names;
}

async function list(folder: string, root: string, depth: number): Promise<{ files: string[]; passedOver: number }> {
  const files: string[] = [];
  let passedOver = 0;
  if (depth > maximumDepth) throw dataErrors.unreadable({ file: folder, reason: `it is nested more than ${maximumDepth} folders deep` });
  for (const entry of await entriesOf(folder)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const inner = await list(file, root, depth + 1);
      files.push(...inner.files);
      passedOver += inner.passedOver;
      continue;
    }
    if (entry.isSymbolicLink()) await refuseFolderLink(file, root);
    const kind = pictureKind(entry.name);
    if (kind === 'other') throw dataErrors.unsupportedImage({ file, format: path.extname(file).slice(1).toUpperCase() });
    if (kind === 'readable' && (entry.isFile() || entry.isSymbolicLink())) files.push(file);
    else passedOver += 1;
  }
  return { files, passedOver };
}

/** A link must lead to a file inside the root. @throws LPR-330. */
async function refuseFolderLink(link: string, root: string): Promise<void> {
  const refuse = (reason: string): LprError => dataErrors.linkRefused({ file: link, reason });
  const target = await realpath(link).catch(() => {
    throw refuse('it leads nowhere');
  });
  if (!target.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) throw refuse('it leads out of the folder');
  if (!(await stat(target)).isFile()) throw refuse('only links to files are followed');
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter(({ name }) => !isHidden(name)).sort((a, b) => byCodePoint(a.name, b.name));
  } catch (error) {
    throw readError(folder, error);
  }
}

/** What systems and archivers leave behind. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || ['thumbs.db', 'desktop.ini', '__macosx'].includes(name.toLowerCase());
}
