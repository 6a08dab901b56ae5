import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BlockOutcomes } from '../protocol/computeMessages';
import type { Report } from '../protocol/report';
import type { Experiment } from '../protocol/run';
import type { Evaluation } from './evaluation';
import type { OpenedSubject } from './evaluationSubject';
import type { PartialReport } from './progressMeter';
import { partialResamples } from './report/buildReport';
import { outcomesParquet } from './report/outcomesParquet';
import { toPlainJson } from '../protocol/reportText/reportJson';

export interface ReportSubject {
  readonly experiment: Experiment;
  readonly opened: OpenedSubject;
}

export type ReportOrder =
  | { readonly kind: 'block'; readonly number: number; readonly outcomes: BlockOutcomes }
  | { readonly kind: 'partial'; readonly id: number; readonly resamples: number }
  | { readonly kind: 'finish'; readonly id: number };

/** What a finished run is written as. */
export interface FinishedFiles {
  readonly report: Report;
  readonly json: string;
  readonly parquet: Uint8Array;
}

export type ReportAnswer = { readonly id: number; readonly partial: PartialReport } | { readonly id: number; readonly finished: FinishedFiles };

export function partialReport(work: Evaluation, resamples: number): PartialReport {
  const began = ownWork();
  const report = work.report(resamples);
  return { report, took: ownWork() - began };
}

/** Milliseconds that this thread has worked; Node before 23.9 tells how long it took instead, other processes' share included. */
function ownWork(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (threadCpuUsage === undefined) return performance.now();
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}

export function finishedFiles(work: Evaluation): FinishedFiles {
  const report = work.report();
  return { report, json: toPlainJson(report), parquet: outcomesParquet(work.outcomes) };
}

/**
 * Makes an evaluation's reports in a thread of its own. With 10,000 images in 91 cells the last one and the table of
 * outcomes take most of a second of arithmetic: in the server they would keep diagnostics and hovers waiting.
 *
 * The thread is begun with the first block. Where its program is not beside this one (the sources, run as they are), or
 * the thread fails, the same functions run here: equal bytes, later.
 */
export class ReportThread {
  readonly #waiting = new Map<number, { resolve: (answer: ReportAnswer) => void; reject: (error: unknown) => void }>();
  #worker: Worker | undefined;
  #isUsable = existsSync(reportProgram());
  #lastId = 0;

  constructor(
    private readonly subject: ReportSubject,
    private readonly work: Evaluation,
    private readonly onLog: (line: string) => void,
  ) {}

  /** Takes in a block that the evaluation has taken in. */
  add(number: number, outcomes: BlockOutcomes): void {
    this.#post({ kind: 'block', number, outcomes });
  }

  /** Starts the thread ahead of the first block, so that nobody waits for it. */
  begin(): void {
    if (this.#isUsable) this.#worker ??= this.#begin();
  }

  /** The report over what is finished. */
  async partial(): Promise<PartialReport> {
    const answer = await this.#ask((id) => ({ kind: 'partial', id, resamples: partialResamples }));
    return answer !== undefined && 'partial' in answer ? answer.partial : partialReport(this.work, partialResamples);
  }

  async finish(): Promise<FinishedFiles> {
    const answer = await this.#ask((id) => ({ kind: 'finish', id }));
    return answer !== undefined && 'finished' in answer ? answer.finished : finishedFiles(this.work);
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#isUsable = false;
    this.#worker = undefined;
    worker?.ref();
    await worker?.terminate();
  }

  /** Undefined where there is no thread to answer. */
  async #ask(order: (id: number) => ReportOrder): Promise<ReportAnswer | undefined> {
    const id = ++this.#lastId;
    const answer = new Promise<ReportAnswer>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    answer.catch(() => undefined);
    try {
      if (!this.#post(order(id))) return undefined;
      // Once the compute processes have ended nothing else keeps a terminal's process from ending before the answer.
      this.#worker?.ref();
      return await answer;
    } catch {
      return undefined;
    } finally {
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#worker?.unref();
    }
  }

  #post(order: ReportOrder): boolean {
    if (!this.#isUsable) return false;
    this.#worker ??= this.#begin();
    this.#worker.postMessage(order);
    return true;
  }

  #begin(): Worker {
    // Its arithmetic is on typed arrays: a larger nursery would only be filled before it is swept.
    const worker = new Worker(reportProgram(), { workerData: this.subject, execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 8 } });
    const failed = (reason: string): void => {
      if (this.#worker !== worker) return;
      this.#isUsable = false;
      this.#worker = undefined;
      this.onLog(`The thread that makes reports has ended (${reason}); they are made without it.`);
      for (const { reject } of this.#waiting.values()) reject(new Error(reason));
    };
    worker.on('message', (answer: ReportAnswer) => this.#waiting.get(answer.id)?.resolve(answer));
    worker.on('error', (error) => failed(error instanceof Error ? error.message : String(error)));
    worker.on('exit', (code) => failed(`exit code ${code}`));
    // Between two questions it has nothing to do that this process would have to stay for.
    worker.unref();
    return worker;
  }
}

function reportProgram(): string {
  return path.join(__dirname, 'reportWorker.js');
}
