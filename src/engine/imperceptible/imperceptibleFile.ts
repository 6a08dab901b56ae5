import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { experimentErrors } from '../../protocol/errors';
import { imperceptibleFileSchema, type ImperceptibleFile, type OwnImperceptibleSet } from '../../protocol/imperceptible';
import { diskError, errorCode } from '../run/diskError';
import { writeFileAtomically } from '../run/writeFileAtomically';
import { readChecked } from '../experiment/checkedJson';

/** Where a workspace keeps what its people could not see. */
export function imperceptibleFileOf(folder: string): string {
  return path.join(folder, '.lp-robustness', 'imperceptible.json');
}

/** The sets of a file; none where there is no file. @throws LPR-101 or 102 where it cannot be read */
export async function readImperceptible(file: string): Promise<ImperceptibleFile> {
  const isThere = await readFile(file).then(
    () => true,
    (error: unknown) => errorCode(error) !== 'ENOENT',
  );
  return isThere ? readChecked(imperceptibleFileSchema, file) : { format: 1, sets: [] };
}

/** The file of the folder, or of the nearest one above it that has one. @throws LPR-110 where none has, and as {@link readImperceptible} */
export async function nearestImperceptible(folder: string): Promise<ImperceptibleFile> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const found = await readImperceptible(imperceptibleFileOf(place));
    if (found.sets.length > 0) return found;
    if (path.dirname(place) === place) throw experimentErrors.noOwnImperceptible({ folder });
  }
}

/** Puts a set in the place of the one for the same size. One window at a time: the last one writes. @throws LPR-501 or 502 */
export async function saveImperceptible(folder: string, set: OwnImperceptibleSet): Promise<void> {
  const file = imperceptibleFileOf(folder);
  const { sets } = await readImperceptible(file);
  const kept = sets.filter((other) => !isSameSize(other, set));
  const all = [...kept, set].toSorted((a, b) => a.height - b.height || a.width - b.width || a.channels - b.channels);
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (error) {
    throw diskError(error, file);
  }
  await writeFileAtomically(file, `${JSON.stringify({ format: 1, sets: all } satisfies ImperceptibleFile, null, 2)}\n`);
}

type Size = Pick<OwnImperceptibleSet, 'height' | 'width' | 'channels'>;

export function isSameSize(one: Size, other: Size): boolean {
  return one.height === other.height && one.width === other.width && one.channels === other.channels;
}
