import { dimensionOf, type ImageShape, type NoiseAddress } from '../corruption';
import { RandomStream } from '../randomStream';
import { brighten, lowerContrast, saturate } from './colour';
import { commonCorruptionNames, type CommonCorruptionName, type Severity } from './commonCorruptions';
import { defocusBlur } from './defocusBlur';
import { elasticTransform } from './elasticTransform';
import { fog } from './fog';
import { frost } from './frost';
import { gaussianFilter } from './gaussianFilter';
import { glassBlur } from './glassBlur';
import { jpegCompression } from './jpegCompression';
import { clipped } from './levels';
import { angleBetween, motionBlur } from './motionBlur';
import { gaussianNoise, impulseNoise, shotNoise, speckleNoise } from './noises';
import { pixelate } from './pixelate';
import { publishedSizeFor, severityParameters, type CorruptionParameters } from './severityParameters';
import { snow } from './snow';
import { spatter } from './spatter';
import { zoomBlur } from './zoomBlur';

/** One of the 19 common corruptions at one of five severities. */
export interface CommonCorruption {
  readonly name: CommonCorruptionName;
  readonly severity: Severity;
}

/**
 * The image under a common corruption (Hendrycks and Dietterich 2019), with the parameters published for its size, in
 * [0, 1] before the benchmark's truncation to bytes.
 *
 * The random part is a function of the address and the corruption's name, not of the severity: severities of an image
 * share it, so that their differences have less variance while each keeps its law.
 *
 * Made for RGB; for images of one channel each corruption does what is left of it: colours become their luma, and
 * `saturate` changes nothing.
 *
 * @param image height x width x channels in [0, 1]; it is not changed
 */
export function commonCorruption(image: Float32Array, shape: ImageShape, { name, severity }: CommonCorruption, address: NoiseAddress): Float32Array {
  if (image.length !== dimensionOf(shape)) throw new RangeError(`${image.length} values for ${dimensionOf(shape)} elements`);
  const size = publishedSizeFor(shape);
  const number = commonCorruptionNames.indexOf(name) + 1;
  const stream = (part = 0): RandomStream => new RandomStream({ ...streamPlace(address), kind: 'common', common: { corruption: number, part } });
  const of = <K extends CommonCorruptionName>(key: K): CorruptionParameters[K] => severityParameters(key, severity, size);
  switch (name) {
    case 'gaussian_noise':
      return gaussianNoise(image, of(name), stream());
    case 'shot_noise':
      return shotNoise(image, of(name), stream());
    case 'impulse_noise':
      return impulseNoise(image, of(name), stream());
    case 'speckle_noise':
      return speckleNoise(image, of(name), stream());
    case 'gaussian_blur':
      return Float32Array.from(gaussianFilter(image, shape, of(name)), clipped);
    case 'defocus_blur':
      return defocusBlur(image, shape, ...of(name));
    case 'glass_blur':
      return glassBlur(image, shape, ...of(name), stream());
    case 'motion_blur':
      return motionBlur(image, shape, ...of(name), angleBetween(-45, 45, stream()));
    case 'zoom_blur':
      return zoomBlur(image, shape, ...of(name));
    case 'snow':
      return snow(image, shape, of(name), stream(0), stream(1));
    case 'frost':
      return frost(image, shape, of(name), size, stream(0), stream(1));
    case 'fog':
      return fog(image, shape, ...of(name), stream());
    case 'spatter':
      return spatter(image, shape, of(name), stream());
    case 'brightness':
      return brighten(image, shape.channels, of(name));
    case 'contrast':
      return lowerContrast(image, shape.channels, of(name));
    case 'saturate':
      return saturate(image, shape.channels, ...of(name));
    case 'pixelate':
      return pixelate(image, shape, of(name));
    case 'jpeg_compression':
      return jpegCompression(image, shape, of(name));
    case 'elastic_transform': {
      const [alpha, sigma, shift] = of(name).map((multiple) => multiple * elasticUnit(shape)) as [number, number, number];
      return elasticTransform(image, shape, { alpha, sigma, shift }, stream(0), stream(1));
    }
  }
}

const streamPlace = ({ seed, purpose, image, draw }: NoiseAddress): NoiseAddress => ({ seed, purpose, image, draw });

/** What the parameters of the elastic transform are multiples of: the side, but 244 where it is 224, a slip that the benchmark kept. */
function elasticUnit(shape: ImageShape): number {
  const side = Math.min(shape.height, shape.width);
  return publishedSizeFor(shape) === 224 ? (side * 244) / 224 : side;
}
