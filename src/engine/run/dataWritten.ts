import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileStatus } from './fileStatus';

/** Folders deeper than this hold no images that are evaluated. */
const mostDepth = 16;
/** Files that are looked at; a change of a later one alone goes unnoticed until the data is evaluated again. */
const mostFiles = 100_000;
/** Files that are looked at at the same time, so that others who read files are not kept waiting. */
const atOnce = 8;

/** What the times and sizes of files say. */
export interface FilesWritten {
  /** When the last one was written, moved here or removed; milliseconds since 1970. */
  readonly newest: number;
  /** Together, in bytes. */
  readonly size: number;
}

/**
 * When data was last written: a folder of images with all below it, or a file with its neighbours, among which are its
 * labels. Hidden entries and linked folders are passed over. It tells nothing of the content. Undefined where it is gone.
 */
export async function dataWritten(place: string): Promise<FilesWritten | undefined> {
  const own = await fileStatus(place);
  if (own === undefined) return undefined;
  if (own.isFolder) return new Walk().through(place, mostDepth);
  const { newest } = await new Walk().through(path.dirname(place), 0);
  return { newest: Math.max(own.written, newest), size: own.size };
}

class Walk {
  #left = mostFiles;
  #newest = 0;
  #size = 0;

  async through(folder: string, depth: number): Promise<FilesWritten> {
    await this.#look(folder, depth);
    return { newest: this.#newest, size: this.#size };
  }

  async #look(folder: string, depth: number): Promise<void> {
    this.#newest = Math.max(this.#newest, (await fileStatus(folder))?.written ?? 0);
    const entries = (await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => [])).filter(({ name }) => !name.startsWith('.'));
    const files = entries.filter((entry) => !entry.isDirectory()).slice(0, this.#left);
    this.#left -= files.length;
    const next = files.values();
    const work = async (): Promise<void> => {
      for (const { name } of next) {
        const found = await fileStatus(path.join(folder, name));
        if (found === undefined || found.isFolder) continue;
        this.#newest = Math.max(this.#newest, found.written);
        this.#size += found.size;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (depth === 0) return;
    for (const entry of entries) {
      if (entry.isDirectory() && this.#left > 0) await this.#look(path.join(folder, entry.name), depth - 1);
    }
  }
}
