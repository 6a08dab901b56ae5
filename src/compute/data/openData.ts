import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CommonCell } from '../../protocol/commonCorruption';
import type { DataHashQuestion, DataQuestion, DataSummary } from '../../protocol/computeMessages';
import { dataErrors } from '../../protocol/errors';
import { findCifar, isCifarName, openCifar } from './cifarFiles';
import { matchClasses } from './classNames';
import { corruptionFiles, openCorruptedImages, type CorruptedImages } from './corruptedImages';
import { checkSize, fitImage, writeImage } from './fitImage';
import { findIdxImages, isIdxImagesName, openIdx } from './idxFiles';
import { openImageFolder } from './imageFolder';
import { openMade, type MadeReader, type OpenMade } from './madeCorruptions';
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
  /** As `read`, under a common corruption that is stored; present where the summary names some. */
  readCorrupted?(cell: CommonCell, indices: Uint32Array | readonly number[], out: Float32Array): Promise<void>;
  /** The reader of common corruptions that were made before, for blocks that they cover. */
  readonly made?: MadeReader;
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
  let corrupted: CorruptedImages | undefined;
  let made: OpenMade | undefined;
  try {
    const { classNames, modelClass } = matchClasses(place, source, question);
    const labels = modelLabels(source, modelClass);
    const check = (size: Parameters<typeof checkSize>[0], index: number): void => checkSize(size, source.nameOf(index), input, resize);
    if (question.corrupted !== undefined) corrupted = await openCorruptedImages(question.corrupted, source);
    if (question.made !== undefined) made = await openMade(question.made, source, input);
    const hash = question.hash === false ? '' : await hashOf(source, corrupted, check);
    const recent = new RecentImages(keptBytes);
    const imageLength = input.height * input.width * input.channels;
    return {
      summary: { hash, count: labels.length, classNames, labels, passedOver: source.passedOver, ...(corrupted === undefined ? {} : { corrupted: corrupted.cells }) },
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
      ...(corrupted === undefined ? {} : { readCorrupted: readerOf(corrupted, question) }),
      ...(made === undefined ? {} : { made: made.reader }),
      close: () => {
        source.close();
        corrupted?.close();
        made?.close();
      },
    };
  } catch (error) {
    source.close();
    corrupted?.close();
    made?.close();
    throw error;
  }
}

/** The hash that {@link openData} finds, whatever model the images are for. @throws LPR-3xx */
export async function dataContentHash({ location, split, corrupted: folder }: DataHashQuestion): Promise<string> {
  const source = await openSource(location.kind === 'dataset' ? location.folder : location.path, split);
  let corrupted: CorruptedImages | undefined;
  try {
    if (folder !== undefined) corrupted = await openCorruptedImages(folder, source);
    return await hashOf(source, corrupted, () => undefined);
  } finally {
    source.close();
    corrupted?.close();
  }
}

async function hashOf(source: ImageSource, corrupted: CorruptedImages | undefined, check: Parameters<ImageSource['hash']>[0]): Promise<string> {
  const clean = await source.hash(check);
  return corrupted === undefined ? clean : createHash('sha256').update(clean).update(await corrupted.hash()).digest('hex');
}

function readerOf(corrupted: CorruptedImages, { input, resize }: DataQuestion): NonNullable<OpenData['readCorrupted']> {
  const imageLength = input.height * input.width * input.channels;
  return async (cell, indices, out) => {
    for (const [i, index] of indices.entries()) {
      writeImage(fitImage(await corrupted.read(cell, index), corrupted.nameOf(cell, index), input, resize), out, i * imageLength);
    }
  };
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
  if (corruptionFiles(entries).length > 0) throw dataErrors.onlyCorruptedImages({ folder: place });
  return openImageFolder(place, split);
}

function modelLabels(source: ImageSource, modelClass: readonly number[]): Int32Array {
  return source.labels.map((label, index) => {
    const own = modelClass[label];
    if (own === undefined) throw dataErrors.labelOutOfRange({ file: source.labelsFrom, index, label, classCount: modelClass.length });
    return own;
  });
}
