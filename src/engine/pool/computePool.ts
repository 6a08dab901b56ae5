import type { LprError } from '../../protocol/errors';
import { computeProcessErrors, hostErrors } from '../../protocol/errors';
import { ComputeProcess, ComputeProcessEnded, type ComputeProcessOptions } from './computeProcess';

/** Times that one piece of work is tried, each on a fresh process, before the run gives up. */
const attemptsPerWork = 3;

export interface ComputePoolOptions extends ComputeProcessOptions {
  /** Brings a fresh process to where it can work: opens backend, model and data. */
  readonly prepare: (process: ComputeProcess, signal: AbortSignal) => Promise<void>;
}

/**
 * Compute processes that stand in for each other. Each worker has one process at a time; when that one crashes, is
 * killed, runs out of memory or hangs, the worker starts a fresh one and the work under way is done again there.
 * Owner of its processes: none is left once {@link end} has resolved.
 */
export class ComputePool {
  readonly #workers = new Set<ComputeWorker>();
  #restarts = 0;

  constructor(private readonly options: ComputePoolOptions) {}

  /** Processes that had to be replaced so far. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Adds a worker. Its process starts with its first work. */
  addWorker(): ComputeWorker {
    const worker = new ComputeWorker(this.options, () => (this.#restarts += 1));
    this.#workers.add(worker);
    return worker;
  }

  /** Ends every process and awaits that they are gone. */
  async end(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => worker.end()));
  }
}

export class ComputeWorker {
  #process: ComputeProcess | undefined;
  #hasEnded = false;

  constructor(
    private readonly options: ComputePoolOptions,
    private readonly onRestart: () => void,
  ) {}

  /**
   * Does one piece of work on this worker's process, starting or replacing it as needed.
   *
   * @param name What the work is, for the error: "block 3 of 80".
   * @throws what the work throws, LPR-601 when aborted, LPR-45x when the process failed at it several times.
   */
  async run<T>(name: string, signal: AbortSignal, work: (process: ComputeProcess) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work(await this.#ready(signal));
      } catch (error) {
        if (!(error instanceof ComputeProcessEnded)) throw error;
        await this.#process?.end();
        this.#process = undefined;
        if (signal.aborted) throw hostErrors.cancelled({}, error);
        if (attempt === attemptsPerWork) throw this.#givenUp(name, error);
        this.options.onLog?.(`A compute process ended at ${name} (${error.reason}); starting another.`);
        this.onRestart();
      }
    }
  }

  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.#process?.end();
    this.#process = undefined;
  }

  async #ready(signal: AbortSignal): Promise<ComputeProcess> {
    if (this.#hasEnded || signal.aborted) throw hostErrors.cancelled({});
    if (this.#process !== undefined && !this.#process.isOver) return this.#process;
    const process = new ComputeProcess(this.options);
    this.#process = process;
    try {
      await this.options.prepare(process, signal);
      return process;
    } catch (error) {
      // Half prepared, it must not be taken for ready by the next piece of work.
      await process.end();
      throw error;
    }
  }

  #givenUp(work: string, { kind, reason }: ComputeProcessEnded): LprError {
    const attempts = attemptsPerWork;
    switch (kind) {
      case 'notStarted':
        return computeProcessErrors.processNotStarted({ reason });
      case 'outOfMemory':
        return computeProcessErrors.processOutOfMemory({ attempts, work, reason });
      case 'hung':
        return computeProcessErrors.processHung({ attempts, work, seconds: Math.round(this.options.patience / 1000) });
      case 'ended':
        return computeProcessErrors.processEnded({ attempts, work, reason });
    }
  }
}
