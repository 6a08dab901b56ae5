import { separationErrors } from '../../protocol/errors';
import type { ImageShape, StoredElements } from '../../robustness/classSeparation';
import type { ImageSource, StoredImage } from '../data/imageSource';

/** The form that all images of a comparison can be brought into without losing anything. */
export interface StoredForm {
  readonly shape: ImageShape;
  /** 255, or 65535 where some image has 16 bits. */
  readonly levels: 255 | 65535;
}

/**
 * The least form that holds an image too: grey among colour counts as colour with equal channels, 8 bits among 16 are
 * widened (255 becomes 65535).
 * @throws LPR-342 where the image has another size.
 */
export function formWith(form: StoredForm | undefined, image: StoredImage, name: string): StoredForm {
  const { height, width, channels, maximum } = image;
  const levels = maximum === 255 ? 255 : 65535;
  if (form === undefined) return { shape: { height, width, channels }, levels };
  const { shape } = form;
  if (height !== shape.height || width !== shape.width) {
    throw separationErrors.sizesDiffer({ file: name, size: `${height} x ${width}`, expected: `${shape.height} x ${shape.width}` });
  }
  return { shape: { height, width, channels: Math.max(channels, shape.channels) }, levels: levels > form.levels ? levels : form.levels };
}

/** The least form for some images of a source. In binary files all are alike; pictures are read one by one. */
export async function formOf(source: ImageSource, images: Uint32Array, before: StoredForm | undefined): Promise<StoredForm | undefined> {
  let form = before;
  for (const image of source.isCostly ? images : images.subarray(0, 1)) form = formWith(form, await source.read(image), source.nameOf(image));
  return form;
}

export function emptyElements(length: number, { levels }: StoredForm): StoredElements {
  return levels === 255 ? new Uint8Array(length) : new Uint16Array(length);
}

/** Writes an image to `out` from `offset` on, in a form that holds it. */
export function writeStored(image: StoredImage, { shape, levels }: StoredForm, out: StoredElements, offset: number): void {
  const { samples, channels, maximum } = image;
  const widen = levels / maximum;
  const copies = shape.channels / channels;
  for (let i = 0, at = offset; i < samples.length; i += 1) {
    for (let copy = 0; copy < copies; copy += 1, at += 1) out[at] = (samples[i] ?? 0) * widen;
  }
}
