import { evaluateBlockRequest, type BlockOutcomes } from '../protocol/computeMessages';
import type { EvaluationPlan } from './evaluationPlan';
import type { ComputeWorker } from './pool/computePool';

/** Receives a finished block; the next but one is not begun before it has been stored. */
export type StoreBlock = (block: number, outcomes: BlockOutcomes) => Promise<void>;

/**
 * Evaluates blocks, each worker taking the next one when it has finished its own. While a block's outcomes are being
 * stored, the worker is at the next. The first failure stops all; every worker has come to rest when it is thrown.
 *
 * @param blocks numbers in the plan, in the order in which to work them off
 * @throws what a block or its storing failed with; LPR-601 when aborted
 */
export async function evaluateBlocks(
  plan: EvaluationPlan,
  blocks: readonly number[],
  workers: readonly ComputeWorker[],
  signal: AbortSignal,
  store: StoreBlock,
): Promise<void> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  const waiting = blocks.values();
  let failure: { readonly error: unknown } | undefined;

  const lane = async (worker: ComputeWorker): Promise<void> => {
    let storing: Promise<void> = Promise.resolve();
    try {
      for (const number of waiting) {
        const block = plan.block(number);
        const name = `block ${number + 1} of ${plan.blockCount}`;
        const outcomes = await worker.run(name, both, (process) => process.request(evaluateBlockRequest, block, both));
        await storing;
        storing = store(number, outcomes);
        storing.catch(() => undefined); // Awaited one block later, or at the end.
      }
    } catch (error) {
      failure ??= { error };
      stop.abort();
    }
    await storing.catch((error: unknown) => {
      failure ??= { error };
      stop.abort();
    });
  };
  await Promise.all(workers.map(lane));
  if (failure !== undefined) throw failure.error;
}
