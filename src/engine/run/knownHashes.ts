/** Hashes that were asked for, the last so many of them: each is computed once. */
export class KnownHashes {
  readonly #hashes = new Map<string, Promise<string | undefined>>();

  constructor(private readonly most: number) {}

  /** @param key Tells one content from another. @param find A failure is not remembered. */
  of(key: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#hashes.get(key);
    if (known !== undefined) return known;
    const hash = find();
    hash.catch(() => this.#hashes.delete(key));
    this.#hashes.set(key, hash);
    const oldest = this.#hashes.keys().next();
    if (this.#hashes.size > this.most && oldest.done !== true) this.#hashes.delete(oldest.value);
    return hash;
  }
}
