import type { ImageShape } from '../corruption';

interface Axis {
  /** Input place below each output place, and the share of the place above. */
  readonly below: Int32Array;
  readonly share: Float64Array;
}

/**
 * Enlarges the centre of an image to the image's own size: a centred crop of ceil(size / zoom) pixels is resized by
 * linear interpolation, corners on corners, to round(crop * zoom) pixels, and trimmed to its centre.
 *
 * @param zoom 1 or more
 */
export function clippedZoom(image: Float32Array | Float64Array, { height, width, channels }: ImageShape, zoom: number): Float64Array {
  const down = axisOf(height, zoom);
  const across = axisOf(width, zoom);
  const out = new Float64Array(image.length);
  for (let y = 0; y < height; y++) {
    const v = down.share[y] as number;
    const top = (down.below[y] as number) * width;
    const bottom = v === 0 ? top : top + width;
    for (let x = 0; x < width; x++) {
      const u = across.share[x] as number;
      const left = (top + (across.below[x] as number)) * channels;
      const under = left + (bottom - top) * channels;
      const right = u === 0 ? 0 : channels;
      for (let c = 0; c < channels; c++) {
        const upper = (1 - u) * (image[left + c] as number) + u * (image[left + right + c] as number);
        const lower = (1 - u) * (image[under + c] as number) + u * (image[under + right + c] as number);
        out[(y * width + x) * channels + c] = (1 - v) * upper + v * lower;
      }
    }
  }
  return out;
}

function axisOf(length: number, zoom: number): Axis {
  const crop = Math.ceil(length / zoom);
  const first = Math.floor((length - crop) / 2);
  const enlarged = Math.max(length, roundHalfEven(crop * zoom));
  const trim = Math.floor((enlarged - length) / 2);
  const step = enlarged > 1 ? (crop - 1) / (enlarged - 1) : 0;
  const below = new Int32Array(length);
  const share = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const place = Math.min((i + trim) * step, crop - 1);
    const whole = Math.floor(place);
    below[i] = first + whole;
    // A share at the last place would read beyond the crop.
    share[i] = whole === crop - 1 ? 0 : place - whole;
  }
  return { below, share };
}

/** Python's rounding, which the benchmark's sizes come from: 32.5 becomes 32. */
const roundHalfEven = (x: number): number => (x % 2 === 0.5 ? x - 0.5 : Math.round(x));
