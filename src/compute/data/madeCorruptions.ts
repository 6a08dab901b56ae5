import { commonCorruptionNameSchema } from '../../protocol/commonCorruption';
import type { EvaluationBlock, ImageShape, MadeCorruptions } from '../../protocol/computeMessages';
import type { CorruptedReader } from '../corruptBatch';
import { openCorruptedNpys } from './corruptedImages';
import { writeImage } from './fitImage';
import type { ImageSource } from './imageSource';

/** Gives what reads a block's images under its common corruption; undefined where they were not made before. */
export type MadeReader = (block: EvaluationBlock) => CorruptedReader | undefined;

export interface OpenMade {
  readonly reader: MadeReader;
  close(): void;
}

/**
 * Opens common corruptions that were made before. They were made of images as they are stored; so they are of use where a
 * model takes the images in that very shape, else none are read.
 * @throws LPR-310, 311, 315, 316, 332, 335 where the folder is not as it was made
 */
export async function openMade({ folder, images, seed }: MadeCorruptions, clean: Pick<ImageSource, 'labels'>, input: ImageShape): Promise<OpenMade | undefined> {
  const places = new Map(Array.from(images, (image, place) => [image, place]));
  const stored = await openCorruptedNpys(folder, commonCorruptionNameSchema.options, { labels: Int32Array.from(images, (image) => clean.labels[image] ?? 0) });
  const [cell] = stored.cells;
  const first = cell === undefined || images.length === 0 ? undefined : await stored.read(cell, 0);
  if (first?.height !== input.height || first.width !== input.width || first.channels !== input.channels) {
    stored.close();
    return undefined;
  }
  const imageLength = input.height * input.width * input.channels;
  const read: CorruptedReader = async (cell, indices, out) => {
    for (const [i, index] of indices.entries()) {
      const { samples } = await stored.read(cell, places.get(index) ?? 0);
      writeImage(samples instanceof Uint8Array ? samples : Float32Array.from(samples), out, i * imageLength);
    }
  };
  return {
    reader: (block) => {
      const isCovered = block.law !== null && 'corruption' in block.law && block.draw === 0 && block.seed === seed && block.images.every((image) => places.has(image));
      return isCovered ? read : undefined;
    },
    close: () => stored.close(),
  };
}
