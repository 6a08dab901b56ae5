import { cosine } from '../elementary/sinCos';

/**
 * Half cosines from the peak down to the minimum, begun anew after each cycle (Loshchilov and Hutter 2017, SGDR).
 * Lengths are in epochs; each cycle is `cycleFactor` times as long as the one before.
 */
export interface CosineSchedule {
  readonly kind: 'cosine';
  readonly peak: number;
  readonly minimum: number;
  /** Length of the first cycle, warm-up included. */
  readonly cycle: number;
  readonly cycleFactor: number;
  /** Epochs at the beginning of the first cycle in which the rate rises in a line to the peak. */
  readonly warmUp: number;
}

/** A schedule as a training file names it: without a cycle of its own, one cosine over all epochs. */
export type NamedSchedule =
  | ({ readonly schedule: 'cosine'; readonly cycle?: number | undefined } & Omit<CosineSchedule, 'kind' | 'cycle'>)
  | ({ readonly schedule: 'step' } & Omit<StepSchedule, 'kind'>);

export function scheduleOf(named: NamedSchedule, epochs: number): LearningRateSchedule {
  if (named.schedule === 'step') return { kind: 'step', ...named };
  return { kind: 'cosine', ...named, cycle: named.cycle ?? epochs };
}

/** The peak, multiplied by `factor` from each milestone on (epochs that have passed). */
export interface StepSchedule {
  readonly kind: 'step';
  readonly peak: number;
  readonly factor: number;
  readonly milestones: readonly number[];
  readonly warmUp: number;
}

export type LearningRateSchedule = CosineSchedule | StepSchedule;

/**
 * The learning rate at a moment of training.
 *
 * - cosine: minimum + (peak - minimum) / 2 * (1 + cos(pi * t / T)) with t epochs since the cycle began and T its length;
 *   the first cycle without its warm-up.
 * - step: peak * factor^(milestones passed).
 * - warm-up of w epochs: it rises in a line and reaches the peak with its last update, so peak * (t + update) / w.
 *
 * @param time Epochs that have passed, from 0: whole where the rate changes once an epoch, else a fraction.
 * @param update Epochs from one change of the rate to the next: 1, or 1 / batches in an epoch.
 */
export function learningRateAt(schedule: LearningRateSchedule, time: number, update: number): number {
  const { peak, warmUp } = schedule;
  if (time < warmUp) return peak * Math.min(1, (time + update) / warmUp);
  if (schedule.kind === 'step') return schedule.milestones.reduce((rate, milestone) => (time >= milestone ? rate * schedule.factor : rate), peak);
  const { minimum } = schedule;
  const { begun, length } = cycleAt(schedule, time);
  const rising = begun === 0 ? warmUp : 0;
  return minimum + ((peak - minimum) / 2) * (1 + cosine((Math.PI * (time - begun - rising)) / (length - rising)));
}

/** The epochs, up to `limit`, after which a cosine has come down and would begin anew: the moments to stop at. */
export function cycleEnds(schedule: CosineSchedule, limit: number): number[] {
  const ends: number[] = [];
  for (let length = schedule.cycle, end = length; end <= limit && ends.length < maximumCycles; length *= schedule.cycleFactor, end += length) ends.push(end);
  return ends;
}

/** What is impossible in a schedule for so many epochs, as the end of a sentence; undefined where nothing is. */
export function scheduleProblem(schedule: LearningRateSchedule, epochs: number): string | undefined {
  const { warmUp } = schedule;
  if (schedule.kind === 'cosine') {
    if (schedule.minimum > schedule.peak) return `its minimum ${schedule.minimum} is above its peak ${schedule.peak}`;
    if (warmUp >= schedule.cycle) return `its warm-up of ${warmUp} epochs leaves nothing of the first cycle of ${schedule.cycle}`;
    return undefined;
  }
  if (warmUp >= epochs) return `its warm-up of ${warmUp} epochs leaves nothing of the ${epochs} epochs`;
  for (const [i, milestone] of schedule.milestones.entries()) {
    const before = schedule.milestones[i - 1] ?? warmUp;
    if (i > 0 ? milestone <= before : milestone < before) return i > 0 ? `its milestone ${milestone} does not come after ${before}` : `its milestone ${milestone} lies within the warm-up`;
    if (milestone >= epochs) return `its milestone ${milestone} is never reached in ${epochs} epochs`;
  }
  return undefined;
}

/** A cycle that does not grow ends as often as there are epochs. */
const maximumCycles = 100_000;

function cycleAt({ cycle, cycleFactor }: CosineSchedule, time: number): { begun: number; length: number } {
  if (cycleFactor === 1) return { begun: Math.floor(time / cycle) * cycle, length: cycle };
  let begun = 0;
  let length = cycle;
  while (time >= begun + length) {
    begun += length;
    length *= cycleFactor;
  }
  return { begun, length };
}
