import type { CorruptedImage, CorruptionBlock, ImagesQuestion, ImagesSummary } from '../protocol/computeMessages';
import { hostErrors } from '../protocol/errors';
import { commonCorruption, truncateToBytes } from '../robustness/commonCorruption';
import type { ImageSource } from './data/imageSource';
import { openSource } from './data/openData';
import type { CancellationCheck } from './evaluateBlock';

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

  /**
   * The images of a block, corrupted. What is random lives at the address of an evaluation's first draw.
   * @throws LPR-601 when `isCancelled` says so between two images, LPR-3xx where an image cannot be read.
   */
  async corrupt({ name, severity, images, seed }: CorruptionBlock, isCancelled: CancellationCheck): Promise<CorruptedImage[]> {
    const corrupted: CorruptedImage[] = [];
    for (const image of images) {
      if (await isCancelled()) throw hostErrors.cancelled({});
      const { height, width, channels, samples, maximum } = await this.source.read(image);
      const shape = { height, width, channels };
      const values = Float32Array.from(samples, (sample) => sample / maximum);
      const bytes = new Uint8Array(values.length);
      truncateToBytes(commonCorruption(values, shape, { name, severity }, { seed, purpose: 'evaluation', image, draw: 0 }), bytes);
      corrupted.push({ ...shape, bytes });
    }
    return corrupted;
  }
}
