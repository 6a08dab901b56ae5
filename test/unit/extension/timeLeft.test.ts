import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeProgress } from '../../../src/extension/commands/describeProgress';
import { timeLeft } from '../../../src/extension/timeLeft';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

describe('the time left, in words', () => {
  it.each([
    [0, '1 s left'],
    [7.2, '8 s left'],
    [11, '15 s left'],
    [58, '1 min 0 s left'],
    [76, '1 min 20 s left'],
    [3600, '1 h 0 min left'],
    [3900, '1 h 5 min left'],
  ])('of %d seconds', (seconds, words) => {
    expect(plain(timeLeft(seconds))).toBe(words);
  });

  it('never promises less than there is, nor more than a minute too much', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100_000, noNaN: true }), (seconds) => {
        const unit = { h: 3600, min: 60, s: 1 };
        const told = [...timeLeft(seconds).matchAll(/(\d+)\u00a0(h|min|s)/g)].reduce((sum, [, count, name]) => sum + Number(count) * unit[name as keyof typeof unit], 0);
        // From an hour on the seconds are left out.
        expect(told).toBeGreaterThan(seconds >= 3600 - 5 ? seconds - 60 : seconds - 1e-9);
        expect(told).toBeLessThan(seconds + 60);
      }),
    );
  });
});

describe('progress, in words', () => {
  it('says what is fetched', () => {
    expect(describeProgress({ phase: 'fetching', message: 'Fetching MNIST', doneBytes: 2_340_000, totalBytes: 11_500_000 }).message).toBe('Fetching MNIST (2.3 MB of 11.5 MB)');
  });

  it('says how much is evaluated, and how long it takes', () => {
    expect(describeProgress({ phase: 'evaluating', activity: { verb: 'Training, 2 of 5 models done', unit: 'images' }, done: 1, total: 4 })).toEqual({ message: 'Training, 2 of 5 models done: 25\u00a0%', fraction: 0.25 });
    const { message, timeLeft: left, fraction } = describeProgress({ phase: 'evaluating', done: 999, total: 1000, secondsLeft: 3 });
    expect(plain(message)).toBe('99 %'); // never 100 % before the end
    expect(plain(left)).toBe('3 s left');
    expect(fraction).toBe(0.999);
  });
});
