import { encode } from 'fast-png';
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CorruptionPlan, CorruptionTarget } from '../engine/corruption/corruptionJob';
import type { CorruptedImage } from '../protocol/computeMessages';
import { runErrors } from '../protocol/errors';
import { codedError } from '../engine/npyFile';

/**
 * A folder of PNG pictures with one subfolder a class, which `evaluate` reads as it stands. The pictures are named by
 * their index in the split; the folder appears under its name only when it is whole.
 */
export class CorruptedFolder implements CorruptionTarget {
  readonly #temporary: string;
  #plan: CorruptionPlan = { images: new Uint32Array(0), labels: new Int32Array(0) };
  #folders: readonly string[] = [];
  #digits = 0;

  constructor(private readonly folder: string) {
    this.#temporary = `${path.resolve(folder)}.${process.pid}.part`;
  }

  /** @throws LPR-521 where the folder holds something already, LPR-502 where it cannot be made */
  async begin(plan: CorruptionPlan): Promise<void> {
    this.#plan = plan;
    this.#digits = String(plan.images.at(-1) ?? 0).length;
    this.#folders = classFolders(plan);
    const present = await readdir(this.folder).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw codedError(error, this.folder, 0);
    });
    if (present[0] !== undefined) throw runErrors.outputNotEmpty({ folder: this.folder, entry: present[0] });
    try {
      for (const label of new Set(plan.labels)) await mkdir(path.join(this.#temporary, this.#folders[label] ?? ''), { recursive: true });
    } catch (error) {
      throw codedError(error, this.folder, 0);
    }
  }

  async store(row: number, { height, width, channels, bytes }: CorruptedImage): Promise<void> {
    const name = `${String(this.#plan.images[row]).padStart(this.#digits, '0')}.png`;
    const file = path.join(this.#temporary, this.#folders[this.#plan.labels[row] ?? 0] ?? '', name);
    try {
      await writeFile(file, encode({ height, width, channels, data: bytes }));
    } catch (error) {
      throw codedError(error, this.folder, bytes.length * this.#plan.images.length);
    }
  }

  /** Gives the folder its name. */
  async finish(): Promise<void> {
    try {
      // Not every system renames a folder over an empty one.
      await rmdir(this.folder).catch(() => undefined);
      await rename(this.#temporary, this.folder);
    } catch (error) {
      throw codedError(error, this.folder, 0);
    }
  }

  /** Takes away what is not finished. */
  async discard(): Promise<void> {
    await rm(this.#temporary, { recursive: true, force: true });
  }
}

/** A folder for each class: its name with what no file system takes replaced, or its number; no two alike. */
function classFolders({ labels, classNames }: CorruptionPlan): string[] {
  const count = classNames?.length ?? labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const digits = String(count - 1).length;
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, label) => {
    const number = String(label).padStart(digits, '0');
    const plain = classNames?.[label]?.replace(/[^\p{L}\p{N}._ ()&'+,-]+/gu, '-').replace(/^[. ]+|[. ]+$/g, '').slice(0, 100) ?? number;
    const isFree = plain !== '' && !taken.has(plain.toLowerCase());
    const name = isFree ? plain : `${plain}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
