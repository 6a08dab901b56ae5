import type { ImageShape } from '../corruption';
import { pow } from '../elementary';
import type { RandomStream } from '../randomStream';
import { colourFor } from './colour';
import { clipped } from './levels';
import type { PublishedSize } from './severityParameters';

/** One look of frost: mean colour, spread of a pixel within a crop, and spread of a crop's mean. */
interface Look {
  readonly colour: readonly [number, number, number];
  readonly within: number;
  readonly between: number;
}

/*
 * The benchmark mixes in crops of photographs of frost, which are not part of this project. Textures made by noise take
 * their place: five looks with the mean colours, spreads and (below) spectra of its five photographs, the second of
 * which it has twice.
 */
const icy: Look = { colour: [0.777, 0.794, 0.83], within: 0.073, between: 0.027 };
const looks: readonly Look[] = [
  { colour: [0.303, 0.581, 0.645], within: 0.063, between: 0.035 },
  icy,
  icy,
  { colour: [0.564, 0.621, 0.671], within: 0.1, between: 0.031 },
  { colour: [0.398, 0.442, 0.489], within: 0.134, between: 0.053 },
];

/** Slope of the spectrum's power against frequency, both logarithmic: the smaller the photographs are scaled, the flatter. */
const spectralSlope: Readonly<Record<PublishedSize, number>> = { 32: -1, 64: -1.35, 224: -1.75 };

/** `imageWeight` times the image plus `frostWeight` times a texture of frost. */
export function frost(
  image: Float32Array,
  shape: ImageShape,
  [imageWeight, frostWeight]: readonly [number, number],
  size: PublishedSize,
  lookStream: RandomStream,
  textureStream: RandomStream,
): Float32Array {
  const texture = frostTexture(shape, size, lookStream, textureStream);
  return image.map((value, i) => clipped(imageWeight * value + frostWeight * (texture[i] as number)));
}

/** A procedural texture of frost, height x width x channels in [0, 1]. */
export function frostTexture({ height, width, channels }: ImageShape, size: PublishedSize, lookStream: RandomStream, textureStream: RandomStream): Float32Array {
  const { colour, within, between } = looks[lookStream.nextIndex(looks.length)] as Look;
  const shift = between * Math.sqrt(3) * (2 * lookStream.nextUniform() - 1);
  const mean = colourFor(channels, ...colour);
  const crystals = crystalField(height, width, spectralSlope[size], textureStream);
  const texture = new Float32Array(height * width * channels);
  for (let i = 0; i < texture.length; i++) {
    texture[i] = clipped((mean[i % channels] as number) + shift + within * (crystals[Math.floor(i / channels)] as number));
  }
  return texture;
}

/**
 * Ridged fractal noise (Musgrave 1993), of mean 0 and variance 1: octaves of interpolated random numbers, folded at
 * their middle so that they form veins, on grids of 1, 2, 4, ... pixels with amplitudes that give the spectrum its slope.
 */
function crystalField(height: number, width: number, slope: number, stream: RandomStream): Float64Array {
  const field = new Float64Array(height * width);
  for (let step = 1; step <= Math.max(height, width) / 2; step *= 2) {
    const amplitude = pow(step, -slope / 2 - 1);
    const columns = Math.ceil(width / step) + 2;
    const grid = Float64Array.from({ length: (Math.ceil(height / step) + 2) * columns }, () => 2 * stream.nextUniform() - 1);
    // The grids of different octaves do not lie on each other.
    const [top, left] = [stream.nextUniform(), stream.nextUniform()];
    for (let y = 0; y < height; y++) {
      const v = y / step + top;
      const row = Math.floor(v);
      for (let x = 0; x < width; x++) {
        const u = x / step + left;
        const column = Math.floor(u);
        const at = row * columns + column;
        const upper = between(grid[at] as number, grid[at + 1] as number, u - column);
        const lower = between(grid[at + columns] as number, grid[at + columns + 1] as number, u - column);
        field[y * width + x] = (field[y * width + x] as number) - amplitude * Math.abs(between(upper, lower, v - row));
      }
    }
  }
  return standardised(field);
}

/** From one value to the next along a curve without a corner at either. */
const between = (from: number, to: number, share: number): number => from + (to - from) * share * share * (3 - 2 * share);

function standardised(field: Float64Array): Float64Array {
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length;
  const variance = field.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / field.length;
  const factor = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  return field.map((value) => (value - mean) * factor);
}
