import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { hostErrors, LprError, type PlainError } from '../../protocol/errors';
import { batchLengths, BatchMaker, type Batch, type BatchNumber, type BatchQuestion } from './batchMaker';

export interface BatchOrder {
  readonly number: BatchNumber;
  readonly ticket: number;
  readonly images: SharedArrayBuffer;
  readonly labels: SharedArrayBuffer;
}

export type BatchAnswer = { readonly ticket: number; readonly count: number } | { readonly ticket: number; readonly problem: PlainError };

/** Hands out batches in whatever order they are asked for, fastest in the order of training. */
export interface BatchSource {
  /** The batch, at the beginning of arrays that are valid until the next call. */
  next(number: BatchNumber): Promise<Batch>;
  close(): Promise<void>;
}

/** Batches that wait for each thread: one being made, one ready. */
const aheadPerThread = 2;

/** Batches made where they are asked for. */
export function batchesInPlace(question: BatchQuestion): BatchSource {
  const maker = new BatchMaker(question);
  const lengths = batchLengths(question);
  const into = { images: new Float32Array(lengths.images), labels: new Float32Array(lengths.labels) };
  return { next: (number) => maker.make(number, into), close: () => maker.close() };
}

interface Slot {
  readonly images: SharedArrayBuffer;
  readonly labels: SharedArrayBuffer;
}

interface Waiting {
  readonly number: BatchNumber;
  readonly slot: Slot;
  readonly made: Promise<number>;
}

/**
 * Batches made ahead by threads beside the arithmetic, in shared memory: while the model trains on one, the next ones are
 * augmented. @param threads from 1
 */
export function batchesByThreads(question: BatchQuestion, threads: number): BatchSource {
  return new BatchThreads(question, threads);
}

class BatchThreads implements BatchSource {
  readonly #workers: readonly Worker[];
  readonly #answers = new Map<number, { readonly resolve: (count: number) => void; readonly reject: (error: Error) => void }>();
  readonly #free: Slot[] = [];
  readonly #batchesPerEpoch: number;
  #queue: Waiting[] = [];
  #ticket = 0;
  #isClosed = false;
  #current: Slot | undefined;

  constructor(
    private readonly question: BatchQuestion,
    threads: number,
  ) {
    this.#batchesPerEpoch = Math.ceil(question.training.length / question.recipe.batchSize);
    const lengths = batchLengths(question);
    for (let i = 0; i < threads * aheadPerThread + 1; i += 1) {
      this.#free.push({ images: new SharedArrayBuffer(4 * lengths.images), labels: new SharedArrayBuffer(4 * lengths.labels) });
    }
    this.#workers = Array.from({ length: threads }, () => this.#start());
  }

  async next(number: BatchNumber): Promise<Batch> {
    if (this.#current !== undefined) this.#free.push(this.#current);
    this.#current = undefined;
    if (this.#queue[0]?.number.epoch !== number.epoch || this.#queue[0].number.batch !== number.batch) await this.#turnTo(number);
    const wanted = this.#queue.shift();
    if (wanted === undefined) throw new Error('No batch was ordered');
    const count = await wanted.made;
    this.#current = wanted.slot;
    this.#orderAhead(this.#after(this.#queue.at(-1)?.number ?? number));
    return { images: new Float32Array(wanted.slot.images), labels: new Float32Array(wanted.slot.labels), count };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    for (const { reject } of this.#answers.values()) reject(hostErrors.cancelled({}));
  }

  /** Waits for what is under way and lets it go: training has turned to another place. */
  async #turnTo(number: BatchNumber): Promise<void> {
    const old = this.#queue;
    this.#queue = [];
    await Promise.allSettled(old.map(({ made }) => made));
    this.#free.push(...old.map(({ slot }) => slot));
    this.#orderAhead(number);
  }

  #orderAhead(first: BatchNumber): void {
    let number = first;
    while (number.epoch < this.question.recipe.epochs && this.#free.length > 0) {
      const slot = this.#free.pop();
      if (slot === undefined) return;
      const ticket = (this.#ticket += 1);
      const made = new Promise<number>((resolve, reject) => this.#answers.set(ticket, { resolve, reject }));
      made.catch(() => undefined); // Awaited when its turn comes.
      this.#workers[ticket % this.#workers.length]?.postMessage({ number, ticket, ...slot } satisfies BatchOrder);
      this.#queue.push({ number, slot, made });
      number = this.#after(number);
    }
  }

  #after({ epoch, batch }: BatchNumber): BatchNumber {
    return batch + 1 < this.#batchesPerEpoch ? { epoch, batch: batch + 1 } : { epoch: epoch + 1, batch: 0 };
  }

  #start(): Worker {
    const worker = new Worker(path.join(__dirname, 'batchWorker.js'), { workerData: this.question, execArgv: [] });
    worker.on('message', (answer: BatchAnswer) => {
      const waiting = this.#answers.get(answer.ticket);
      this.#answers.delete(answer.ticket);
      if ('problem' in answer) waiting?.reject(LprError.fromPlain(answer.problem));
      else waiting?.resolve(answer.count);
    });
    worker.on('error', (error) => {
      if (this.#isClosed) return;
      for (const { reject } of this.#answers.values()) reject(hostErrors.unexpected({ reason: error.message }, error));
      this.#answers.clear();
    });
    // The compute process ends when its parent's channel closes, whatever its threads do.
    worker.unref();
    return worker;
  }
}
