import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { Comparison } from '../../../../src/compute/separation/comparison';
import { measureOverlap } from '../../../../src/compute/separation/overlapMeasurement';
import type { ComparisonQuestion } from '../../../../src/protocol/separation';
import { naiveDistance } from '../../robustness/classSeparation/naiveNeighbour';
import { expectError, idx, pixels, png, temporaryFolder, write } from '../data/madeData';

const never = (): Promise<boolean> => Promise.resolve(false);

function question(place: string, more: Partial<ComparisonQuestion> = {}): ComparisonQuestion {
  return { location: { kind: 'path', path: place }, between: 'test-test', norm: 2, limit: null, seed: 1, hash: true, ...more };
}

/** Two IDX splits of 4 x 3 images, 20 for training and 12 for testing, in three classes. */
function twoSplits(): { folder: string; train: Uint8Array; test: Uint8Array } {
  const train = pixels(20 * 12, 3);
  const test = pixels(12 * 12, 8);
  const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 3);
  const folder = write(temporaryFolder(), {
    'train-images-idx3-ubyte': idx([20, 4, 3], train),
    'train-labels-idx1-ubyte': idx([20], labels(20)),
    't10k-images-idx3-ubyte': idx([12, 4, 3], test),
    't10k-labels-idx1-ubyte': idx([12], labels(12)),
  });
  return { folder, train, test };
}

const image = (all: Uint8Array, index: number): Uint8Array => all.subarray(12 * index, 12 * index + 12);

describe('a comparison', () => {
  it('finds for each test image the nearest training image of another class', async () => {
    const { folder, train, test } = twoSplits();
    for (const norm of [1, 2, 'inf'] as const) {
      const comparison = await Comparison.open(question(folder, { between: 'train-test', norm }));
      expect(comparison.summary).toMatchObject({ candidates: 20, shape: { height: 4, width: 3, channels: 1 } });
      expect(Array.from(comparison.summary.images)).toEqual(Array.from({ length: 12 }, (_, i) => i));
      const found = await comparison.neighbours({ first: 3, count: 7 }, never);
      for (let i = 0; i < 7; i += 1) {
        const distances = Array.from({ length: 20 }, (_, other) => (other % 3 === (i + 3) % 3 ? Infinity : naiveDistance(norm, image(test, i + 3), image(train, other), 255)));
        expect(found.distances[i]).toBeCloseTo(Math.min(...distances), 12);
        expect(distances[found.neighbours[i] ?? -1]).toBeCloseTo(Math.min(...distances), 12);
        expect([found.labels[i], found.neighbourLabels[i]]).toEqual([(i + 3) % 3, (found.neighbours[i] ?? 0) % 3]);
      }
    }
  });

  it('of a sample compares only images of the sample, the same ones every time, by their own numbers', async () => {
    const { folder, test } = twoSplits();
    const comparison = await Comparison.open(question(folder, { limit: 5 }));
    const chosen = Array.from(comparison.summary.images);
    expect(chosen).toHaveLength(5);
    expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
    const found = await comparison.neighbours({ first: 0, count: 5 }, never);
    for (const [i, own] of chosen.entries()) {
      const others = chosen.filter((other) => other % 3 !== own % 3);
      expect(found.distances[i]).toBeCloseTo(Math.min(...others.map((other) => naiveDistance(2, image(test, own), image(test, other), 255))), 12);
      expect(others).toContain(found.neighbours[i]);
    }
    expect(Array.from((await Comparison.open(question(folder, { limit: 5 }))).summary.images)).toEqual(chosen);
    expect(Array.from((await Comparison.open(question(folder, { limit: 5, seed: 2 }))).summary.images)).not.toEqual(chosen);
  });

  it('hashes what is compared', async () => {
    const { folder } = twoSplits();
    const hashes = await Promise.all((['train-train', 'train-test', 'test-test'] as const).map(async (between) => (await Comparison.open(question(folder, { between }))).summary.hash));
    expect(new Set(hashes).size).toBe(3);
    expect((await Comparison.open(question(folder, { hash: false }))).summary.hash).toBe('');
  });

  it('stops between two images when it is cancelled', async () => {
    const { folder } = twoSplits();
    const comparison = await Comparison.open(question(folder));
    // Long enough to look at the channel after the first image.
    const slow = performance.now.bind(performance);
    let shift = 0;
    performance.now = () => slow() + (shift += 1000);
    try {
      await expectError(comparison.neighbours({ first: 0, count: 12 }, () => Promise.resolve(true)), 'LPR-601');
    } finally {
      performance.now = slow;
    }
  });

  it('finds identical images with two labels at distance 0', async () => {
    const same = png(4, 3, 1, 5);
    const folder = write(temporaryFolder(), { 'cat/a.png': png(4, 3, 1, 1), 'cat/b.png': same, 'dog/a.png': same, 'dog/b.png': png(4, 3, 1, 2) });
    const found = await (await Comparison.open(question(folder, { norm: 'inf' }))).neighbours({ first: 0, count: 4 }, never);
    expect(Array.from(found.distances.subarray(1, 3))).toEqual([0, 0]);
    expect(Array.from(found.neighbours.subarray(1, 3))).toEqual([2, 1]);
  });

  it('compares grey with colour and 8 bits with 16 by what they show', async () => {
    const grey = encode({ width: 2, height: 1, channels: 1, data: Uint8Array.from([10, 200]) });
    const colour = encode({ width: 2, height: 1, channels: 3, data: Uint8Array.from([10, 10, 10, 200, 200, 205]) });
    const deep = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.from([10 * 257, 200 * 257 + 1]) });
    const folder = write(temporaryFolder(), { 'a/grey.png': grey, 'b/colour.png': colour, 'c/deep.png': deep });
    const found = await (await Comparison.open(question(folder, { norm: 1 }))).neighbours({ first: 0, count: 3 }, never);
    expect(found.distances[0]).toBeCloseTo(3 / 65535, 12);
    expect(found.distances[1]).toBeCloseTo((5 * 257) / 65535, 12);
    expect(found.distances[2]).toBeCloseTo(3 / 65535, 12);
  });

  it('knows classes by the names of their folders where a split lacks one', async () => {
    const files = { 'train/bird/1.png': png(4, 3, 1, 1), 'train/cat/1.png': png(4, 3, 1, 2), 'train/dog/1.png': png(4, 3, 1, 3), 'test/cat/1.png': png(4, 3, 1, 2), 'test/dog/1.png': png(4, 3, 1, 9) };
    const comparison = await Comparison.open(question(write(temporaryFolder(), files), { between: 'train-test' }));
    const found = await comparison.neighbours({ first: 0, count: 2 }, never);
    const name = (label: number | undefined): string | undefined => comparison.summary.classNames[label ?? -1];
    expect([name(found.labels[0]), name(found.labels[1])]).toEqual(['cat', 'dog']);
    // The training image of the same picture has the same class, so that it is not the neighbour.
    expect(found.distances[0]).toBeGreaterThan(0);
    expect(name(found.neighbourLabels[0])).not.toBe('cat');
  });

  it('says that an image has no neighbour where all candidates have its class', async () => {
    const files = { 'train/cat/1.png': png(4, 3, 1, 2), 'test/cat/1.png': png(4, 3, 1, 4), 'test/dog/1.png': png(4, 3, 1, 9) };
    const found = await (await Comparison.open(question(write(temporaryFolder(), files), { between: 'train-test' }))).neighbours({ first: 0, count: 2 }, never);
    expect(found.distances[0]).toBeNaN();
    expect(found.distances[1]).toBeGreaterThan(0);
  });

  it('refuses what has no separation, with a code', async () => {
    const one = write(temporaryFolder(), { 'cat/1.png': png(4, 3, 1, 1), 'cat/2.png': png(4, 3, 1, 2) });
    await expectError(Comparison.open(question(one)), 'LPR-340', one);
    const { folder } = twoSplits();
    await expectError(Comparison.open(question(folder, { limit: 1 })), 'LPR-340', '--limit');
    const sizes = write(temporaryFolder(), { 'cat/1.png': png(4, 3, 1, 1), 'dog/1.png': png(3, 4, 1, 2) });
    await expectError(Comparison.open(question(sizes)), 'LPR-342', '4 x 3', '3 x 4');
    const unsplit = write(temporaryFolder(), { 'cat/1.png': png(4, 3, 1, 1), 'dog/1.png': png(4, 3, 1, 2) });
    await expectError(Comparison.open(question(unsplit, { between: 'train-test' })), 'LPR-344', unsplit);
    const broken = write(temporaryFolder(), { 'cat/1.png': png(4, 3, 1, 1).slice(0, 40), 'dog/1.png': png(4, 3, 1, 2) });
    await expectError(Comparison.open(question(broken)), 'LPR-325', '1.png');
    await expectError(Comparison.open(question(`${broken}/nowhere`)), 'LPR-310');
  });
});

describe('an overlap', () => {
  const asked = { split: 'test', image: 2, inner: { norm: 2, epsilon: 1, sampling: 'ball', laplaceBug: false }, outer: { norm: 2, epsilon: 1 }, count: 50, seed: 1 } as const;

  it('is measured around the image asked for, in its own shape', async () => {
    const { folder } = twoSplits();
    expect(await measureOverlap({ ...asked, location: { kind: 'path', path: folder } }, never)).toEqual({ inside: 50, shape: { height: 4, width: 3, channels: 1 } });
    const around = async (index: number): Promise<number> =>
      (await measureOverlap({ ...asked, image: index, outer: { norm: 1, epsilon: 1.8 }, count: 500, location: { kind: 'path', path: folder } }, never)).inside;
    expect(await around(2)).not.toBe(await around(3));
    expect(await around(2)).toBe(await around(2));
  });

  it('is refused for an image that is not there, and stops when cancelled', async () => {
    const { folder } = twoSplits();
    await expectError(measureOverlap({ ...asked, image: 12, location: { kind: 'path', path: folder } }, never), 'LPR-345', '0 to 11');
    await expectError(measureOverlap({ ...asked, location: { kind: 'path', path: folder } }, () => Promise.resolve(true)), 'LPR-601');
  });
});
