import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

const mostFiles = 500;

/**
 * What was read of files and folders, for as long as their times and sizes stay: asking again costs one look at the file
 * system. What is remembered of the file asked for longest ago goes first.
 */
export class FileMemory<T> {
  readonly #known = new Map<string, { readonly version: string; readonly content: Promise<T> }>();

  /** @param read Told the file and its status; undefined where there is none. */
  constructor(private readonly read: (file: string, stats: Stats | undefined) => Promise<T>) {}

  async get(file: string): Promise<T> {
    const stats = await stat(file).catch(() => undefined);
    const version = stats === undefined ? '' : `${stats.mtimeMs} ${stats.ctimeMs} ${stats.size} ${stats.ino}`;
    const known = this.#known.get(file);
    this.#known.delete(file);
    const entry = known?.version === version ? known : { version, content: this.read(file, stats) };
    this.#known.set(file, entry);
    entry.content.catch(() => this.#known.delete(file));
    const oldest = this.#known.keys().next();
    if (this.#known.size > mostFiles && oldest.done !== true) this.#known.delete(oldest.value);
    return entry.content;
  }
}
