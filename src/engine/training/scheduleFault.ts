import { trainingErrors, type LprError } from '../../protocol/errors';
import type { TrainingFile } from '../../protocol/training';
import { cycleEnds, scheduleOf, scheduleProblem } from '../../robustness/training';

/** Why a learning rate schedule cannot be kept. */
export interface ScheduleFault {
  readonly error: LprError;
  /** Of a cycle that would be cut off: the numbers of epochs nearest by that would not, where they are whole. */
  readonly epochs: readonly number[];
}

/** What is wrong with a schedule for so many epochs: LPR-701 where it is impossible, 702 where it would stop within a cycle. Undefined where nothing is. */
export function scheduleFault({ learningRate, epochs }: Pick<TrainingFile, 'learningRate' | 'epochs'>): ScheduleFault | undefined {
  const schedule = scheduleOf(learningRate, epochs);
  const problem = scheduleProblem(schedule, epochs);
  if (problem !== undefined) return { error: trainingErrors.impossibleSchedule({ reason: problem }), epochs: [] };
  if (schedule.kind !== 'cosine' || (learningRate.schedule === 'cosine' && learningRate.cutCycle)) return undefined;
  const ends = cycleEnds(schedule, 16 * epochs + schedule.cycle);
  if (ends.includes(epochs)) return undefined;
  const near = [ends.filter((end) => end < epochs).at(-1), ends.find((end) => end > epochs)].filter((end) => end !== undefined);
  return { error: trainingErrors.cutCycle({ epochs, ends: near.join(' or ') }), epochs: near.filter(Number.isInteger) };
}
