import type { ImageShape } from '../corruption';
import { forwardTransform, inverseTransform } from './blockTransform';
import { nearestLevel } from './levels';

/*
 * What JPEG loses, without a file: colours are halved in resolution, blocks of 8 x 8 transformed and rounded, and all of
 * it undone. The entropy coding between loses nothing, so it is left out. Whole numbers throughout, as the Independent
 * JPEG Group's library computes: the same levels as Pillow's save and open give.
 */

/** Annex K of ITU-T T.81, row by row. */
const lumaTable = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const chromaTable = Array.from({ length: 64 }, (_, k) => [[17, 18, 24, 47], [18, 21, 26, 66], [24, 26, 56], [47, 66]][k >> 3]?.[k & 7] ?? 99);

interface Plane {
  readonly height: number;
  readonly width: number;
  readonly levels: Uint8Array;
}

/** The image after saving it as JPEG with chroma of half the resolution, and reading it again. Grey images have no chroma. */
export function jpegCompression(image: Float32Array, { height, width, channels }: ImageShape, quality: number): Float32Array {
  const levels = Uint8Array.from(image, nearestLevel);
  const luma = tableFor(lumaTable, quality);
  if (channels !== 3) {
    const out = new Float32Array(image.length);
    for (let c = 0; c < channels; c++) {
      const plane = { height, width, levels: levels.filter((_, i) => i % channels === c) };
      for (const [i, level] of coded(plane, luma).levels.entries()) out[i * channels + c] = level / 255;
    }
    return out;
  }
  const [y, blue, red] = toLumaAndChroma(levels, height, width);
  const chroma = tableFor(chromaTable, quality);
  const full = (plane: Plane): Uint8Array => doubled(coded(halved(plane), chroma), height, width);
  return toColour(coded(y, luma).levels, full(blue), full(red));
}

/** The library's scaling of a table by a quality from 1 to 100. */
function tableFor(table: readonly number[], quality: number): Int32Array {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Int32Array.from(table, (entry) => Math.min(255, Math.max(1, Math.floor((entry * scale + 50) / 100))));
}

/** Each block of a plane rounded to multiples of the table's entries in the frequency domain. */
function coded({ height, width, levels }: Plane, table: Int32Array): Plane {
  const out = new Uint8Array(levels.length);
  const block = new Int32Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let k = 0; k < 64; k++) {
        const row = Math.min(height - 1, top + (k >> 3));
        const column = Math.min(width - 1, left + (k & 7));
        block[k] = (levels[row * width + column] as number) - 128;
      }
      forwardTransform(block);
      for (let k = 0; k < 64; k++) block[k] = rounded(block[k] as number, table[k] as number);
      inverseTransform(block);
      for (let k = 0; k < 64; k++) {
        const [row, column] = [top + (k >> 3), left + (k & 7)];
        if (row < height && column < width) out[row * width + column] = Math.min(255, Math.max(0, (block[k] as number) + 128));
      }
    }
  }
  return { height, width, levels: out };
}

/** The nearest multiple of `step` to an eighth of a coefficient, halves away from 0. */
function rounded(coefficient: number, step: number): number {
  const size = Math.floor((Math.abs(coefficient) + step * 4) / (step * 8));
  return (coefficient < 0 ? -size : size) * step;
}

function toLumaAndChroma(levels: Uint8Array, height: number, width: number): [Plane, Plane, Plane] {
  const planes = [0, 1, 2].map((): Plane => ({ height, width, levels: new Uint8Array(height * width) })) as [Plane, Plane, Plane];
  for (let i = 0; i < height * width; i++) {
    const [red, green, blue] = [levels[3 * i] as number, levels[3 * i + 1] as number, levels[3 * i + 2] as number];
    planes[0].levels[i] = (19595 * red + 38470 * green + 7471 * blue + 32768) >> 16;
    planes[1].levels[i] = (-11059 * red - 21709 * green + 32768 * blue + chromaOffset) >> 16;
    planes[2].levels[i] = (32768 * red - 27439 * green - 5329 * blue + chromaOffset) >> 16;
  }
  return planes;
}

/** 128 in 16 fraction bits, and almost a half for rounding. */
const chromaOffset = (128 << 16) + 32767;

function toColour(luma: Uint8Array, blue: Uint8Array, red: Uint8Array): Float32Array {
  const out = new Float32Array(3 * luma.length);
  for (let i = 0; i < luma.length; i++) {
    const y = luma[i] as number;
    const [b, r] = [(blue[i] as number) - 128, (red[i] as number) - 128];
    out[3 * i] = limited(y + ((91881 * r + 32768) >> 16)) / 255;
    out[3 * i + 1] = limited(y + ((-22554 * b - 46802 * r + 32768) >> 16)) / 255;
    out[3 * i + 2] = limited(y + ((116130 * b + 32768) >> 16)) / 255;
  }
  return out;
}

const limited = (level: number): number => Math.min(255, Math.max(0, level));

/** Mean of each 2 x 2 pixels, rounded down and up in turn along a row. */
function halved({ height, width, levels }: Plane): Plane {
  const half = { height: Math.ceil(height / 2), width: Math.ceil(width / 2) };
  const out = new Uint8Array(half.height * half.width);
  for (let y = 0; y < half.height; y++) {
    const upper = 2 * y * width;
    const lower = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0; x < half.width; x++) {
      const [left, right] = [2 * x, Math.min(width - 1, 2 * x + 1)];
      const sum = (levels[upper + left] as number) + (levels[upper + right] as number) + (levels[lower + left] as number) + (levels[lower + right] as number);
      out[y * half.width + x] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  return { ...half, levels: out };
}

/** Twice the resolution by a triangle filter: each new pixel has 3/4 of the nearer old one and 1/4 of the next, on both axes. */
function doubled({ height: rows, width: columns, levels }: Plane, height: number, width: number): Uint8Array {
  const out = new Uint8Array(height * width);
  for (let y = 0; y < height; y++) {
    const near = y >> 1;
    const far = Math.min(rows - 1, Math.max(0, near + (y & 1 ? 1 : -1)));
    for (let x = 0; x < width; x++) {
      const column = x >> 1;
      if (columns <= 2) {
        // The library repeats pixels where there are too few for the filter.
        out[y * width + x] = levels[near * columns + column] as number;
        continue;
      }
      const mixed = (at: number): number => 3 * (levels[near * columns + at] as number) + (levels[far * columns + at] as number);
      const beside = Math.min(columns - 1, Math.max(0, column + (x & 1 ? 1 : -1)));
      out[y * width + x] = (3 * mixed(column) + mixed(beside) + (x & 1 ? 7 : 8)) >> 4;
    }
  }
  return out;
}
