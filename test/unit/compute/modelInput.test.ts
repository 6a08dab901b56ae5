import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveImageInput } from '../../../src/compute/model/imageInput';
import type { OpenShape } from '../../../src/compute/model/network';
import { preprocessor } from '../../../src/compute/model/preprocess';
import { LprError } from '../../../src/protocol/errors';
import type { ModelDescription, Preprocessing } from '../../../src/protocol/experiment';
import { tf } from './modelTestBed';

const refusalOf = (shape: OpenShape, description: ModelDescription): string => {
  try {
    resolveImageInput(shape, description);
  } catch (error) {
    if (error instanceof LprError) return error.code;
    throw error;
  }
  return 'taken';
};

describe('the input of a model', () => {
  test.each<[OpenShape, ModelDescription, object]>([
    [[null, 32, 32, 3], {}, { image: { height: 32, width: 32, channels: 3 }, layout: 'nhwc' }],
    [[null, 28, 20, 1], {}, { image: { height: 28, width: 20, channels: 1 }, layout: 'nhwc' }],
    [[null, 3, 224, 200], {}, { image: { height: 224, width: 200, channels: 3 }, layout: 'nchw' }],
    [[null, 1, 28, 28], {}, { image: { height: 28, width: 28, channels: 1 }, layout: 'nchw' }],
    // Either place would do: channels stand last, unless the description knows better.
    [[null, 3, 3, 3], {}, { image: { height: 3, width: 3, channels: 3 }, layout: 'nhwc' }],
    [[null, 1, 5, 3], { preprocessing: { layout: 'nchw' } }, { image: { height: 5, width: 3, channels: 1 }, layout: 'nchw' }],
    [[null, 784], {}, { image: { height: 28, width: 28, channels: 1 }, layout: 'flat' }],
    [[null, 3072], {}, { image: { height: 32, width: 32, channels: 3 }, layout: 'flat' }],
    [[null, 600], { inputSize: [10, 20] }, { image: { height: 10, width: 20, channels: 3 }, layout: 'flat' }],
    [[null, null, null, 3], { inputSize: [96, 64] }, { image: { height: 96, width: 64, channels: 3 }, layout: 'nhwc' }],
    [[null, 96, null, 3], { inputSize: [96, 64] }, { image: { height: 96, width: 64, channels: 3 }, layout: 'nhwc' }],
    [[null, null, null, null], { inputSize: [96, 64] }, { image: { height: 96, width: 64, channels: 3 }, layout: 'nhwc' }],
    [undefined, { inputSize: [96, 64] }, { image: { height: 96, width: 64, channels: 3 }, layout: 'nhwc' }],
    [[4, 8, 8, 1], {}, { image: { height: 8, width: 8, channels: 1 }, layout: 'nhwc', batch: 4 }],
  ])('%j with %j', (shape, description, expected) => {
    expect(resolveImageInput(shape, description)).toEqual(expected);
  });

  test.each<[string, OpenShape, ModelDescription]>([
    ['LPR-215', [null, 8, 8, 2], {}],
    ['LPR-215', [null, 8, 8, 8, 3], {}],
    ['LPR-215', [null], {}],
    ['LPR-215', [null, 0, 8, 3], {}],
    ['LPR-216', [null, null, null, 3], {}],
    ['LPR-216', [null, 785], {}],
    ['LPR-216', [null, null], {}],
    ['LPR-216', undefined, {}],
    ['LPR-217', [null, 32, 32, 3], { inputSize: [28, 28] }],
    ['LPR-217', [null, 784], { inputSize: [30, 30] }],
    ['LPR-217', [null, 32, 32, 3], { preprocessing: { layout: 'flat' } }],
    ['LPR-209', [null, 2 ** 16, 2 ** 16, 3], {}],
    ['LPR-209', [2 ** 30, 2, 2, 3], {}],
  ])('%s for %j with %j', (code, shape, description) => {
    expect(refusalOf(shape, description)).toBe(code);
  });
});

describe('preprocessing', () => {
  const shape = { height: 3, width: 2, channels: 3 };

  /** Element by element, in double precision. */
  function naive(images: Float32Array, count: number, asked: Preprocessing, layout: string, type: string): number[] {
    const { height, width, channels } = shape;
    const [low, high] = asked.range ?? (type === 'int32' ? [0, 255] : [0, 1]);
    const of = (list: number[] | undefined, c: number, otherwise: number) => (list === undefined ? otherwise : (list.length === 1 ? list[0] : list[c])) ?? Number.NaN;
    const value = (n: number, y: number, x: number, c: number) => {
      const from = asked.channelOrder === 'bgr' ? channels - 1 - c : c;
      const pixel = images[((n * height + y) * width + x) * channels + from] ?? Number.NaN;
      const result = (low + (high - low) * pixel - of(asked.mean, c, 0)) / of(asked.std, c, 1);
      return type === 'int32' ? Math.round(result) : result;
    };
    const out: number[] = [];
    for (let n = 0; n < count; n++) {
      if (layout === 'nchw') for (let c = 0; c < channels; c++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) out.push(value(n, y, x, c));
      else for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) for (let c = 0; c < channels; c++) out.push(value(n, y, x, c));
    }
    return out;
  }

  const few = (low: number, high: number) => fc.integer({ min: low * 8, max: high * 8 }).map((eighths) => eighths / 8);
  const perChannel = (entry: fc.Arbitrary<number>) => fc.oneof(fc.array(entry, { minLength: 1, maxLength: 1 }), fc.array(entry, { minLength: 3, maxLength: 3 }));

  test('is what a naive loop computes, whatever is asked for, and leaves no tensor behind', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            range: fc.tuple(few(-2, 0), few(1, 255)),
            mean: perChannel(few(-2, 130)),
            std: perChannel(few(1, 60)),
            channelOrder: fc.constantFrom('rgb', 'bgr'),
            layout: fc.constantFrom('nhwc', 'nchw', 'flat'),
          },
          { requiredKeys: [] },
        ),
        fc.constantFrom('float32' as const, 'int32' as const),
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 36, maxLength: 36 }),
        (asked, type, thousandths) => {
          const images = Float32Array.from(thousandths, (part) => part / 1000);
          const layout = asked.layout ?? 'nhwc';
          const before = tf.memory().numTensors;
          const prepare = preprocessor(tf, { image: shape, layout }, asked, type);
          const result = prepare(images, 2);
          expect(result.dtype).toBe(type);
          expect(result.shape).toEqual(layout === 'nhwc' ? [2, 3, 2, 3] : layout === 'nchw' ? [2, 3, 3, 2] : [2, 18]);
          const values = result.dataSync();
          for (const [i, expected] of naive(images, 2, asked, layout, type).entries()) {
            // Rounded to whole numbers, the two may fall on either side of a half.
            expect(Math.abs((values[i] ?? Number.NaN) - expected)).toBeLessThan(type === 'int32' ? 1.001 : 1e-4 * Math.max(1, Math.abs(expected)));
          }
          result.dispose();
          expect(tf.memory().numTensors).toBe(before);
        },
      ),
      { seed: 9, numRuns: 200 },
    );
  });

  test('a model of integers gets whole numbers from 0 to 255', () => {
    const prepare = preprocessor(tf, { image: { height: 1, width: 3, channels: 1 }, layout: 'nhwc' }, undefined, 'int32');
    const result = prepare(Float32Array.of(0, 0.5, 1), 1);
    expect([...result.dataSync()]).toEqual([0, 128, 255]);
    result.dispose();
  });

  test('whatever there is to do is one upload and nothing else; with nothing to do, of the very values', async () => {
    const prepare = preprocessor(tf, { image: shape, layout: 'nhwc' }, { range: [0, 1], mean: [0], std: [1, 1, 1], channelOrder: 'rgb' }, 'float32');
    const images = new Float32Array(36).fill(0.25);
    const much = preprocessor(tf, { image: shape, layout: 'nchw' }, { range: [-1, 1], mean: [0.1, 0.2, 0.3], channelOrder: 'bgr' }, 'float32');
    // The profile is one object, filled anew each time.
    const profile = await tf.profile(() => much(images, 2));
    expect([profile.kernels.length, profile.newTensors]).toEqual([0, 1]);
    await tf.profile(() => prepare(images, 2));
    expect([profile.kernels.length, profile.newTensors]).toEqual([0, 1]);
    const result = profile.result as ReturnType<typeof prepare>;
    expect(result.dataSync()).toEqual(images);
    result.dispose();
  });

  test.each<[string, Preprocessing, number]>([
    ['mean of two entries', { mean: [0.1, 0.2] }, 3],
    ['std of three entries for grey images', { std: [1, 2, 3] }, 1],
    ['bgr for grey images', { channelOrder: 'bgr' }, 1],
    ['an empty range', { range: [1, 1] }, 3],
  ])('%s is refused', (_, asked, channels) => {
    expect(() => preprocessor(tf, { image: { ...shape, channels }, layout: 'nhwc' }, asked, 'float32')).toThrow(/LPR-221/);
  });
});
