import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectImages } from '../../../../src/engine/preview/previewSelection';
import { LprError } from '../../../../src/protocol/errors';
import { seededOrder } from '../../../../src/robustness/randomStream';

const source = { data: 'pictures', split: 'test' };

describe('the images of a page', () => {
  it('turned over to the end are all images of the class, each once, in the order asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 60 }), fc.option(fc.nat({ max: 3 })), fc.option(fc.maxSafeNat()), fc.integer({ min: 1, max: 12 }), (labels, label, shuffle, count) => {
        const order = shuffle === null ? labels.map((_, image) => image) : [...seededOrder(labels.length, shuffle)];
        const wanted = order.filter((image) => label === null || labels[image] === label);
        const seen: number[] = [];
        for (let first = 0; ; first += count) {
          const page = selectImages({ kind: 'page', shuffle, label, first, count }, Int32Array.from(labels), source);
          expect(page.total).toBe(wanted.length);
          if (first >= wanted.length) {
            // Beyond the end comes the last page, and never an empty one where there are images.
            expect([...page.images]).toEqual(wanted.slice(page.first, page.first + count));
            expect(page.images.length > 0).toBe(wanted.length > 0);
            break;
          }
          expect(page.first).toBe(first);
          seen.push(...page.images);
        }
        expect(seen).toEqual(wanted);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('are those named, in their order', () => {
    expect([...selectImages({ kind: 'indices', images: [4, 0, 4] }, new Int32Array(5), source).images]).toEqual([4, 0, 4]);
  });

  it('must be there', () => {
    const ask = () => selectImages({ kind: 'indices', images: [4, 5] }, new Int32Array(5), source);
    expect(ask).toThrow(LprError);
    expect(ask).toThrow(/LPR-345.*image 5.*0 to 4/);
  });
});
