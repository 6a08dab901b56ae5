import { createHash } from 'node:crypto';
import { lstat, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { commonCorruptionNameSchema, type CommonCell, type CommonCorruptionName } from '../../protocol/commonCorruption';
import { dataErrors } from '../../protocol/errors';
import { severitiesStored, type CorruptedImages } from './corruptedImages';
import type { ImageSource } from './imageSource';
import { decodePicture, readPicture } from './picture';
import { readError } from './storedBytes';

/** Folders that the benchmark's archives may leave around the corruptions'. */
const groups = ['noise', 'blur', 'weather', 'digital', 'extra'];
const filesAtOnce = 256;

/**
 * ImageNet-C's form: `corruption/severity/class/picture`. Pictures are matched by class folder and file name, and are
 * looked at when they are read: a set of 50,000 has millions of them. Undefined where no corruption's folder is there.
 * @throws LPR-330, 335
 */
export async function openCorruptedFolders(folder: string, clean: ImageSource): Promise<CorruptedImages | undefined> {
  const root = await realpath(folder).catch((error: unknown) => {
    throw readError(folder, error);
  });
  const places = new Map<CommonCorruptionName, string>();
  const cells: CommonCell[] = [];
  for (const corruption of commonCorruptionNameSchema.options) {
    for (const place of [corruption, ...groups.map((group) => path.join(group, corruption))]) {
      const severities = await subfolders(path.join(root, place));
      const found = severitiesStored.filter((severity) => severities.includes(String(severity)));
      if (found.length === 0 || places.has(corruption)) continue;
      places.set(corruption, path.join(root, place));
      cells.push(...found.map((severity) => ({ corruption, severity })));
    }
  }
  if (cells.length === 0) return undefined;
  const { classNames, classesByName } = clean;
  if (!classesByName || classNames === undefined) {
    throw dataErrors.corruptedMismatch({ file: folder, reason: 'its pictures are matched by class folder and file name, but the clean images are no folder of pictures' });
  }
  const fileOf = ({ corruption, severity }: CommonCell, index: number): string =>
    path.join(places.get(corruption) ?? root, String(severity), classNames[clean.labels[index] ?? 0] ?? '', path.basename(clean.nameOf(index)));
  return {
    cells,
    nameOf: fileOf,
    read: async (cell, index) => decodePicture(await readPicture(fileOf(cell, index)), fileOf(cell, index)),
    hash: async () => {
      // Names and sizes: the contents of ImageNet-C are 60 GB, and two JPEGs of one name and length rarely differ.
      const hash = createHash('sha256');
      for (const cell of cells) {
        for (let first = 0; first < clean.labels.length; first += filesAtOnce) {
          const count = Math.min(filesAtOnce, clean.labels.length - first);
          const sizes = await Promise.all(Array.from({ length: count }, (_, i) => sizeOf(fileOf(cell, first + i))));
          hash.update(JSON.stringify([cell.corruption, cell.severity, first, sizes]));
        }
      }
      return hash.digest('hex');
    },
    close: () => undefined,
  };
}

/** @throws LPR-335 where the picture is missing, LPR-330 where it is a link. */
async function sizeOf(file: string): Promise<number> {
  const status = await lstat(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw dataErrors.corruptedMismatch({ file, reason: 'there is no such picture, though the clean images have it' }, error);
    throw readError(file, error);
  });
  if (status.isSymbolicLink()) throw dataErrors.linkRefused({ file, reason: 'links to corrupted pictures are not followed' });
  return status.size;
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
