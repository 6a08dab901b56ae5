import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintDifference, paintImage } from '../../../../src/robustness/preview';

const shapes = fc.record({ height: fc.integer({ min: 1, max: 6 }), width: fc.integer({ min: 1, max: 6 }), channels: fc.constantFrom(1, 3) });
const valueOf = (i: number) => Math.fround(((i * 37) % 1000) / 999);

describe('painting', () => {
  it('writes the nearest level of each value, opaque, and nothing beside the image', () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 4 }), fc.nat({ max: 4 }), (shape, x, y) => {
        const { height, width, channels } = shape;
        const total = { width: width + 5, height: height + 5 };
        const image = Float32Array.from({ length: height * width * channels }, (_, i) => valueOf(i));
        const data = new Uint8Array(4 * total.width * total.height).fill(99);
        paintImage(image, shape, { data, width: total.width, x, y });
        for (let row = 0; row < total.height; row++) {
          for (let column = 0; column < total.width; column++) {
            const inside = row >= y && row < y + height && column >= x && column < x + width;
            const level = (c: number) => Math.round((image[((row - y) * width + column - x) * channels + (channels === 3 ? c : 0)] ?? NaN) * 255);
            const at = 4 * (row * total.width + column);
            expect([...data.subarray(at, at + 4)]).toEqual(inside ? [level(0), level(1), level(2), 255] : [99, 99, 99, 99]);
          }
        }
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it('gives each of the 256 levels back', () => {
    const shape = { height: 16, width: 16, channels: 1 };
    const data = new Uint8ClampedArray(1024);
    paintImage(Float32Array.from({ length: 256 }, (_, k) => k / 255), shape, { data, width: 16, x: 0, y: 0 });
    expect(Array.from({ length: 256 }, (_, k) => data[4 * k])).toEqual(Array.from({ length: 256 }, (_, k) => k));
  });

  it('shows a difference about middle grey, up to the end of the range at 1 / gain', () => {
    const shape = { height: 1, width: 5, channels: 1 };
    const image = new Float32Array(5).fill(0.5);
    const data = new Uint8Array(20);
    paintDifference(image, Float32Array.of(0.5, 0.55, 0.45, 0.6, 0.1), shape, 10, { data, width: 5, x: 0, y: 0 });
    expect([0, 4, 8, 12, 16].map((at) => data[at])).toEqual([128, 191, 64, 255, 0]);
  });
});
