import type { Report } from '../protocol/report';
import type { RunProgress } from '../protocol/run';

/** Milliseconds between two partial reports at least. */
const reportEvery = 1000;
/** A partial report may take this share of the time, so that it never slows the run: a dear one comes less often. */
const reportShare = 0.02;
/** Milliseconds between two messages of progress at least. */
const tellEvery = 100;

export interface ProgressMeterOptions {
  readonly total: number;
  /** Done by earlier sessions: it says nothing about this one's speed. */
  readonly doneBefore: number;
  readonly onProgress: (progress: RunProgress) => void;
  /** Makes the report over what is finished; absent where nobody looks at it. */
  readonly partialReport?: (() => Report) | undefined;
  /** Milliseconds, from any moment on. */
  readonly now?: () => number;
}

/** Tells how far an evaluation is, how long it will take, and now and then what it has found so far. */
export class ProgressMeter {
  readonly #now: () => number;
  readonly #started: number;
  #done: number;
  #blocks = 0;
  #lastTold = -Infinity;
  #nextReport: number;

  constructor(private readonly options: ProgressMeterOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#started = this.#now();
    this.#nextReport = this.#started + reportEvery;
    this.#done = options.doneBefore;
    this.#tell();
  }

  /** Counts a finished block of so many predictions. */
  add(predictions: number): void {
    this.#done += predictions;
    this.#blocks += 1;
    if (this.#now() - this.#lastTold >= tellEvery || this.#done === this.options.total) this.#tell();
  }

  #tell(): void {
    this.#lastTold = this.#now();
    const secondsLeft = this.#secondsLeft();
    const partial = this.#partial();
    this.options.onProgress({
      phase: 'evaluating',
      done: this.#done,
      total: this.options.total,
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      ...(partial === undefined ? {} : { partial }),
    });
  }

  /** From the second block on: the first one still warms the backend up. */
  #secondsLeft(): number | undefined {
    const fresh = this.#done - this.options.doneBefore;
    if (this.#blocks < 2 || fresh === 0) return undefined;
    const seconds = (this.#now() - this.#started) / 1000;
    return (seconds / fresh) * (this.options.total - this.#done);
  }

  #partial(): Report | undefined {
    const { partialReport } = this.options;
    const began = this.#now();
    if (partialReport === undefined || this.#blocks === 0 || began < this.#nextReport) return undefined;
    const report = partialReport();
    const cost = this.#now() - began;
    this.#nextReport = began + Math.max(reportEvery, cost / reportShare);
    return report;
  }
}
