import { describe, expect, it } from 'vitest';
import { age } from '../../../src/extension/codeLens/age';
import { resultDetail, resultText } from '../../../src/extension/codeLens/resultText';
import type { RunSummary } from '../../../src/protocol/serverMessages';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const day = 86_400;

describe('an age, in words', () => {
  it.each([
    [-100, 'just now'],
    [59.9, 'just now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [day - 1, '23 hours ago'],
    [3 * day, '3 days ago'],
    [30 * day, '1 month ago'],
    [364 * day, '12 months ago'],
    [800 * day, '2 years ago'],
  ])('of %d seconds', (seconds, words) => {
    expect(plain(age(seconds))).toBe(words);
  });
});

describe('what a lens says of a run', () => {
  const run: RunSummary = {
    folder: '/r',
    model: '/m/model.json',
    data: 'mnist',
    suite: 'paper',
    started: '2026-01-01T09:00:00.000Z',
    finished: '2026-01-01T10:00:00.000Z',
    clean: { n: 100, errors: 2, error: 0.02, low: 0.0024, high: 0.0704 },
    mceLp: { value: 0.2719, low: 0.2381, high: 0.31 },
    ice: { value: null, reason: 'the suite has none' },
  };
  const same = { modelSince: 'same', dataSince: 'same', experimentChanged: false } as const;
  const now = Date.parse('2026-01-04T12:00:00.000Z');

  it('is its mean error with the interval, and how old it is', () => {
    expect(plain(resultText(run, same, now))).toBe('mCE_Lp 27.2 % [23.8 %, 31.0 %], clean error 2.0 %, 3 days ago');
  });

  it('is the clean error where a suite has no mean', () => {
    expect(plain(resultText({ ...run, mceLp: run.ice }, same, now))).toBe('clean error 2.0 % [0.2 %, 7.0 %], 3 days ago');
  });

  it.each([
    ['changed', 'same', false, 'model changed since'],
    ['gone', 'same', false, 'model gone'],
    ['same', 'changed', false, 'data changed since'],
    ['same', 'gone', false, 'data gone'],
    ['same', 'written', false, 'data written since'],
    ['same', 'same', true, 'experiment changed since'],
    ['changed', 'changed', true, 'model changed since, data changed since, experiment changed since'],
  ] as const)('says what is not as it was: the model %s, the data %s, the experiment changed %s', (modelSince, dataSince, experimentChanged, words) => {
    const since = { modelSince, dataSince, experimentChanged };
    expect(plain(resultText(run, since, now))).toMatch(new RegExp(`, 3 days ago, ${words}$`));
    expect(resultDetail(run, since).split('\n').length).toBeGreaterThan(resultDetail(run, same).split('\n').length);
  });
});
