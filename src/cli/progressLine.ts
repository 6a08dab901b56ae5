import type { RunProgress } from '../protocol/run';

/** Where progress goes: stderr, so that stdout holds the result and nothing else. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const clearLine = '\r\u001B[2K';
/** Lines for the whole of a phase where nobody watches, as in a CI log. */
const sparseLines = 10;
/** Milliseconds between two updates of the line. */
const updateEvery = 200;

/** Shows how far a run has come: one line that is updated on a terminal, and a line now and then elsewhere. */
export class ProgressLine {
  #lastText = '';
  #lastUpdate = 0;
  #lastStep = 0;

  constructor(private readonly terminal: Terminal = process.stderr) {}

  show(progress: RunProgress): void {
    if (this.terminal.isTTY === true) this.#update(progress);
    else this.#log(progress);
  }

  /** Takes the line away, so that what follows stands on a line of its own. */
  clear(): void {
    if (this.terminal.isTTY === true && this.#lastText !== '') this.terminal.write(clearLine);
    this.#lastText = '';
  }

  #update(progress: RunProgress): void {
    const now = performance.now();
    const isMessage = progress.phase === 'starting' || progress.phase === 'finishing';
    if (!isMessage && now - this.#lastUpdate < updateEvery) return;
    this.#lastUpdate = now;
    const text = describe(progress).slice(0, (this.terminal.columns ?? 80) - 1);
    if (text === this.#lastText) return;
    this.#lastText = text;
    this.terminal.write(`${clearLine}${text}`);
  }

  #log(progress: RunProgress): void {
    const step = stepOf(progress);
    if (step !== undefined) {
      if (step === this.#lastStep) return;
      this.#lastStep = step === sparseLines ? 0 : step;
    }
    const text = describe(progress);
    if (text !== this.#lastText) this.terminal.write(`${text}\n`);
    this.#lastText = text;
  }
}

/** Which of the sparse lines this is; undefined where every message is a line. */
function stepOf(progress: RunProgress): number | undefined {
  if (progress.phase === 'evaluating') return progress.total === 0 ? sparseLines : Math.floor((sparseLines * progress.done) / progress.total);
  if (progress.phase === 'fetching') return progress.totalBytes === undefined ? 0 : Math.floor((sparseLines * progress.doneBytes) / progress.totalBytes);
  return undefined;
}

function describe(progress: RunProgress): string {
  switch (progress.phase) {
    case 'starting':
    case 'finishing':
      return progress.message;
    case 'fetching': {
      const total = progress.totalBytes === undefined ? '' : ` of ${megabytes(progress.totalBytes)}`;
      return `${progress.message}: ${megabytes(progress.doneBytes)}${total} MB`;
    }
    case 'evaluating': {
      const { done, total, secondsLeft, activity = { verb: 'Evaluating', unit: 'predictions' } } = progress;
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
      return `${activity.verb}: ${percent} % (${grouped(done)} of ${grouped(total)} ${activity.unit}${left})`;
    }
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

/** "45 s", "12 min", "3 h 20 min" */
function duration(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
