/** Lets a piece of work rest between two of its steps, and go on. */
export class PauseSwitch {
  #isPaused = false;
  readonly #waiting = new Set<() => void>();

  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  goOn(): void {
    this.#isPaused = false;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves when the work is to go on, or the signal is aborted; at once where it is not paused. */
  async untilGoingOn(signal: AbortSignal): Promise<void> {
    if (!this.#isPaused || signal.aborted) return;
    const { promise, resolve } = promised();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', resolve, { once: true });
    await promise;
    this.#waiting.delete(resolve);
    signal.removeEventListener('abort', resolve);
  }
}

function promised(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}
