import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycleEnds, learningRateAt, scheduleProblem, type CosineSchedule, type StepSchedule } from '../../../../src/robustness/training';

/** The paper's: cosine annealing with warm restarts, T0 = 10, Tmult = 2, from 0.1 to 0, stepped once an epoch. */
const paper: CosineSchedule = { kind: 'cosine', peak: 0.1, minimum: 0, cycle: 10, cycleFactor: 2, warmUp: 0 };

describe('cosine annealing with warm restarts', () => {
  test("equals the paper's closed form at every epoch", () => {
    for (const [begun, length] of [[0, 10], [10, 20], [30, 40], [70, 80]] as const) {
      for (let t = 0; t < length; t++) {
        expect(learningRateAt(paper, begun + t, 1)).toBeCloseTo(0.05 * (1 + Math.cos((Math.PI * t) / length)), 14);
      }
    }
  });

  test("is 3.9e-5 in the paper's last epoch and back at the peak after 10, 30 and 70", () => {
    expect(learningRateAt(paper, 149, 1)).toBeCloseTo(3.9e-5, 6);
    for (const restart of [0, 10, 30, 70]) expect(learningRateAt(paper, restart, 1)).toBe(0.1);
    expect(cycleEnds(paper, 150)).toEqual([10, 30, 70, 150]);
  });

  test('rises in a line to the peak, then falls over the rest of the first cycle', () => {
    const warm: CosineSchedule = { ...paper, cycle: 6, warmUp: 1, minimum: 0.01 };
    const batches = 4;
    const rates = Array.from({ length: batches }, (_, i) => learningRateAt(warm, i / batches, 1 / batches));
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo((0.1 * (i + 1)) / batches, 15);
    expect(learningRateAt(warm, 1, 1 / batches)).toBe(0.1);
    expect(learningRateAt(warm, 3.5, 1 / batches)).toBeCloseTo(0.055, 14);
    expect(learningRateAt(warm, 6, 1 / batches)).toBe(0.1);
    // Later cycles have no warm-up.
    expect(learningRateAt(warm, 12, 1 / batches)).toBeCloseTo(0.055, 14);
  });

  test('stays between minimum and peak, and falls within a cycle', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 200, noNaN: true }), (minimum, cycle, cycleFactor, time) => {
        const schedule: CosineSchedule = { kind: 'cosine', peak: 1, minimum, cycle, cycleFactor, warmUp: 0 };
        const rate = learningRateAt(schedule, time, 0.1);
        expect(rate).toBeGreaterThanOrEqual(minimum - 1e-15);
        expect(rate).toBeLessThanOrEqual(1);
        const ends = cycleEnds(schedule, 1000);
        const endsBetween = ends.some((end) => end > time && end <= time + 0.1);
        if (!endsBetween && time + 0.1 < (ends.at(-1) ?? 0)) expect(learningRateAt(schedule, time + 0.1, 0.1)).toBeLessThanOrEqual(rate + 1e-12);
      }),
    );
  });
});

describe('the step schedule', () => {
  /** v1 of the paper: 85 epochs at 0.01, 10 at 0.002, 5 at 0.0004. */
  const first: StepSchedule = { kind: 'step', peak: 0.01, factor: 0.2, milestones: [85, 95], warmUp: 0 };

  test("equals the first version's rates at every epoch", () => {
    for (let epoch = 0; epoch < 100; epoch++) {
      expect(learningRateAt(first, epoch, 1)).toBeCloseTo(epoch < 85 ? 0.01 : epoch < 95 ? 0.002 : 0.0004, 15);
    }
  });

  test('changes within an epoch where a milestone lies there', () => {
    const schedule: StepSchedule = { ...first, milestones: [1.5] };
    expect(learningRateAt(schedule, 1.49, 0.01)).toBe(0.01);
    expect(learningRateAt(schedule, 1.5, 0.01)).toBeCloseTo(0.002, 15);
  });
});

describe('impossible schedules', () => {
  test.each<[string, CosineSchedule | StepSchedule, number, RegExp]>([
    ['a warm-up as long as the cycle', { ...paper, cycle: 5, warmUp: 5 }, 5, /warm-up of 5 epochs/],
    ['a minimum above the peak', { ...paper, minimum: 0.2 }, 10, /minimum 0.2 is above/],
    ['a warm-up as long as the training', { kind: 'step', peak: 1, factor: 0.1, milestones: [], warmUp: 3 }, 3, /warm-up of 3/],
    ['milestones out of order', { kind: 'step', peak: 1, factor: 0.1, milestones: [5, 5], warmUp: 0 }, 10, /milestone 5 does not come after 5/],
    ['a milestone in the warm-up', { kind: 'step', peak: 1, factor: 0.1, milestones: [1], warmUp: 2 }, 10, /within the warm-up/],
    ['a milestone beyond the end', { kind: 'step', peak: 1, factor: 0.1, milestones: [10], warmUp: 0 }, 10, /never reached/],
  ])('%s', (_, schedule, epochs, reason) => {
    expect(scheduleProblem(schedule, epochs)).toMatch(reason);
  });

  test('the paper’s schedules are possible', () => {
    expect(scheduleProblem(paper, 150)).toBeUndefined();
    expect(scheduleProblem({ kind: 'step', peak: 0.01, factor: 0.2, milestones: [85, 95], warmUp: 0 }, 100)).toBeUndefined();
  });
});
