import type { FittedImage } from './fitImage';

/** The images used last, up to a number of bytes; each read of one makes it the newest. */
export class RecentImages {
  readonly #images = new Map<number, FittedImage>();
  #bytes = 0;

  constructor(private readonly maximumBytes: number) {}

  get(index: number): FittedImage | undefined {
    const image = this.#images.get(index);
    if (image !== undefined) {
      this.#images.delete(index);
      this.#images.set(index, image);
    }
    return image;
  }

  add(index: number, image: FittedImage): void {
    this.#images.set(index, image);
    this.#bytes += image.byteLength;
    for (const [oldest, { byteLength }] of this.#images) {
      if (this.#bytes <= this.maximumBytes) break;
      this.#images.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}
