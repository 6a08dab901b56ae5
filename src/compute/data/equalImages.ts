import { createHash } from 'node:crypto';
import type { ImageSource } from './imageSource';
import type { StoredBytes } from './storedBytes';

/** Where the images of a file are. */
export interface EqualImages {
  /** Where the first one begins. */
  readonly start: number;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Images of one size that lie in a file one after another, a byte a value, row by row with their channels interleaved.
 * @param hashedLabels the labels as the format's hash takes them up
 */
export function equalImages(bytes: StoredBytes, { start, count, height, width, channels }: EqualImages, hashedLabels: Uint8Array | string): Omit<ImageSource, 'labels' | 'labelsFrom' | 'classNames'> {
  const size = height * width * channels;
  const samples = new Uint8Array(size);
  return {
    classesByName: false,
    passedOver: 0,
    isCostly: false,
    nameOf: (index) => `image ${index} of ${bytes.file}`,
    read: (index) => {
      bytes.read(start + index * size, samples);
      return Promise.resolve({ height, width, channels, samples, maximum: 255 });
    },
    hash: async (check) => {
      check({ height, width }, 0);
      const hash = createHash('sha256').update(JSON.stringify({ count, height, width, channels }));
      for await (const piece of bytes.pieces(start)) hash.update(piece);
      return hash.update(hashedLabels).digest('hex');
    },
    close: () => bytes.close(),
  };
}
