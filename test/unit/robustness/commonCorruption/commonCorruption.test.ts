import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonCorruptionNameSchema } from '../../../../src/protocol/commonCorruption';
import {
  benchmarkCorruptions,
  commonCorruption,
  commonCorruptionGroup,
  commonCorruptionNames,
  severities,
  truncateToBytes,
  type CommonCorruptionName,
} from '../../../../src/robustness/commonCorruption';
import { publishedSizeFor } from '../../../../src/robustness/commonCorruption/severityParameters';
import { corrupted, everySeverity, mean, naturalImage } from './naturalImage';

const distances = (name: CommonCorruptionName, size: 32 | 64): number[] => {
  const { image } = naturalImage(size);
  return everySeverity(name, size).map((out) => Math.sqrt(mean(out.map((x, i) => (x - (image[i] ?? NaN)) ** 2))));
};

describe('the list', () => {
  it('has 19 names in four groups, 15 of them the benchmark', () => {
    expect(new Set(commonCorruptionNames).size).toBe(19);
    expect(benchmarkCorruptions).toHaveLength(15);
    expect(benchmarkCorruptions.at(-1)).toBe('jpeg_compression');
    const count = (group: string): number => Object.values(commonCorruptionGroup).filter((one) => one === group).length;
    expect(['noise', 'blur', 'weather', 'digital'].map(count)).toEqual([4, 5, 5, 5]);
  });

  it('is the one that messages carry', () => {
    expect(commonCorruptionNameSchema.options).toEqual(commonCorruptionNames);
  });
});

describe('every corruption', () => {
  /*
   * Not in order by their published parameters: saturate first takes colour away and then adds it; the elastic
   * transform and spatter change their character from severity to severity; glass blur at 32 pixels goes back to a smaller
   * sigma; and frost dims a bright image again from severity 3 on.
   */
  const unordered: readonly CommonCorruptionName[] = ['saturate', 'elastic_transform', 'spatter', 'glass_blur', 'frost'];

  it.each(commonCorruptionNames)('%s: stays in [0, 1], leaves its input alone, and changes it', (name) => {
    const { image } = naturalImage(32);
    for (const out of everySeverity(name, 32)) {
      expect(out).toHaveLength(image.length);
      expect(out.every((x) => x >= 0 && x <= 1)).toBe(true);
      expect(out).not.toEqual(image);
    }
    expect(naturalImage(32).image).toEqual(image);
  });

  // Severities 3 and 4 of motion blur at 32 pixels differ by nothing that a byte shows.
  it.each(commonCorruptionNames.filter((name) => !unordered.includes(name)))('%s: no severity is closer to the photograph than the one before, and the last is far from it', (name) => {
    for (const size of [32, 64] as const) {
      const found = distances(name, size);
      for (let i = 1; i < 5; i++) expect(found[i]).toBeGreaterThanOrEqual(found[i - 1] ?? NaN);
      expect(found[4]).toBeGreaterThan(1.2 * (found[0] ?? NaN));
    }
  });

  it.each(unordered)('%s: the strongest severity is farther from the photograph than the mildest', (name) => {
    const found = distances(name, 64);
    expect(Math.max(...found)).toBeGreaterThan(1.2 * Math.min(...found));
  });

  it('is the same at every call, whatever was drawn between', () => {
    const once = commonCorruptionNames.map((name) => corrupted(32, name, 4));
    const again = [...commonCorruptionNames].reverse().map((name) => corrupted(32, name, 4)).reverse();
    expect(again).toEqual(once);
  });

  it('works on any shape, grey and oblong ones included', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...commonCorruptionNames),
        fc.constantFrom(...severities),
        fc.record({ height: fc.integer({ min: 1, max: 40 }), width: fc.integer({ min: 1, max: 40 }), channels: fc.constantFrom(1, 3) }),
        fc.constantFrom<(i: number) => number>(() => 0, () => 1, (i) => ((i * 97) % 256) / 255),
        (name, severity, shape, pixel) => {
          const image = Float32Array.from({ length: shape.height * shape.width * shape.channels }, (_, i) => pixel(i));
          const out = commonCorruption(image, shape, { name, severity }, { seed: 3, purpose: 'evaluation', image: 1, draw: 1 });
          expect(out).toHaveLength(image.length);
          expect(out.every((x) => x >= 0 && x <= 1)).toBe(true);
        },
      ),
      { seed: 4, numRuns: 400 },
    );
  });

  it('refuses an image that does not have its shape', () => {
    expect(() => commonCorruption(new Float32Array(5), { height: 2, width: 2, channels: 1 }, { name: 'fog', severity: 1 }, { seed: 1, purpose: 'evaluation', image: 0, draw: 0 })).toThrow(RangeError);
  });
});

it('an image of another size takes the parameters of the published size nearest in ratio', () => {
  const sizeFor = (side: number): number => publishedSizeFor({ height: side, width: 2 * side });
  expect([1, 28, 32, 45, 46, 64, 96, 119, 120, 224, 299].map(sizeFor)).toEqual([32, 32, 32, 32, 64, 64, 64, 64, 224, 224, 224]);
});

describe('bytes', () => {
  it('keep every level that float32 cannot hold, and cut off all else', () => {
    const bytes = new Uint8Array(256);
    truncateToBytes(Float32Array.from({ length: 256 }, (_, k) => k / 255), bytes);
    expect(Array.from(bytes)).toEqual(Array.from({ length: 256 }, (_, k) => k));
    truncateToBytes(Float32Array.from({ length: 256 }, (_, k) => Math.min(1, (k + 0.99) / 255)), bytes);
    expect(Array.from(bytes)).toEqual(Array.from({ length: 256 }, (_, k) => k));
  });

  it.each(['pixelate', 'jpeg_compression', 'motion_blur'] as const)('%s gives whole levels', (name) => {
    for (const x of corrupted(32, name, 3)) expect(Math.abs(x * 255 - Math.round(x * 255))).toBeLessThan(1e-4);
  });
});
