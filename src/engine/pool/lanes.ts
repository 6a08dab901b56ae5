import type { ComputeWorker } from './computePool';

export interface LaneOptions<T, R> {
  /** In the order in which to work them off. */
  readonly items: Iterable<T>;
  readonly workers: readonly ComputeWorker[];
  readonly signal: AbortSignal;
  /** Does one piece of work; the signal it is given also aborts when another lane has failed. */
  readonly work: (worker: ComputeWorker, item: T, signal: AbortSignal) => Promise<R>;
  /** Receives a finished result; the next but one of that worker is not begun before it has been stored. */
  readonly store: (item: T, result: R) => Promise<void>;
}

/**
 * Works off items, each worker taking the next one when it has finished its own. While a result is being stored, the
 * worker is at the next. The first failure stops all; every worker has come to rest when it is thrown.
 *
 * @throws what a piece of work or its storing failed with; LPR-601 when aborted
 */
export async function workInLanes<T, R>({ items, workers, signal, work, store }: LaneOptions<T, R>): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const waiting = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    stop.abort();
  };

  const lane = async (worker: ComputeWorker): Promise<void> => {
    let storing: Promise<void> = Promise.resolve();
    try {
      for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
        const item = next.value;
        const result = await work(worker, item, both);
        await storing;
        storing = store(item, result);
        storing.catch(() => undefined); // Awaited one item later, or at the end.
      }
    } catch (error) {
      fail(error);
    }
    await storing.catch(fail);
  };
  await Promise.all(workers.map(lane));
  if (failure !== undefined) throw failure.error;
}
