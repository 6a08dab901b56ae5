import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import { placeWithin, type Border } from './border';
import { gaussianFilter } from './gaussianFilter';
import { clipped } from './levels';

/**
 * Elastic deformation (Simard, Steinkraus and Platt 2003) after a random affine map: three points of the image move
 * by up to `shift` along each axis, then each pixel by Gaussian-filtered uniform noise times `alpha`.
 *
 * @param alpha in pixels, as sigma and shift
 */
export function elasticTransform(
  image: Float32Array,
  shape: ImageShape,
  { alpha, sigma, shift }: { readonly alpha: number; readonly sigma: number; readonly shift: number },
  affineStream: RandomStream,
  fieldStream: RandomStream,
): Float32Array {
  const { height, width } = shape;
  const uniform = (stream: RandomStream): number => 2 * stream.nextUniform() - 1;
  const toSource = affineMap(shape, () => shift * uniform(affineStream));
  const moved = sampled(image, shape, 'mirror', toSource);
  const field = (): Float64Array => {
    const noise = Float64Array.from({ length: height * width }, () => uniform(fieldStream));
    return gaussianFilter(noise, { height, width, channels: 1 }, sigma, { truncate: 3, border: 'reflect' });
  };
  const [dx, dy] = [field(), field()];
  const out = sampled(moved, shape, 'reflect', (x, y) => {
    const pixel = y * width + x;
    return [x + alpha * (dx[pixel] as number), y + alpha * (dy[pixel] as number)];
  });
  return Float32Array.from(out, clipped);
}

type Place = readonly [x: number, y: number];
type ToSource = (x: number, y: number) => Place;

/**
 * The affine map under which three corners of the square about the centre, as wide as two thirds of the image, move to
 * where they are shifted to, backwards: where each pixel of the result comes from.
 */
function affineMap({ height, width }: ImageShape, nextShift: () => number): ToSource {
  const [x, y] = [Math.floor(width / 2), Math.floor(height / 2)];
  const reach = Math.floor(Math.min(height, width) / 3);
  const corners: readonly Place[] = [[x + reach, y + reach], [x + reach, y - reach], [x - reach, y - reach]];
  const shifted = corners.map(([cx, cy]): Place => [cx + nextShift(), cy + nextShift()]) as [Place, Place, Place];
  const [a, b, c] = shifted;
  // With b as origin, every place is b + s (a - b) + t (c - b), and so it comes from (x + reach - 2 reach t, y - reach + 2 reach s).
  const determinant = (a[0] - b[0]) * (c[1] - b[1]) - (a[1] - b[1]) * (c[0] - b[0]);
  // Three shifted points on a line (in tiny images, or with a probability of nearly 0) define no map.
  if (determinant === 0) return (px, py) => [px, py];
  return (px, py) => {
    const s = ((px - b[0]) * (c[1] - b[1]) - (py - b[1]) * (c[0] - b[0])) / determinant;
    const t = ((a[0] - b[0]) * (py - b[1]) - (a[1] - b[1]) * (px - b[0])) / determinant;
    return [x + reach - 2 * reach * t, y - reach + 2 * reach * s];
  };
}

/** The image as read, by bilinear interpolation, at the place that each pixel comes from. */
function sampled(image: Float32Array | Float64Array, { height, width, channels }: ImageShape, border: Border, toSource: ToSource): Float64Array {
  const out = new Float64Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sx, sy] = toSource(x, y);
      const [left, top] = [Math.floor(sx), Math.floor(sy)];
      const [u, v] = [sx - left, sy - top];
      const x0 = placeWithin(left, width, border);
      const x1 = placeWithin(left + 1, width, border);
      const y0 = placeWithin(top, height, border) * width;
      const y1 = placeWithin(top + 1, height, border) * width;
      for (let c = 0; c < channels; c++) {
        const upper = (1 - u) * (image[(y0 + x0) * channels + c] as number) + u * (image[(y0 + x1) * channels + c] as number);
        const lower = (1 - u) * (image[(y1 + x0) * channels + c] as number) + u * (image[(y1 + x1) * channels + c] as number);
        out[(y * width + x) * channels + c] = (1 - v) * upper + v * lower;
      }
    }
  }
  return out;
}
