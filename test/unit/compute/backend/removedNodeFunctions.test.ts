import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { supplyRemovedNodeFunctions } from '../../../../src/compute/backend/removedNodeFunctions';

const util = createRequire(__filename)('node:util') as Record<string, unknown>;

it('supplies what Node 23 removed, and leaves what is there', () => {
  const { isArray, isNullOrUndefined } = util;
  try {
    delete util['isNullOrUndefined'];
    const own = (): boolean => true;
    util['isArray'] = own;
    supplyRemovedNodeFunctions();
    const supplied = util['isNullOrUndefined'] as (value: unknown) => boolean;
    expect([null, undefined, 0, '', false, NaN, {}].map(supplied)).toEqual([true, true, false, false, false, false, false]);
    expect(util['isArray']).toBe(own);
    delete util['isArray'];
    supplyRemovedNodeFunctions();
    expect([[], {}, 'a'].map(util['isArray'] as (value: unknown) => boolean)).toEqual([true, false, false]);
  } finally {
    Object.assign(util, { isArray, isNullOrUndefined });
  }
});
