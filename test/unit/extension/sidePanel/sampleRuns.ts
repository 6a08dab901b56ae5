import type { ListedRun } from '../../../../src/protocol/runListMessages';

/** A run that finished on a day of January 2026. */
export function finishedRun(day: number, more: Partial<ListedRun> = {}): ListedRun {
  const time = `2026-01-${String(day).padStart(2, '0')}T11:00:00.000Z`;
  return {
    folder: `/w/.lp-robustness/runs/${day}`,
    model: '/w/models/net/model.json',
    data: 'mnist',
    suite: 'quick',
    limit: 100,
    seed: 1,
    draws: 1,
    backend: 'wasm',
    started: time,
    state: {
      kind: 'finished',
      finished: time,
      clean: { n: 100, errors: 2, error: 0.02, low: 0.01, high: 0.07 },
      mceLp: { value: 0.272, low: 0.238, high: 0.31 },
      ice: { value: 0.35, low: -0.1, high: 0.8 },
    },
    ...more,
  };
}
