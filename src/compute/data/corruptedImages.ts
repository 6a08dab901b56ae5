import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { commonCorruptionNameSchema, severitySchema, type CommonCell, type CommonCorruptionName, type Severity } from '../../protocol/commonCorruption';
import { dataErrors } from '../../protocol/errors';
import { openCorruptedFolders } from './corruptedFolders';
import type { ImageSource, StoredImage } from './imageSource';
import { openNpy } from './npyFiles';
import { readError } from './storedBytes';

/** Images of a set under common corruptions as somebody has stored them, instead of corrupting them here. */
export interface CorruptedImages {
  /** What there is, in the benchmark's order, by severity. */
  readonly cells: readonly CommonCell[];
  nameOf(cell: CommonCell, index: number): string;
  /** An image of the clean set under a corruption. @throws LPR-3xx where it cannot be read or decoded. */
  read(cell: CommonCell, index: number): Promise<StoredImage>;
  /** SHA-256 over what makes the images what they are. */
  hash(): Promise<string>;
  close(): void;
}

export const severitiesStored: readonly Severity[] = [1, 2, 3, 4, 5];

/**
 * Opens the stored corruptions of a set of clean images.
 *
 * - CIFAR-10-C and its kin: in the folder one `.npy` for each corruption, the images of severity 1 in the clean set's
 *   order, then those of severity 2 and so on, and `labels.npy`, which must be the clean set's labels five times over.
 * - ImageNet-C and its kin: folders `corruption/severity/class/picture`, perhaps within folders of groups; a picture
 *   belongs to the clean one of the same class folder and file name.
 *
 * @throws LPR-310, 311, 315, 316, 332; LPR-334 where nothing of that kind is there, LPR-335 where it is another set's.
 */
export async function openCorruptedImages(folder: string, clean: ImageSource): Promise<CorruptedImages> {
  const entries = await readdir(folder).catch((error: unknown) => {
    throw readError(folder, error);
  });
  const files = corruptionFiles(entries);
  if (files.length > 0) return openCorruptedNpys(folder, files, clean);
  const pictures = await openCorruptedFolders(folder, clean);
  if (pictures === undefined) throw dataErrors.noCorruptedImages({ folder });
  return pictures;
}

/** The corruptions that a folder has a NumPy file of. */
export function corruptionFiles(entries: readonly string[]): CommonCorruptionName[] {
  return commonCorruptionNameSchema.options.filter((name) => entries.includes(`${name}.npy`));
}

/** CIFAR-10-C and its kin, of which only the clean images' labels are needed. @throws LPR-310, 311, 315, 316, 332, 335 */
export async function openCorruptedNpys(folder: string, names: readonly CommonCorruptionName[], clean: Pick<ImageSource, 'labels'>): Promise<CorruptedImages> {
  const count = clean.labels.length;
  const sources = new Map<CommonCorruptionName, ImageSource>();
  const close = (): void => {
    for (const source of sources.values()) source.close();
  };
  const sourceOf = (name: CommonCorruptionName): ImageSource => {
    const source = sources.get(name);
    if (source === undefined) throw new RangeError(`${folder} has no ${name}`);
    return source;
  };
  const placeOf = ({ severity }: CommonCell, index: number): number => (severity - 1) * count + index;
  try {
    for (const name of names) {
      const file = path.join(folder, `${name}.npy`);
      const source = await openNpy(file);
      sources.set(name, source);
      const expected = severitiesStored.length * count;
      if (source.labels.length !== expected) {
        throw dataErrors.corruptedMismatch({ file, reason: `it holds ${source.labels.length} images; five severities of the ${count} clean ones are ${expected}` });
      }
      const other = source.labels.findIndex((label, place) => label !== clean.labels[place % count]);
      if (other >= 0) throw dataErrors.corruptedMismatch({ file: source.labelsFrom, reason: `the label of image ${other} is not that of the clean image ${other % count}` });
    }
  } catch (error) {
    close();
    throw error;
  }
  return {
    cells: names.flatMap((corruption) => severitySchema.options.map((option) => ({ corruption, severity: option.value }))),
    nameOf: (cell, index) => sourceOf(cell.corruption).nameOf(placeOf(cell, index)),
    read: (cell, index) => sourceOf(cell.corruption).read(placeOf(cell, index)),
    hash: async () => {
      const hash = createHash('sha256');
      for (const [name, source] of sources) hash.update(name).update(await source.hash(() => undefined));
      return hash.digest('hex');
    },
    close,
  };
}
