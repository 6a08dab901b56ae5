import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import { placeWithin } from './border';
import { cannyEdges } from './cannyEdges';
import { colourFor } from './colour';
import { edgeDistance } from './edgeDistance';
import { gaussianFilter } from './gaussianFilter';
import { clipped } from './levels';
import { standardNormals } from './noises';
import type { CorruptionParameters } from './severityParameters';

/** Drops of water or mud on the lens: where a smoothed noise layer is above a threshold. */
export function spatter(
  image: Float32Array,
  { height, width, channels }: ImageShape,
  [mean, deviation, sigma, threshold, strength, kind]: CorruptionParameters['spatter'],
  stream: RandomStream,
): Float32Array {
  const layerShape = { height, width, channels: 1 };
  const noise = standardNormals(height * width, stream).map((z) => mean + deviation * z);
  const liquid = gaussianFilter(noise, layerShape, sigma).map((value) => (value < threshold ? 0 : value));
  if (kind === 'water') {
    const shine = waterShine(liquid, height, width, strength);
    const turquoise = colourFor(channels, 175 / 255, 238 / 255, 238 / 255);
    return image.map((value, i) => clipped(value + (shine[Math.floor(i / channels)] as number) * (turquoise[i % channels] as number)));
  }
  const spots = liquid.map((value) => (value > threshold ? 1 : 0));
  const cover = gaussianFilter(spots, layerShape, strength).map((value) => (value < 0.8 ? 0 : value));
  const brown = colourFor(channels, 63 / 255, 42 / 255, 20 / 255);
  return image.map((value, i) => {
    const share = cover[Math.floor(i / channels)] as number;
    return clipped(value * (1 - share) + (brown[i % channels] as number) * share);
  });
}

/** How much light each pixel of the water adds: embossed by the distance from its edges, at most `strength`. */
function waterShine(liquid: Float64Array, height: number, width: number, strength: number): Float64Array {
  const levels = Uint8Array.from(liquid, (value) => Math.floor(value * 255));
  const distance = edgeDistance(cannyEdges(levels, height, width, 50, 150), height, width).map((value) => Math.min(value, 20));
  const smooth = Uint8Array.from(filtered(distance, height, width, box), (value) => Math.floor(value + 1e-4));
  const embossed = Uint8Array.from(filtered(equalised(smooth), height, width, emboss), (value) => Math.min(255, Math.max(0, value)));
  const relief = filtered(embossed, height, width, box).map((value) => Math.floor(value + 0.5));
  const shine = relief.map((value, i) => value * (levels[i] as number));
  const most = shine.reduce((largest, value) => Math.max(largest, value), 0);
  return most === 0 ? shine : shine.map((value) => (value / most) * strength);
}

type Kernel = readonly [number, number, number, number, number, number, number, number, number];
const box: Kernel = [1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9, 1 / 9];
const emboss: Kernel = [-2, -1, 0, -1, 1, 1, 0, 1, 2];

/** 3 x 3 correlation with the border mirrored. */
function filtered(values: Float64Array | Uint8Array, height: number, width: number, kernel: Kernel): Float64Array {
  const out = new Float64Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < 9; k++) {
        const row = placeWithin(y + Math.floor(k / 3) - 1, height, 'mirror');
        const column = placeWithin(x + (k % 3) - 1, width, 'mirror');
        sum += (kernel[k] as number) * (values[row * width + column] as number);
      }
      out[y * width + x] = sum;
    }
  }
  return out;
}

/** Histogram equalisation: the darkest level there is becomes 0. An image of one level stays as it is. */
function equalised(levels: Uint8Array): Uint8Array {
  const counts = new Uint32Array(256);
  for (const level of levels) counts[level] = (counts[level] as number) + 1;
  const darkest = counts.findIndex((count) => count > 0);
  const others = levels.length - (counts[darkest] ?? 0);
  if (others === 0) return levels;
  const map = new Uint8Array(256);
  let total = 0;
  for (let level = darkest + 1; level < 256; level++) {
    total += counts[level] as number;
    map[level] = Math.floor((255 * total) / others + 0.5);
  }
  return levels.map((level) => map[level] as number);
}
