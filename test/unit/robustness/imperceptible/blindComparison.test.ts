import { describe, expect, it } from 'vitest';
import { comparisonAfter, type ComparisonState } from '../../../../src/robustness/imperceptible/blindComparison';
import { comparisonTrial } from '../../../../src/robustness/imperceptible/comparisonTrial';
import { epsilonLadder } from '../../../../src/robustness/imperceptible/epsilonLadder';
import { RandomStream } from '../../../../src/robustness/randomStream';

const levels = 17;

/** One search by an observer who is right at each level with a probability of their own. */
function search(rightAt: (level: number) => number, experiment: number): ComparisonState {
  const stream = new RandomStream({ seed: 21, purpose: 'statistics', kind: 'choice', image: experiment, draw: 0 });
  const answers: boolean[] = [];
  for (let state = comparisonAfter(answers, levels); ; state = comparisonAfter(answers, levels)) {
    if (state.phase === 'done') return state;
    answers.push(stream.nextIndex(1 << 24) / (1 << 24) < rightAt(state.level));
  }
}

/** Guessing far below the threshold, seeing far above it: the usual curve of a two-way comparison. */
const observer = (threshold: number) => (level: number) => 0.5 + 0.5 * (1 - Math.exp(-(2 ** ((level - threshold) * 1.2))));

describe('a blind comparison', () => {
  it('takes a level that is seen in three of four pictures with probability of at most 5 %', () => {
    // The worst case: exactly 75 % right, whatever is shown. Were the true rate 5 %, more than 75 of 1,000 would have a probability below 0.001.
    const experiments = Array.from({ length: 1000 }, (_, i) => search(() => 0.75, i));
    const taken = experiments.filter(({ level }) => level >= 0).length;
    expect(taken).toBeLessThanOrEqual(75);
    // And it is not just that nothing is ever taken.
    expect(taken).toBeGreaterThan(0);
  });

  it.each([5, 8, 11])('with an observer whose threshold is level %s, ends below it, and not far below', (threshold) => {
    const rightAt = observer(threshold);
    const ends = Array.from({ length: 400 }, (_, i) => search(rightAt, i));
    // Of 400, with a true rate of 5 % at most, more than 40 have a probability below 1e-4.
    expect(ends.filter(({ level }) => level >= 0 && rightAt(level) >= 0.75).length).toBeLessThanOrEqual(40);
    const sorted = ends.map(({ level }) => level).toSorted((a, b) => a - b);
    expect(sorted[200]).toBeGreaterThanOrEqual(threshold - 4);
    expect(sorted[200]).toBeLessThan(threshold);
    const questions = ends.map(({ answers }) => answers).toSorted((a, b) => a - b);
    expect(questions[200]).toBeGreaterThan(25);
    expect(questions[200]).toBeLessThan(90);
  });

  it('says so where even the weakest is seen, and gives the strongest to one who only guesses', () => {
    expect(search(() => 1, 0)).toMatchObject({ phase: 'done', level: -1 });
    const guessers = Array.from({ length: 400 }, (_, i) => search(() => 0.5, i).level);
    // Each test calls a guesser a seer with at most 5 %: all but a few end high, whatever way the staircase took.
    expect(guessers.filter((level) => level < 0).length).toBeLessThanOrEqual(20);
    expect(guessers.toSorted((a, b) => a - b)[200]).toBeGreaterThanOrEqual(levels - 6);
  });

  it('is harder after two right answers, easier after a wrong one', () => {
    const start = comparisonAfter([], levels).level;
    expect(comparisonAfter([true], levels).level).toBe(start);
    expect(comparisonAfter([true, true], levels).level).toBe(start - 2);
    expect(comparisonAfter([false], levels).level).toBe(start + 2);
    expect(comparisonAfter([true, true, false], levels).level).toBe(start);
    // A turn down, a turn up: from then on one level at a time.
    expect(comparisonAfter([true, true, false, true, true], levels).level).toBe(start - 1);
  });

  it('asks where the corrupted picture is without a pattern', () => {
    const law = { norm: 2, sampling: 'ball', unit: 'element' } as const;
    const trials = Array.from({ length: 1000 }, (_, trial) => comparisonTrial(law, 1, trial, 60));
    const left = trials.filter(({ corruptedSide }) => corruptedSide === 'left').length;
    // Outside of these bounds with a probability of about 1e-5.
    expect(left).toBeGreaterThan(430);
    expect(left).toBeLessThan(570);
    expect(new Set(trials.map(({ picture }) => picture)).size).toBe(60);
    expect(comparisonTrial({ ...law, norm: 1 }, 1, 3, 60)).toEqual(comparisonTrial({ ...law, norm: 1 }, 1, 3, 60));
  });
});

describe('the ladder of epsilons', () => {
  it('holds the anchor, and rises by the square root of 2', () => {
    const ladder = epsilonLadder(0.5, 1e150);
    expect(ladder).toHaveLength(17);
    expect(ladder[8]).toBe(0.5);
    expect([ladder[0], ladder[16]]).toEqual([0.5 / 16, 8]);
    for (const [i, epsilon] of ladder.entries()) if (i > 0) expect(epsilon / (ladder[i - 1] ?? NaN)).toBeCloseTo(Math.SQRT2, 2);
  });

  it('ends at the largest epsilon', () => {
    expect(Math.max(...epsilonLadder(0.3, 1))).toBeLessThanOrEqual(1);
  });
});
