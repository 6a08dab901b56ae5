import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { epochOrder, splitForTraining } from '../../../../src/robustness/training';

describe('the validation split', () => {
  test('parts the images: none is in both, none is lost, and the share is the one asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), fc.double({ min: 0, max: 0.9, noNaN: true }), fc.integer({ min: 1, max: 500 }), fc.nat(), (count, validation, limit, seed) => {
        const split = splitForTraining(count, seed, validation, limit);
        const all = [...split.training, ...split.validation];
        expect(new Set(all).size).toBe(all.length);
        expect(all.length).toBe(Math.min(limit, count));
        expect(all.every((index) => index < count)).toBe(true);
        expect(split.validation.length).toBe(Math.round(all.length * validation));
      }),
    );
  });

  test('keeps the same images apart whatever is trained on them later, and others for another seed', () => {
    expect(splitForTraining(100, 1, 0.2)).toEqual(splitForTraining(100, 1, 0.2));
    expect(splitForTraining(100, 1, 0.2)).not.toEqual(splitForTraining(100, 2, 0.2));
  });
});

describe("an epoch's order", () => {
  test('has every image once, differs from epoch to epoch, and is the same at every call', () => {
    const { training } = splitForTraining(200, 3, 0.25);
    const [first, second] = [epochOrder(training, 3, 0), epochOrder(training, 3, 1)];
    expect(first.slice().sort()).toEqual(training);
    expect(second.slice().sort()).toEqual(training);
    expect(first).not.toEqual(second);
    expect(epochOrder(training, 3, 1)).toEqual(second);
  });
});
