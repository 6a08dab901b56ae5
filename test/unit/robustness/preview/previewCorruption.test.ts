import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonCorruption, commonCorruptionNames, truncateToBytes } from '../../../../src/robustness/commonCorruption';
import type { NoiseLaw } from '../../../../src/robustness/corruption';
import { evaluationSample, writePreview } from '../../../../src/robustness/preview';
import { asEvaluated } from './asEvaluated';

const norm = fc.oneof(fc.constantFrom<NoiseLaw['norm'][]>(0, 'inf', 'gaussian', 1, 2), fc.double({ min: 0.1, max: 1000, noNaN: true }));
const law = fc.record({ norm, sampling: fc.constantFrom('ball', 'sphere'), unit: fc.constantFrom('element', 'pixel') });
const shapes = fc.record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }), channels: fc.constantFrom(1, 3) });
const cleanImage = (size: number) => (image: number) => Float32Array.from({ length: size }, (_, i) => ((i * 37 + image * 101) % 256) / 255);

describe('an image of the preview', () => {
  it('has the bytes that a run evaluates, whatever the largest epsilon of its suite', async () => {
    const epsilon = fc.double({ min: 1e-3, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(law, shapes, fc.uniqueArray(epsilon, { minLength: 1, maxLength: 4 }), fc.maxSafeNat(), fc.nat({ max: 5 }), async (law, shape, epsilons, seed, draw) => {
        const size = shape.height * shape.width * shape.channels;
        const clean = cleanImage(size);
        const ascending = epsilons.toSorted((a, b) => a - b);
        const images = Uint32Array.of(7, 0, 412);
        const batches = await asEvaluated({ law, strengths: ascending, images, seed, draw }, shape, clean);
        ascending.forEach((epsilon, cell) => {
          images.forEach((image, row) => {
            const out = new Float32Array(size);
            writePreview(clean(image), shape, { kind: 'noise', law, epsilon }, { seed, image, draw }, out);
            expect(out).toEqual(batches[cell]?.subarray(row * size, (row + 1) * size));
          });
        });
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is the same when a sample drawn before serves another epsilon', () => {
    fc.assert(
      fc.property(law, shapes, fc.tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true })), (law, shape, epsilons) => {
        const size = shape.height * shape.width * shape.channels;
        const address = { seed: 3, image: 1, draw: 0 };
        const sample = evaluationSample(law, shape, address, new Float32Array(size).fill(NaN));
        for (const epsilon of epsilons) {
          const [fresh, reused] = [new Float32Array(size), new Float32Array(size).fill(7)];
          writePreview(cleanImage(size)(1), shape, { kind: 'noise', law, epsilon }, address, fresh);
          writePreview(cleanImage(size)(1), shape, { kind: 'noise', law, epsilon }, address, reused, sample);
          expect(reused).toEqual(fresh);
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  it.each(commonCorruptionNames)('under %s is read as the benchmark stores it, in bytes', (name) => {
    const shape = { height: 32, width: 32, channels: 3 };
    const image = cleanImage(3072)(5);
    const bytes = new Uint8Array(3072);
    truncateToBytes(commonCorruption(image, shape, { name, severity: 4 }, { seed: 9, purpose: 'evaluation', image: 5, draw: 2 }), bytes);
    const out = new Float32Array(3072);
    writePreview(image, shape, { kind: 'common', name, severity: 4 }, { seed: 9, image: 5, draw: 2 }, out);
    expect(out).toEqual(Float32Array.from(bytes, (level) => level / 255));
  });
});
