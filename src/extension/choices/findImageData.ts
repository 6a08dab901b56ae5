import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import path from 'node:path';

export interface FoundData {
  /** Absolute path of the folder. */
  readonly path: string;
  readonly kind: 'class folders' | 'IDX' | 'CIFAR binary';
}

const maximumDepth = 6;
const maximumFolders = 3000;
/** A class folder may hold a million pictures: a few entries tell what it is. */
const entriesLookedAt = 200;
const skipped = new Set(['node_modules', '.git', '.lp-robustness', '.vscode', 'dist', 'out', '__pycache__']);
const isPicture = (name: string) => /\.(png|jpe?g)$/i.test(name);
const isIdx = (name: string) => /images.*idx3-ubyte(\.gz)?$/i.test(name);
const isCifar = (name: string) => /^(data_batch_\d|test_batch|train|test)\.bin$/i.test(name);

/**
 * Finds what may be images with labels under a folder: folders with two or more class folders of pictures, IDX files
 * and CIFAR binary files. Names are looked at, no file is opened. It walks in order of depth and stops after
 * `maximumFolders` folders.
 */
export async function findImageData(root: string, isCancelled: () => boolean = () => false): Promise<FoundData[]> {
  const found: FoundData[] = [];
  const picturesIn = new Map<string, number>();
  const queue = [{ folder: root, depth: 0 }];
  for (let next = 0; next < queue.length && next < maximumFolders && !isCancelled(); next++) {
    const place = queue[next];
    if (place === undefined) break;
    const entries = await firstEntries(place.folder);
    const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    if (files.some(isIdx)) found.push({ path: place.folder, kind: 'IDX' });
    if (files.some(isCifar)) found.push({ path: place.folder, kind: 'CIFAR binary' });
    if (files.some(isPicture)) {
      const parent = path.dirname(place.folder);
      const classes = (picturesIn.get(parent) ?? 0) + 1;
      picturesIn.set(parent, classes);
      if (classes === 2 && place.folder !== root) found.push({ path: parent, kind: 'class folders' });
    }
    if (place.depth < maximumDepth) {
      for (const entry of entries) {
        if (entry.isDirectory() && !skipped.has(entry.name)) queue.push({ folder: path.join(place.folder, entry.name), depth: place.depth + 1 });
      }
    }
  }
  return found;
}

async function firstEntries(folder: string): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      entries.push(entry);
      if (entries.length === entriesLookedAt) break;
    }
  } catch {
    // a folder that cannot be read has nothing to offer
  }
  return entries;
}
