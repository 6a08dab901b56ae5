import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RestartPolicy } from '../../../src/extension/restartPolicy';

const minute = 60_000;

/** Times at which a server is started again that ends at these times, in milliseconds; it stops at the first refusal. */
function restarts(ends: readonly number[]): { at: number; wait: number }[] {
  let policy = new RestartPolicy();
  const done: { at: number; wait: number }[] = [];
  for (const at of ends) {
    const next = policy.next(at);
    if (next === undefined) break;
    policy = next.policy;
    done.push({ at, wait: next.wait });
  }
  return done;
}

describe('the restarts of a server that ends by itself', () => {
  it('are four within three minutes, each later than the one before, and no fifth', () => {
    const waits = restarts([0, 1, 2, 3, 4, 5]).map(({ wait }) => wait);
    expect(waits).toHaveLength(4);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(new Set(waits).size).toBe(4);
  });

  it('count afresh after three minutes', () => {
    expect(restarts([0, 1, 2, 3, 3 * minute + 4]).map(({ wait }) => wait).at(-1)).toBe(restarts([0])[0]?.wait);
    expect(restarts([0, 1, 2, 3, 3 * minute - 1])).toHaveLength(4);
  });

  it('are never more than four in any three minutes, whenever it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * minute }), { maxLength: 40 }), (pauses) => {
        let now = 0;
        const done = restarts(pauses.map((pause) => (now += pause)));
        for (const { at } of done) expect(done.filter((other) => other.at <= at && other.at > at - 3 * minute).length).toBeLessThanOrEqual(4);
      }),
    );
  });

  it('does not change a policy that was asked', () => {
    const policy = new RestartPolicy();
    const first = policy.next(0);
    for (let i = 0; i < 10; i++) expect(policy.next(0)?.wait).toBe(first?.wait);
  });
});
