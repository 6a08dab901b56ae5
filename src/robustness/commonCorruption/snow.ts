import type { ImageShape } from '../corruption';
import type { RandomStream } from '../randomStream';
import { clippedZoom } from './clippedZoom';
import { lumaOf } from './colour';
import { clipped, truncatedLevel } from './levels';
import { angleBetween, motionBlur } from './motionBlur';
import { standardNormals } from './noises';
import type { CorruptionParameters } from './severityParameters';

/** Snow: flakes are the peaks of a noise layer, blurred along the wind; the scene behind is whitened. */
export function snow(
  image: Float32Array,
  shape: ImageShape,
  [mean, deviation, zoom, threshold, radius, sigma, blend]: CorruptionParameters['snow'],
  layerStream: RandomStream,
  angleStream: RandomStream,
): Float32Array {
  const { height, width, channels } = shape;
  const pixels = height * width;
  const layerShape = { height, width, channels: 1 };
  const noise = standardNormals(pixels, layerStream).map((z) => mean + deviation * z);
  const flakes = clippedZoom(noise, layerShape, zoom).map((value) => (value < threshold ? 0 : truncatedLevel(clipped(value)) / 255));
  const blown = motionBlur(flakes, layerShape, radius, sigma, angleBetween(-135, -45, angleStream));
  const out = new Float32Array(image.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = pixel * channels;
    const grey = channels === 3 ? lumaOf(image[at] as number, image[at + 1] as number, image[at + 2] as number) : (image[at] as number);
    // Half a turn puts the last pixel first.
    const fallen = (blown[pixel] as number) + (blown[pixels - 1 - pixel] as number);
    for (let c = at; c < at + channels; c++) {
      const value = image[c] as number;
      out[c] = clipped(blend * value + (1 - blend) * Math.max(value, grey * 1.5 + 0.5) + fallen);
    }
  }
  return out;
}
