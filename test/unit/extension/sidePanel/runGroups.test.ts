import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtered, grouped, inOrder } from '../../../../src/extension/sidePanel/runGroups';
import type { ListedRun } from '../../../../src/protocol/runListMessages';
import { finishedRun } from './sampleRuns';

const folders = (runs: readonly ListedRun[]) => runs.map(({ folder }) => folder.split('/').at(-1));
const running = (day: number): ListedRun => finishedRun(day, { state: { kind: 'running', share: 0.5, host: 'h', pid: 1, by: 'terminal' } });

const someRuns = fc.array(
  fc.record({ model: fc.constantFrom('/a/model.json', '/b/model.json', '/b/net.json'), data: fc.constantFrom('mnist', '/d/mnist'), suite: fc.string({ maxLength: 3 }) }),
  { maxLength: 12 },
).map((parts) => parts.map((part, index) => finishedRun(1 + index, part)));

describe('the order of runs', () => {
  it('is: those that are worked on, then the last finished or begun first', () => {
    const begun = finishedRun(3, { state: { kind: 'unfinished', share: null, wasCancelled: true } });
    expect(folders(inOrder([finishedRun(1), begun, running(2), finishedRun(4)]))).toEqual(['2', '4', '3', '1']);
  });

  it('does not depend on the order in which they come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (days) => {
        expect(folders(inOrder(days.map((day) => finishedRun(day))))).toEqual(['6', '5', '4', '3', '2', '1']);
      }),
      { seed: 1 },
    );
  });
});

describe('the filter', () => {
  const unfinished = finishedRun(4, { model: '/u/model.json', data: '/u', suite: 'own', state: { kind: 'unfinished', share: null, wasCancelled: false } });
  const runs = [finishedRun(1), finishedRun(2, { model: '/w/Models/Robust/model.json', data: '/d/Pictures' }), running(3), unfinished];

  it.each([
    ['', ['1', '2', '3', '4']],
    ['  ', ['1', '2', '3', '4']],
    ['finished', ['1', '2']],
    ['interrupted wasm', ['4']],
    ['robust', ['2']],
    ['PICT', ['2']],
    ['mnist running', ['3']],
    ['quick mnist', ['1', '3']],
    ['mnist pictures', []],
    ['finished\nmnist', ['1']],
    ['.*', []],
  ])('%j leaves %j', (text, expected) => {
    expect(folders(filtered(runs, text))).toEqual(expected);
  });

  it('leaves fewer runs, and none other, the more words it has', () => {
    fc.assert(
      fc.property(someRuns, fc.string(), fc.string(), (all, one, other) => {
        const both = filtered(all, `${one} ${other}`);
        expect(filtered(filtered(all, one), other)).toEqual(both);
      }),
      { seed: 2 },
    );
  });
});

describe('groups', () => {
  it('are told apart by path, and called by name', () => {
    const runs = [finishedRun(3, { model: '/b/net/model.json' }), finishedRun(2, { model: '/a/net/model.json' }), finishedRun(1, { model: '/b/net/model.json' })];
    expect(grouped(runs, 'model').map(({ key, name, runs: own }) => [key, name, folders(own)])).toEqual([
      ['/b/net/model.json', 'net', ['3', '1']],
      ['/a/net/model.json', 'net', ['2']],
    ]);
  });

  it.each(['model', 'data', 'suite'] as const)('by %s hold every run once, in its order', (by) => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const groups = grouped(runs, by);
        expect(new Set(groups.map(({ key }) => key)).size).toBe(groups.length);
        for (const { key, runs: own } of groups) expect(own).toEqual(runs.filter((run) => run[by] === key));
        expect(groups.flatMap(({ runs: own }) => own)).toHaveLength(runs.length);
      }),
      { seed: 3 },
    );
  });
});
