import { evaluateBlockRequest, type BlockOutcomes } from '../protocol/computeMessages';
import type { EvaluationPlan } from './evaluationPlan';
import type { ComputeWorker } from './pool/computePool';
import { workInLanes } from './pool/lanes';

/** Receives a finished block; the next but one is not begun before it has been stored. */
export type StoreBlock = (block: number, outcomes: BlockOutcomes) => Promise<void>;

/**
 * Evaluates blocks in lanes, one a worker.
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
  await workInLanes({
    items: blocks,
    workers,
    signal,
    work: (worker, number, both) => {
      const block = plan.block(number);
      return worker.run(`block ${number + 1} of ${plan.blockCount}`, both, (process) => process.request(evaluateBlockRequest, block, both));
    },
    store,
  });
}
