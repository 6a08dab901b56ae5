import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ProgressMeter } from '../../../src/engine/progressMeter';
import type { RunProgress } from '../../../src/protocol/run';
import { plainReport } from './plainReport';

type Evaluating = Extract<RunProgress, { phase: 'evaluating' }>;

/** A meter whose clock the test sets. */
function meterWith(options: { total: number; doneBefore?: number; reportCost?: number }) {
  const told: Evaluating[] = [];
  const clock = { now: 0 };
  const meter = new ProgressMeter({
    total: options.total,
    doneBefore: options.doneBefore ?? 0,
    onProgress: (progress) => {
      if (progress.phase === 'evaluating') told.push(progress);
    },
    partialReport: () => {
      clock.now += options.reportCost ?? 0;
      return Promise.resolve({ report: plainReport.report, took: options.reportCost ?? 0 });
    },
    now: () => clock.now,
  });
  const addAt = async (time: number, predictions: number): Promise<void> => {
    clock.now = Math.max(clock.now, time);
    meter.add(predictions);
    await setImmediate(); // a report that was asked for is made
  };
  return { told, addAt, end: () => meter.end() };
}

describe('progress of a run', () => {
  it('estimates the time left from the second block on, by the speed of this session alone', async () => {
    const { told, addAt } = meterWith({ total: 1000, doneBefore: 600 });
    await addAt(1000, 100);
    await addAt(2000, 100);
    expect(told.filter(({ partial }) => partial === undefined).map(({ done, secondsLeft }) => [done, secondsLeft])).toEqual([
      [600, undefined],
      [700, undefined],
      [800, 2],
    ]);
  });

  it('tells at most ten times a second, and always the end', async () => {
    const { told, addAt } = meterWith({ total: 1000 });
    for (let i = 1; i <= 1000; i += 1) await addAt(i, 1);
    expect(told.length).toBeLessThanOrEqual(12);
    expect(told.at(-1)?.done).toBe(1000);
  });

  it('makes a cheap report once a second', async () => {
    const { told, addAt } = meterWith({ total: 1000 });
    for (let i = 1; i <= 100; i += 1) await addAt(i * 100, 10);
    expect(told.filter(({ partial }) => partial !== undefined)).toHaveLength(10);
  });

  it('makes a dear report so seldom that it takes at most a fiftieth of the time', async () => {
    const { told, addAt } = meterWith({ total: 100_000, reportCost: 200 });
    for (let i = 1; i <= 1000; i += 1) await addAt(i * 100, 10);
    const reports = told.filter(({ partial }) => partial !== undefined).length;
    expect(reports).toBeGreaterThan(5);
    expect(reports * 200).toBeLessThanOrEqual(100_000 / 50 + 200);
  });

  it('tells nothing once it has ended, though a report was on its way', async () => {
    const { told, addAt, end } = meterWith({ total: 1000 });
    const made = addAt(5000, 10);
    end();
    const before = told.length;
    await made;
    expect(told).toHaveLength(before);
  });
});
