import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resizeBilinear } from '../../../../src/compute/data/bilinear';
import { fitImage, writeImage } from '../../../../src/compute/data/fitImage';
import { expectError, pixels } from './madeData';

interface Golden {
  readonly toResize: { height: number; width: number; values: number[] };
  readonly resized: readonly { height: number; width: number; values: number[] }[];
}
const golden = JSON.parse(readFileSync('test/fixtures/data/pillow.json', 'utf8')) as Golden;

/** The definition, pixel by pixel over the whole picture: every input weighted by the triangle around the output's centre. */
function naiveResize(samples: ArrayLike<number>, height: number, width: number, channels: number, toHeight: number, toWidth: number): number[] {
  const weight = (from: number, to: number, input: number, output: number): number => {
    const radius = Math.max(1, from / to);
    return Math.max(0, 1 - Math.abs(input + 0.5 - ((output + 0.5) * from) / to) / radius);
  };
  const out: number[] = [];
  for (let y = 0; y < toHeight; y += 1) for (let x = 0; x < toWidth; x += 1) for (let c = 0; c < channels; c += 1) {
    let [sum, total] = [0, 0];
    for (let v = 0; v < height; v += 1) for (let u = 0; u < width; u += 1) {
      const w = weight(height, toHeight, v, y) * weight(width, toWidth, u, x);
      sum += w * (samples[(v * width + u) * channels + c] ?? 0);
      total += w;
    }
    out.push(sum / total);
  }
  return out;
}

describe('resizing', () => {
  test.each(golden.resized)('to $height x $width is what Pillow makes of it', ({ height, width, values }) => {
    const { toResize } = golden;
    const resized = resizeBilinear(Uint8Array.from(toResize.values), { ...toResize, channels: 1 }, height, width, 1 / 255);
    values.forEach((value, i) => expect(Math.abs((resized[i] ?? 0) * 255 - value)).toBeLessThan(1e-3));
    expect(resized.length).toBe(values.length);
  });

  test('any size to any size is the definition', () => {
    const size = fc.integer({ min: 1, max: 14 });
    fc.assert(
      fc.property(size, size, size, size, fc.constantFrom(1, 3), fc.nat(99), (height, width, toHeight, toWidth, channels, salt) => {
        const samples = pixels(height * width * channels, salt);
        const resized = resizeBilinear(samples, { height, width, channels }, toHeight, toWidth, 1 / 255);
        const expected = naiveResize(samples, height, width, channels, toHeight, toWidth);
        expect(resized.length).toBe(expected.length);
        expected.forEach((value, i) => expect(Math.abs((resized[i] ?? Number.NaN) * 255 - value)).toBeLessThan(1e-4));
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  test('a constant picture stays constant and never leaves [0,1]; the same size changes nothing', () => {
    const white = resizeBilinear(new Uint8Array(33 * 17).fill(255), { height: 33, width: 17, channels: 1 }, 10, 9, 1 / 255);
    expect(Math.max(...white)).toBeLessThanOrEqual(1);
    expect(Math.min(...white)).toBeGreaterThan(1 - 1e-6);
    const samples = pixels(20 * 3);
    const same = resizeBilinear(samples, { height: 4, width: 5, channels: 3 }, 4, 5, 1 / 255);
    expect(Array.from(same)).toEqual(Array.from(samples, (value) => Math.fround(value * (1 / 255))));
  });
});

describe('fitting', () => {
  const image = (channels: number, samples: Uint8Array | Uint16Array, maximum = 255) => ({ height: 2, width: 2, channels, samples, maximum });
  const written = (fitted: ReturnType<typeof fitImage>) => {
    const out = new Float32Array(fitted.length);
    writeImage(fitted, out, 0);
    return Array.from(out);
  };
  const shape = (channels: number) => ({ height: 2, width: 2, channels });

  test('every byte becomes k / 255 and every 16 bit sample k / 65535, rounded once', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, k) => k);
    const fitted = fitImage({ height: 16, width: 16, channels: 1, samples: bytes, maximum: 255 }, 'x', { height: 16, width: 16, channels: 1 }, false);
    expect(written(fitted)).toEqual(Array.from(bytes, (k) => Math.fround(k / 255)));
    expect(written(fitImage(image(1, Uint16Array.of(0, 1, 65_534, 65_535), 65_535), 'x', shape(1), false))).toEqual([0, 1, 65_534, 65_535].map((k) => Math.fround(k / 65_535)));
  });

  test('a colour picture without colour serves a grey model; with colour it needs resize', async () => {
    const grey = Uint8Array.of(7, 7, 7, 9, 9, 9, 0, 0, 0, 255, 255, 255);
    expect(written(fitImage(image(3, grey), 'x', shape(1), false))).toEqual([7, 9, 0, 255].map((k) => Math.fround(k / 255)));
    const colour = Uint8Array.from(grey);
    colour[5] = 10;
    await expectError(() => fitImage(image(3, colour), 'x.png', shape(1), false), 'LPR-328', 'x.png', '3 colour channels');
    const [, second = 0] = written(fitImage(image(3, colour), 'x', shape(1), true));
    expect(Math.abs(second * 255 - (0.587 * 9 + 0.299 * 9 + 0.114 * 10))).toBeLessThan(0.01);
  });

  test('other channels and other sizes are refused', async () => {
    await expectError(() => fitImage(image(1, pixels(4)), 'x.png', shape(4), true), 'LPR-328', 'takes 4');
    await expectError(() => fitImage(image(1, pixels(4)), 'x.png', { height: 3, width: 2, channels: 1 }, false), 'LPR-327', '2 x 2', '3 x 2');
  });
});
