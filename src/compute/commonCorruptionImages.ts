import type { CorruptedImage, CorruptionBlock, ImageShape, ImagesQuestion, ImagesSummary } from '../protocol/computeMessages';
import { hostErrors } from '../protocol/errors';
import { commonCorruption, truncateToBytes } from '../robustness/commonCorruption';
import type { ImageSource } from './data/imageSource';
import { openSource } from './data/openData';
import type { CancellationCheck } from './corruptBatch';

/** The images of a split in their own sizes, to be put under common corruptions. */
export class CorruptionImages {
  private constructor(private readonly source: ImageSource) {}

  /** @throws LPR-3xx, naming the file that is at fault. */
  static async open({ location, split }: ImagesQuestion): Promise<CorruptionImages> {
    return new CorruptionImages(await openSource(location.kind === 'dataset' ? location.folder : location.path, split));
  }

  get summary(): ImagesSummary {
    const { labels, classNames } = this.source;
    return { count: labels.length, labels, ...(classNames && { classNames }) };
  }

  get labels(): Int32Array {
    return this.source.labels;
  }

  /** An image in its own size, in [0,1]. @throws LPR-311, 325 to 329 */
  async read(image: number): Promise<{ readonly shape: ImageShape; readonly values: Float32Array }> {
    const { height, width, channels, samples, maximum } = await this.source.read(image);
    return { shape: { height, width, channels }, values: Float32Array.from(samples, (sample) => sample / maximum) };
  }

  /**
   * The images of a block, corrupted. What is random lives at the address of an evaluation's first draw.
   * @throws LPR-601 when `isCancelled` says so between two images, LPR-3xx where an image cannot be read.
   */
  async corrupt({ name, severity, images, seed }: CorruptionBlock, isCancelled: CancellationCheck): Promise<CorruptedImage[]> {
    const corrupted: CorruptedImage[] = [];
    for (const image of images) {
      if (await isCancelled()) throw hostErrors.cancelled({});
      const { shape, values } = await this.read(image);
      const bytes = new Uint8Array(values.length);
      truncateToBytes(commonCorruption(values, shape, { name, severity }, { seed, purpose: 'evaluation', image, draw: 0 }), bytes);
      corrupted.push({ ...shape, bytes });
    }
    return corrupted;
  }
}
