import path from 'node:path';
import type { Connection } from 'vscode-languageserver/node';
import { detachRun, stopWriter, untilDetachedRunBegan } from '../engine/background/detachedRun';
import { followRun } from '../engine/background/followRun';
import { RunInUse, RunWriters } from '../engine/run/runLock';
import { continueInBackgroundRequest, followRunRequest, goOnAfterWindowRequest } from '../protocol/backgroundMessages';
import { hostErrors, LprError, runErrors } from '../protocol/errors';
import type { RunResult } from '../protocol/run';
import { runProgressNotification } from '../protocol/serverMessages';
import { answer, serverEnds, tell, type WorkInProgress } from './answer';

/** What became of a run that was to go on in the background. */
interface Moved {
  readonly folder: string;
  readonly pid: number | null;
}

/** An evaluation of this server, from its request to its answer. */
class Job {
  /** Aborts it, so that another process can go on. */
  readonly handOver = new AbortController();
  folder: string | undefined;
  isWanted = false;
  readonly moved: Promise<Moved>;
  /** Says what became of it; the first word counts. */
  readonly succeed: (moved: Moved) => void;
  readonly fail: (error: unknown) => void;

  constructor() {
    let succeed: (moved: Moved) => void = () => undefined;
    let fail: (error: unknown) => void = () => undefined;
    this.moved = new Promise((resolve, reject) => {
      succeed = resolve;
      fail = reject;
    });
    this.moved.catch(() => undefined); // heard only where somebody has asked
    this.succeed = succeed;
    this.fail = fail;
  }
}

/** What an evaluation is given to run with. */
export interface JobHooks {
  readonly signal: AbortSignal;
  readonly onRun: (folder: string) => void;
}

/** Lets evaluations go on in processes of their own, and follows what other processes write. */
export class BackgroundRuns {
  readonly #jobs = new Map<string, Job>();
  /** The runs that were refused since another process writes them, by the work that wanted them. */
  readonly #refused = new Map<string, string>();
  #goOnAfterWindow = false;

  constructor(
    private readonly connection: Connection,
    work: WorkInProgress,
  ) {
    answer(connection, work, continueInBackgroundRequest, ({ workId }) => this.#continue(workId));
    answer(connection, work, goOnAfterWindowRequest, ({ goOn }) => {
      this.#goOnAfterWindow = goOn;
      return Promise.resolve({});
    });
    answer(connection, work, followRunRequest, ({ workId, of }, signal) => {
      const folder = of.kind === 'run' ? of.folder : this.#refused.get(of.workId);
      if (folder === undefined) throw runErrors.nothingToContinue({});
      return this.#follow(workId, folder, signal);
    });
  }

  /**
   * Evaluates in this server, until it is done or is to go on in the background; then it is followed to its end. A run
   * that is in the background already is followed at once.
   */
  async run(workId: string, signal: AbortSignal, evaluate: (hooks: JobHooks) => Promise<RunResult>): Promise<RunResult> {
    const job = new Job();
    this.#jobs.set(workId, job);
    const onRun = (folder: string) => {
      job.folder = folder;
      if (job.isWanted) job.handOver.abort();
    };
    try {
      const result = await evaluate({ signal: AbortSignal.any([signal, job.handOver.signal]), onRun });
      job.succeed({ folder: result.folder, pid: null });
      return result;
    } catch (error) {
      if (error instanceof RunInUse) {
        if (error.writer.kind === 'background') return await this.#follow(workId, error.folder, signal);
        this.#refused.set(workId, error.folder);
      }
      if (!isCancellation(error) || job.folder === undefined) throw error;
      if (signal.aborted) {
        if (signal.reason === serverEnds && this.#goOnAfterWindow) await detachRun(job.folder, commandLine());
        throw error;
      }
      await this.#move(job, job.folder);
      return await this.#follow(workId, job.folder, signal);
    } finally {
      this.#jobs.delete(workId);
      job.fail(runErrors.nothingToContinue({}));
    }
  }

  async #continue(workId: string): Promise<Moved> {
    const job = this.#jobs.get(workId);
    if (job === undefined || job.isWanted) throw runErrors.nothingToContinue({});
    job.isWanted = true;
    if (job.folder !== undefined) job.handOver.abort();
    return job.moved;
  }

  async #move(job: Job, folder: string): Promise<void> {
    try {
      const pid = await detachRun(folder, commandLine());
      await untilDetachedRunBegan(folder, pid);
      job.succeed({ folder, pid });
    } catch (error) {
      job.fail(error);
      throw error;
    }
  }

  async #follow(workId: string, folder: string, signal: AbortSignal): Promise<RunResult> {
    try {
      return await followRun(folder, {
        onProgress: (progress) => tell(this.connection, runProgressNotification, { workId, progress }),
        onLog: (line) => this.connection.console.info(line),
        signal,
      });
    } catch (error) {
      if (signal.aborted && signal.reason !== serverEnds) {
        const writer = await new RunWriters().of(folder);
        if (writer?.kind === 'background') stopWriter(writer);
      }
      throw error;
    }
  }
}

/** The built command line, beside this bundle. */
const commandLine = () => path.join(__dirname, 'cli.js');

const isCancellation = (error: unknown) => error instanceof LprError && error.code === hostErrors.cancelled.code;
