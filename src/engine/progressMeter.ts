import type { Report } from '../protocol/report';
import type { RunProgress } from '../protocol/run';

/** Milliseconds between two partial reports at least. */
const reportEvery = 1000;
/** A partial report may take this share of the time of one processor, so that it hardly slows the run: a dear one comes less often. */
const reportShare = 0.02;
/** Milliseconds after which there is another partial report at the latest, however dear. */
const reportAtLeastEvery = 10_000;
/** Milliseconds between two messages of progress at least. */
const tellEvery = 100;

/** The report over what is finished, and the milliseconds of work that it took, without any waiting. */
export interface PartialReport {
  readonly report: Report;
  readonly took: number;
}

export interface ProgressMeterOptions {
  readonly total: number;
  /** Done by earlier sessions: it says nothing about this one's speed. */
  readonly doneBefore: number;
  readonly onProgress: (progress: RunProgress) => void;
  /** Makes the report over what is finished, beside the run, and tells what that cost; absent where nobody looks at it. */
  readonly partialReport?: (() => Promise<PartialReport>) | undefined;
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
  #isReporting = false;
  #isOver = false;

  constructor(private readonly options: ProgressMeterOptions) {
    this.#now = options.now ?? (() => performance.now());
    this.#started = this.#now();
    this.#nextReport = this.#started;
    this.#done = options.doneBefore;
    this.#tell();
  }

  /** Counts a finished block of so many predictions. */
  add(predictions: number): void {
    this.#done += predictions;
    this.#blocks += 1;
    if (this.#now() - this.#lastTold >= tellEvery || this.#done === this.options.total) this.#tell();
  }

  /** Nothing is told from now on, though a report may still be on its way. */
  end(): void {
    this.#isOver = true;
  }

  #tell(partial?: Report): void {
    this.#lastTold = this.#now();
    const secondsLeft = this.#secondsLeft();
    this.options.onProgress({
      phase: 'evaluating',
      done: this.#done,
      total: this.options.total,
      ...(secondsLeft === undefined ? {} : { secondsLeft }),
      ...(partial === undefined ? {} : { partial }),
    });
    this.#report();
  }

  /** From the second block on: the first one still warms the backend up. */
  #secondsLeft(): number | undefined {
    const fresh = this.#done - this.options.doneBefore;
    if (this.#blocks < 2 || fresh === 0) return undefined;
    const seconds = (this.#now() - this.#started) / 1000;
    return (seconds / fresh) * (this.options.total - this.#done);
  }

  /** Begins to make a report where it is time for one; it is told when it is made. */
  #report(): void {
    const { partialReport } = this.options;
    const began = this.#now();
    if (partialReport === undefined || this.#isReporting || this.#done === 0 || began < this.#nextReport) return;
    this.#isReporting = true;
    void partialReport()
      .then(({ report, took }) => {
        this.#nextReport = began + Math.min(reportAtLeastEvery, Math.max(reportEvery, took / reportShare));
        if (!this.#isOver) this.#tell(report);
      })
      .catch(() => undefined) // the last report says what is wrong
      .finally(() => (this.#isReporting = false));
  }
}
