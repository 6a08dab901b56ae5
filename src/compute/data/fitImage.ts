import type { ImageShape } from '../../protocol/computeMessages';
import { dataErrors } from '../../protocol/errors';
import { resizeBilinear } from './bilinear';
import type { ImageSize, StoredImage } from './imageSource';

/** An image in a model's shape: bytes (255 is 1) where they are exact, else floats in [0,1]. */
export type FittedImage = Uint8Array | Float32Array;

/**
 * Brings an image into a model's shape. Grey serves a colour model three times over. Colour serves a grey model where
 * red, green and blue are equal everywhere, else only with `resize`, by ITU-R BT.601 luma (as Pillow and TensorFlow).
 * Another size is resized only with `resize`.
 * @throws LPR-327 for another size, LPR-328 for channels that do not fit.
 */
export function fitImage(image: StoredImage, name: string, input: ImageShape, resize: boolean): FittedImage {
  const fitting = withChannels(image, name, input.channels, resize);
  const { height, width, channels, samples, maximum } = fitting;
  if (height !== input.height || width !== input.width) {
    checkSize(image, name, input, resize);
    return replicated(resizeBilinear(samples, { height, width, channels }, input.height, input.width, 1 / maximum), channels, input.channels);
  }
  const values = samples instanceof Uint8Array ? samples : Float32Array.from(samples, (sample) => sample / maximum);
  return replicated(values, channels, input.channels);
}

/** @throws LPR-327 where an image of that size cannot be fitted. */
export function checkSize({ height, width }: ImageSize, name: string, input: ImageShape, resize: boolean): void {
  if (resize || (height === input.height && width === input.width)) return;
  throw dataErrors.imageSize({ file: name, height, width, expectedHeight: input.height, expectedWidth: input.width });
}

/** Writes a fitted image to `out` from `offset` on, in [0,1]. */
export function writeImage(image: FittedImage, out: Float32Array, offset: number): void {
  if (image instanceof Float32Array) out.set(image, offset);
  else for (let i = 0; i < image.length; i += 1) out[offset + i] = fractions[image[i] ?? 0] ?? 0;
}

/** k / 255, rounded once to float32. */
const fractions = Float32Array.from({ length: 256 }, (_, k) => k / 255);

function withChannels(image: StoredImage, name: string, channels: number, resize: boolean): StoredImage {
  if (image.channels === channels || (image.channels === 1 && channels === 3)) return image;
  if (image.channels !== 3 || channels !== 1) throw dataErrors.imageChannels({ file: name, channels: image.channels, expected: channels });
  const grey = greyOf(image);
  if (grey !== undefined) return grey;
  if (!resize) throw dataErrors.imageChannels({ file: name, channels: 3, expected: 1 });
  return lumaOf(image);
}

/** The grey image where all three channels are equal, else undefined. */
function greyOf(image: StoredImage): StoredImage | undefined {
  const { samples } = image;
  const grey = samples.slice(0, samples.length / 3);
  for (let i = 0; i < grey.length; i += 1) {
    const red = samples[3 * i] ?? 0;
    if (samples[3 * i + 1] !== red || samples[3 * i + 2] !== red) return undefined;
    grey[i] = red;
  }
  return { ...image, channels: 1, samples: grey };
}

/** Rounded to 16 bits, so that nothing of 8 is lost. */
function lumaOf(image: StoredImage): StoredImage {
  const { samples, maximum } = image;
  const scale = 65_535 / maximum;
  const luma = Uint16Array.from({ length: samples.length / 3 }, (_, i) =>
    Math.round(scale * (0.299 * (samples[3 * i] ?? 0) + 0.587 * (samples[3 * i + 1] ?? 0) + 0.114 * (samples[3 * i + 2] ?? 0))),
  );
  return { ...image, channels: 1, samples: luma, maximum: 65_535 };
}

function replicated<T extends FittedImage>(values: T, channels: number, wanted: number): T {
  if (channels === wanted) return values;
  const out = (values instanceof Uint8Array ? new Uint8Array(values.length * wanted) : new Float32Array(values.length * wanted)) as T;
  for (let i = 0; i < out.length; i += 1) out[i] = values[Math.floor(i / wanted)] ?? 0;
  return out;
}
