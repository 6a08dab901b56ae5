import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataQuestion, DataSummary } from '../../protocol/computeMessages';
import { dataErrors } from '../../protocol/errors';
import { findCifar, isCifarName, openCifar } from './cifarFiles';
import { matchClasses } from './classNames';
import { checkSize, fitImage, writeImage } from './fitImage';
import { findIdxImages, isIdxImagesName, openIdx } from './idxFiles';
import { openImageFolder } from './imageFolder';
import { isNpyName, openNpy } from './npyFiles';
import type { ImageSource } from './imageSource';
import { RecentImages } from './recentImages';
import { readError } from './storedBytes';

/** Decoded pictures are kept up to this, enough for a batch or two of 224 x 224: they are read once per norm. */
const keptBytes = 1 << 27;

/** The images of one split, opened and checked, in the shape a model takes. */
export interface OpenData {
  readonly summary: DataSummary;
  /**
   * Writes images to `out`, one after the other: each height x width x channels of the question's input, row by row,
   * channels interleaved, in [0,1].
   * @throws LPR-311, 325 to 328 where an image cannot be read, decoded or fitted.
   */
  read(indices: Uint32Array | readonly number[], out: Float32Array): Promise<void>;
  /** Closes the files; nothing can be read afterwards. */
  close(): void;
}

/**
 * Opens the images of a split. Images stay on the disk and are read by index, so memory does not grow with their number.
 * @throws LPR-3xx, naming the file that is at fault.
 */
export async function openData(question: DataQuestion): Promise<OpenData> {
  const { location, input, resize } = question;
  const place = location.kind === 'dataset' ? location.folder : location.path;
  const source = await openSource(place, question.split);
  try {
    const { classNames, modelClass } = matchClasses(place, source, question);
    const labels = modelLabels(source, modelClass);
    const check = (size: Parameters<typeof checkSize>[0], index: number): void => checkSize(size, source.nameOf(index), input, resize);
    const hash = question.hash === false ? '' : await source.hash(check);
    const recent = new RecentImages(keptBytes);
    const imageLength = input.height * input.width * input.channels;
    return {
      summary: { hash, count: labels.length, classNames, labels, passedOver: source.passedOver },
      read: async (indices, out) => {
        for (const [i, index] of indices.entries()) {
          if (index >= labels.length) throw new RangeError(`There is no image ${index} among ${labels.length}.`);
          let image = source.isCostly ? recent.get(index) : undefined;
          if (image === undefined) {
            image = fitImage(await source.read(index), source.nameOf(index), input, resize);
            if (source.isCostly) recent.add(index, image);
          }
          writeImage(image, out, i * imageLength);
        }
      },
      close: () => source.close(),
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Tells by the names of the files what the user has: IDX, CIFAR binary, or folders of pictures. */
export async function openSource(place: string, split: 'train' | 'test'): Promise<ImageSource> {
  const status = await stat(place).catch((error: unknown) => {
    throw readError(place, error);
  });
  if (!status.isDirectory()) {
    const name = path.basename(place);
    if (isIdxImagesName(name)) return openIdx(place);
    if (isCifarName(name)) return openCifar([place]);
    if (isNpyName(name)) return openNpy(place);
    throw dataErrors.unknownFormat({ path: place });
  }
  const entries = await readdir(place).catch((error: unknown) => {
    throw readError(place, error);
  });
  const idx = findIdxImages(place, entries, split);
  if (idx !== undefined) return openIdx(idx);
  const cifar = findCifar(place, entries, split);
  if (cifar !== undefined) return openCifar(cifar);
  return openImageFolder(place, split);
}

function modelLabels(source: ImageSource, modelClass: readonly number[]): Int32Array {
  return source.labels.map((label, index) => {
    const own = modelClass[label];
    if (own === undefined) throw dataErrors.labelOutOfRange({ file: source.labelsFrom, index, label, classCount: modelClass.length });
    return own;
  });
}
