import type { ImageShape } from '../../corruption';
import { cosine, sine } from '../../elementary/sinCos';

export type Interpolation = 'nearest' | 'bilinear';

/** Where a place of the result comes from: x' = a x + b y + c, y' = d x + e y + f, pixel centres at halves. */
export interface AffineMap {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const shearX = (tangent: number): AffineMap => ({ a: 1, b: tangent, c: 0, d: 0, e: 1, f: 0 });
export const shearY = (tangent: number): AffineMap => ({ a: 1, b: 0, c: 0, d: tangent, e: 1, f: 0 });
/** Whole pixels, to the right and down. */
export const translation = (right: number, down: number): AffineMap => ({ a: 1, b: 0, c: -right, d: 0, e: 1, f: -down });

/** About the middle of the image, by degrees anticlockwise. */
export function rotation(degrees: number, { height, width }: ImageShape): AffineMap {
  const angle = (-degrees * halfTurn) / 180;
  const [a, b] = [tidy(cosine(angle)), tidy(sine(angle))];
  const [middleX, middleY] = [width / 2, height / 2];
  return { a, b, c: -a * middleX - b * middleY + middleX, d: -b, e: a, f: b * middleX - a * middleY + middleY };
}

const halfTurn = 3.141592653589793;
/** To 15 places, so that the sine of 30 degrees is a half and the cosine of 90 degrees nothing. */
const tidy = (value: number): number => Math.round(value * 1e15) / 1e15;

/** Writes the image as the map finds it; what comes from outside is 0. Byte for byte as Pillow does. */
export function mapAffinely(image: Uint8Array, shape: ImageShape, map: AffineMap, interpolation: Interpolation, out: Uint8Array): void {
  if (interpolation === 'nearest') mapNearest(image, shape, map, out);
  else mapBilinearly(image, shape, map, out);
}

/** Fixed point numbers with 16 binary places. */
const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);

function mapNearest(image: Uint8Array, { height, width, channels }: ImageShape, map: AffineMap, out: Uint8Array): void {
  const [a, b, d, e] = [fixed(map.a), fixed(map.b), fixed(map.d), fixed(map.e)];
  let rowX = fixed(map.c + map.a * 0.5 + map.b * 0.5);
  let rowY = fixed(map.f + map.d * 0.5 + map.e * 0.5);
  let to = 0;
  for (let y = 0; y < height; y++) {
    let sourceX = rowX;
    let sourceY = rowY;
    for (let x = 0; x < width; x++) {
      const column = sourceX >> 16;
      const row = sourceY >> 16;
      const isInside = column >= 0 && column < width && row >= 0 && row < height;
      const from = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) out[to++] = isInside ? (image[from + c] as number) : 0;
      sourceX += a;
      sourceY += d;
    }
    rowX += b;
    rowY += e;
  }
}

function mapBilinearly(image: Uint8Array, { height, width, channels }: ImageShape, map: AffineMap, out: Uint8Array): void {
  out.fill(0);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = map.a * (x + 0.5) + map.b * (y + 0.5) + map.c;
      const sourceY = map.d * (x + 0.5) + map.e * (y + 0.5) + map.f;
      if (sourceX < 0 || sourceX >= width || sourceY < 0 || sourceY >= height) continue;
      const left = Math.floor(sourceX - 0.5);
      const top = Math.floor(sourceY - 0.5);
      const shareX = sourceX - 0.5 - left;
      const shareY = sourceY - 0.5 - top;
      const columns = [Math.max(0, left) * channels, Math.min(width - 1, left + 1) * channels] as const;
      const upper = Math.max(0, top) * width * channels;
      const lower = top + 1 < height ? (top + 1) * width * channels : upper;
      for (let c = 0; c < channels; c++) {
        const above = between(image[upper + columns[0] + c] as number, image[upper + columns[1] + c] as number, shareX);
        const below = between(image[lower + columns[0] + c] as number, image[lower + columns[1] + c] as number, shareX);
        out[(y * width + x) * channels + c] = between(above, below, shareY);
      }
    }
  }
}

const between = (one: number, other: number, share: number): number => one + (other - one) * share;
