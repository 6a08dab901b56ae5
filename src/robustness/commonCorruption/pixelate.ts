import type { ImageShape } from '../corruption';
import { nearestLevel } from './levels';

/** Weights are whole multiples of 2^-22, as Pillow has them. */
const one = 1 << 22;

/** Shrinks to the share `scale` of rows and columns by a box filter, and back, in bytes: Pillow's resize with BOX. */
export function pixelate(image: Float32Array, { height, width, channels }: ImageShape, scale: number): Float32Array {
  const small = { height: Math.max(1, Math.floor(height * scale)), width: Math.max(1, Math.floor(width * scale)), channels };
  const levels = Uint8Array.from(image, nearestLevel);
  const shrunk = resizeByBox(levels, { height, width, channels }, small.height, small.width);
  return Float32Array.from(resizeByBox(shrunk, small, height, width), (level) => level / 255);
}

function resizeByBox(levels: Uint8Array, { height, width, channels }: ImageShape, toHeight: number, toWidth: number): Uint8Array {
  const across = boxes(width, toWidth);
  const rows = new Uint8Array(height * toWidth * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < toWidth; x++) {
      const { first, weights } = across[x] as Box;
      for (let c = 0; c < channels; c++) {
        rows[(y * toWidth + x) * channels + c] = weighted(levels, (y * width + first) * channels + c, channels, weights);
      }
    }
  }
  const down = boxes(height, toHeight);
  const rowLength = toWidth * channels;
  const out = new Uint8Array(toHeight * rowLength);
  for (let y = 0; y < toHeight; y++) {
    const { first, weights } = down[y] as Box;
    for (let i = 0; i < rowLength; i++) out[y * rowLength + i] = weighted(rows, first * rowLength + i, rowLength, weights);
  }
  return out;
}

function weighted(levels: Uint8Array, first: number, step: number, weights: readonly number[]): number {
  let sum = one / 2;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (levels[first + k * step] as number);
  return Math.min(255, Math.floor(sum / one));
}

interface Box {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The input places whose centres lie in the box of each output place, with equal weights. */
function boxes(from: number, to: number): Box[] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - 0.5 * reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + 0.5 * reach + 0.5));
    const inside = Array.from({ length: end - first }, (_, k) => {
      const distance = (k + first - centre + 0.5) / reach;
      return distance > -0.5 && distance <= 0.5 ? 1 : 0;
    });
    const count = inside.reduce<number>((sum, weight) => sum + weight, 0);
    return { first, weights: inside.map((weight) => Math.floor((weight / count) * one + 0.5)) };
  });
}
