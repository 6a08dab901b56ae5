import { describe, expect, it } from 'vitest';
import golden from './goldenDigests.json';
import { goldenDigests } from './goldenDigests';

describe('the samplers of this version', () => {
  it('give the bytes they always gave: where this fails on purpose, raise samplerVersion and take the digests anew', () => {
    expect(goldenDigests()).toEqual(golden);
  });
});
