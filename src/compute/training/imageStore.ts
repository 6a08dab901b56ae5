import type { DataLocation, ImageShape } from '../../protocol/computeMessages';
import { openData, type OpenData } from '../data/openData';

/** Images kept in memory at most, in bytes; more of them are read from the disk as they are needed. */
const keptBytes = 2 ** 31;
const imagesAtOnce = 512;

/** Where the training images are, in a form that a thread can be handed. */
export interface StoredImages {
  readonly shape: ImageShape;
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
  /** All images, one byte an element, in memory that threads share; absent where they are too many. */
  readonly bytes?: SharedArrayBuffer;
  /** How to open them, where they are read as they are needed. */
  readonly question: Parameters<typeof openData>[0];
}

export interface StoredImagesQuestion {
  readonly location: DataLocation;
  readonly resize: boolean;
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
  readonly hash: boolean;
}

/** Opens the training split and brings its images into memory, as bytes: what augmentation works on. @throws LPR-3xx */
export async function storeImages({ location, resize, shape, classNames, hash }: StoredImagesQuestion): Promise<{ readonly images: StoredImages; readonly hash: string }> {
  const question = { location, split: 'train' as const, resize, input: shape, classCount: classNames.length, classNames };
  const data = await openData({ ...question, hash });
  try {
    const { labels, count } = data.summary;
    const size = shape.height * shape.width * shape.channels;
    const images = { shape, labels, classNames: data.summary.classNames, question: { ...question, hash: false } };
    if (count * size > keptBytes) return { images, hash: data.summary.hash };
    const bytes = new SharedArrayBuffer(count * size);
    const view = new Uint8Array(bytes);
    const some = new Float32Array(imagesAtOnce * size);
    for (let first = 0; first < count; first += imagesAtOnce) {
      const indices = Array.from({ length: Math.min(imagesAtOnce, count - first) }, (_, i) => first + i);
      await data.read(indices, some);
      const length = indices.length * size;
      for (let i = 0; i < length; i += 1) view[first * size + i] = Math.round(255 * (some[i] as number));
    }
    return { images: { ...images, bytes }, hash: data.summary.hash };
  } finally {
    data.close();
  }
}

/** Hands out images as bytes, of which those asked for were announced. */
export class ImageStore {
  readonly #size: number;
  readonly #bytes: Uint8Array | undefined;
  #data: Promise<OpenData> | undefined;
  #read = new Map<number, Float32Array>();

  constructor(readonly images: StoredImages) {
    const { height, width, channels } = images.shape;
    this.#size = height * width * channels;
    this.#bytes = images.bytes === undefined ? undefined : new Uint8Array(images.bytes);
  }

  /** Brings images to where {@link pixels} finds them; those of the call before are let go. @throws LPR-3xx */
  async bring(indices: readonly number[]): Promise<void> {
    if (this.#bytes !== undefined) return;
    this.#data ??= openData(this.images.question);
    const data = await this.#data;
    const read = new Map<number, Float32Array>();
    for (const index of indices) {
      if (read.has(index)) continue;
      const image = this.#read.get(index) ?? new Float32Array(this.#size);
      if (!this.#read.has(index)) await data.read([index], image);
      read.set(index, image);
    }
    this.#read = read;
  }

  /** height x width x channels: bytes, or numbers in [0,1]. */
  pixels(index: number): Uint8Array | Float32Array {
    if (this.#bytes !== undefined) return this.#bytes.subarray(index * this.#size, (index + 1) * this.#size);
    const image = this.#read.get(index);
    if (image === undefined) throw new RangeError(`Image ${index} was not announced`);
    return image;
  }

  async close(): Promise<void> {
    const data = await this.#data;
    data?.close();
  }
}
