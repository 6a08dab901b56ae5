import { PreviewSession, type PreviewSessionOptions } from '../engine/preview/previewSession';
import { hostErrors } from '../protocol/errors';
import type { PreviewSubject } from '../protocol/preview';
import type { RunProgress } from '../protocol/run';

/** How long a preview stays open that nobody asks about. In milliseconds. */
const idleMilliseconds = 120_000;

/** One subject while it is open, and the questions about it one after the other. */
class OpenPreview {
  private readonly stop = new AbortController();
  private readonly session: Promise<PreviewSession>;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(subject: PreviewSubject, onProgress: (progress: RunProgress) => void, options: PreviewSessionOptions) {
    this.session = PreviewSession.open(subject, onProgress, this.stop.signal, options);
    this.session.catch(() => undefined); // told to whoever asks
  }

  /** @throws LprError where it cannot be opened */
  opened(): Promise<PreviewSession> {
    return this.session;
  }

  /** Gives the opening up, for everyone who waits for it. */
  abort(): void {
    this.stop.abort();
  }

  /** A process answers one question at a time; one that was cancelled while it waited is not asked. */
  ask<T>(signal: AbortSignal, question: (session: PreviewSession) => Promise<T>): Promise<T> {
    const turn = this.queue.then(async () => {
      const session = await this.session;
      if (signal.aborted) throw hostErrors.cancelled({});
      return question(session);
    });
    this.queue = turn.catch(() => undefined);
    return turn;
  }

  async end(): Promise<void> {
    this.stop.abort();
    await (await this.session.catch(() => undefined))?.end();
  }
}

/**
 * Keeps the preview that was last asked about open, in one compute process, until nobody has asked for a while or
 * another one is asked about. It owns that process.
 */
export class PreviewKeeper {
  private current: { readonly key: string; readonly preview: OpenPreview } | undefined;
  private readonly ending = new Set<Promise<void>>();
  private idle: NodeJS.Timeout | undefined;
  private asking = 0;

  constructor(
    private readonly options: PreviewSessionOptions,
    private readonly patience = idleMilliseconds,
  ) {}

  /**
   * Opens a subject where it is not open.
   * @throws LPR-2xx to 4xx where it cannot be opened, 601 when aborted
   */
  async open(subject: PreviewSubject, signal: AbortSignal, onProgress: (progress: RunProgress) => void): Promise<PreviewSession['opened']> {
    return this.using(subject, onProgress, async (preview) => {
      const abort = () => preview.abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        return (await preview.opened()).opened;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    });
  }

  /**
   * Asks something about a subject. Where that is no longer open it is opened again, and stays so when the question is
   * cancelled: sliders cancel many.
   * @throws LPR-2xx to 4xx where it cannot be opened or answered, 601 when aborted
   */
  async ask<T>(subject: PreviewSubject, signal: AbortSignal, question: (session: PreviewSession) => Promise<T>): Promise<T> {
    return this.using(subject, () => undefined, (preview) => preview.ask(signal, question));
  }

  /** Ends what is open and awaits that it is gone. */
  async end(): Promise<void> {
    clearTimeout(this.idle);
    this.drop();
    await Promise.all(this.ending);
  }

  private async using<T>(subject: PreviewSubject, onProgress: (progress: RunProgress) => void, work: (preview: OpenPreview) => Promise<T>): Promise<T> {
    clearTimeout(this.idle);
    this.asking += 1;
    const preview = this.previewOf(subject, onProgress);
    // What failed to open is tried anew by the next question.
    preview.opened().catch(() => {
      if (this.current?.preview === preview) this.current = undefined;
    });
    try {
      return await work(preview);
    } finally {
      this.asking -= 1;
      if (this.asking === 0) this.idle = setTimeout(() => this.drop(), this.patience);
    }
  }

  private previewOf(subject: PreviewSubject, onProgress: (progress: RunProgress) => void): OpenPreview {
    const key = JSON.stringify(subject);
    if (this.current?.key !== key) {
      this.drop();
      this.current = { key, preview: new OpenPreview(subject, onProgress, this.options) };
    }
    return this.current.preview;
  }

  private drop(): void {
    const preview = this.current?.preview;
    this.current = undefined;
    if (preview === undefined) return;
    const ended = preview.end().finally(() => this.ending.delete(ended));
    this.ending.add(ended);
  }
}
