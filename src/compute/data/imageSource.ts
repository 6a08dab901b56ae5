/** One image as it is stored, before it is fitted to a model. */
export interface StoredImage {
  readonly height: number;
  readonly width: number;
  /** 1 (grey) or 3 (red, green, blue). */
  readonly channels: number;
  /** Height x width x channels, row by row, channels interleaved; may be overwritten by the next read. */
  readonly samples: Uint8Array | Uint16Array;
  /** What stands for full intensity: 255 or 65535. */
  readonly maximum: number;
}

/** The images of one split, wherever they come from; random access by index. */
export interface ImageSource {
  /** Class of every image, in the source's own numbering. */
  readonly labels: Int32Array;
  /** The file or folder that the labels come from. */
  readonly labelsFrom: string;
  /** Class names in that numbering, where the source has them. */
  readonly classNames?: readonly string[];
  /** Whether the names alone say which class is meant, as for folders; else it is their order. */
  readonly classesByName: boolean;
  /** Files that are no pictures and were passed over. */
  readonly passedOver: number;
  /** Whether reading an image takes decoding, so that it pays to keep some. */
  readonly isCostly: boolean;
  /** What errors call an image. */
  nameOf(index: number): string;
  read(index: number): Promise<StoredImage>;
  /** SHA-256 over images and labels in their order; `check` sees the size of each image on the way. */
  hash(check: (image: ImageSize, index: number) => void): Promise<string>;
  close(): void;
}

export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** No image has more pixels: above it lies no classifier's input, and decoding would take gigabytes. */
export const maximumPixels = 1 << 25;
