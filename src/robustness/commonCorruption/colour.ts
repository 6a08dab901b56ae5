import { clipped } from './levels';

/*
 * Brightness and saturation change the V or S of hue, saturation and value, and leave the other two. With V the largest
 * channel and S = (V - smallest) / V, a channel c stands at the share (V - c) / (V S) of the way from V down, which the
 * hue alone decides: so both changes have closed forms, and no hue needs to be computed.
 */

/** Adds to the value V. A black pixel becomes grey. Grey images are brightened as they are. */
export function brighten(image: Float32Array, channels: number, added: number): Float32Array {
  if (channels !== 3) return image.map((value) => clipped(value + added));
  const out = new Float32Array(image.length);
  for (let i = 0; i < image.length; i += 3) {
    const value = largestOf(image, i);
    const brighter = clipped(value + added);
    for (let c = i; c < i + 3; c++) out[c] = value === 0 ? brighter : clipped(((image[c] as number) * brighter) / value);
  }
  return out;
}

/** Makes the saturation `factor` * S + `added`. A grey pixel has the hue red. Grey images stay as they are. */
export function saturate(image: Float32Array, channels: number, factor: number, added: number): Float32Array {
  if (channels !== 3) return image.slice();
  const out = new Float32Array(image.length);
  for (let i = 0; i < image.length; i += 3) {
    const value = largestOf(image, i);
    const spread = value - Math.min(image[i] as number, image[i + 1] as number, image[i + 2] as number);
    const saturation = value === 0 ? 0 : spread / value;
    const wanted = clipped(saturation * factor + added);
    for (let c = i; c < i + 3; c++) {
      const share = spread === 0 ? Number(c !== i) : (value - (image[c] as number)) / spread;
      out[c] = clipped(value * (1 - wanted * share));
    }
  }
  return out;
}

/** Draws each channel towards its own mean. */
export function lowerContrast(image: Float32Array, channels: number, factor: number): Float32Array {
  const means = new Float64Array(channels);
  for (let i = 0; i < image.length; i++) means[i % channels] = (means[i % channels] as number) + (image[i] as number);
  const pixels = image.length / channels;
  return image.map((value, i) => {
    const mean = (means[i % channels] as number) / pixels;
    return clipped((value - mean) * factor + mean);
  });
}

const largestOf = (image: Float32Array, at: number): number => Math.max(image[at] as number, image[at + 1] as number, image[at + 2] as number);

/** Luma of ITU-R BT.601, of one pixel. */
export const lumaOf = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** A colour for an image of so many channels: its luma where the image is grey. */
export function colourFor(channels: number, red: number, green: number, blue: number): readonly number[] {
  return channels === 3 ? [red, green, blue] : Array.from({ length: channels }, () => lumaOf(red, green, blue));
}
