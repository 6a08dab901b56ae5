import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dataErrors } from '../../protocol/errors';
import { readClassNames } from './classNames';
import { equalImages } from './equalImages';
import { maximumPixels, type ImageSource } from './imageSource';
import { openBytes, type StoredBytes } from './storedBytes';

/**
 * IDX, the format of MNIST (LeCun and others, "THE IDX FILE FORMAT"): two zero bytes, a type code (8: unsigned byte), the number of
 * dimensions, each dimension as a big-endian uint32, then the values, last dimension fastest. Images have the dimensions
 * count, height, width, and where there is a fourth, channels.
 */
const unsignedByte = 8;
const imagesName = /^(.*)images([-.]idx)[34]([-.]ubyte)?(\.gz)?$/i;
const splitNames = { train: ['train'], test: ['t10k', 'test'] } as const;

/** Whether a file's name is that of IDX images, such as `t10k-images-idx3-ubyte.gz`. */
export function isIdxImagesName(name: string): boolean {
  return imagesName.test(name);
}

/** The IDX image file of a split in a folder, by MNIST's names; undefined where the folder has no IDX images at all. */
export function findIdxImages(folder: string, entries: readonly string[], split: 'train' | 'test'): string | undefined {
  const candidates = entries.filter(isIdxImagesName).sort();
  if (candidates.length === 0) return undefined;
  const words = splitNames[split];
  const found = candidates.find((name) => words.some((word) => name.toLowerCase().split(/[-_.]/).includes(word)));
  if (found === undefined) throw dataErrors.noImages({ path: folder, split });
  return path.join(folder, found);
}

/**
 * Opens an IDX image file and the label file beside it (`images` is `labels` there, and `idx3` is `idx1`).
 * @throws LPR-310, 311, 313, 315, 316.
 */
export async function openIdx(imagesFile: string): Promise<ImageSource> {
  const labelsFile = await findLabels(imagesFile);
  const images = await openBytes(imagesFile);
  try {
    const labels = await readLabels(labelsFile);
    const [count = 0, height = 0, width = 0, channels = 1] = readHeader(images, [3, 4]);
    if (height * width > maximumPixels) throw invalid(imagesFile, `images of ${height} x ${width} pixels are beyond the limit of ${maximumPixels} pixels`);
    if (height * width === 0 || count === 0) throw invalid(imagesFile, 'it holds no image');
    if (channels !== 1 && channels !== 3) throw invalid(imagesFile, `its images have ${channels} channels; 1 and 3 are read`);
    if (labels.length !== count) throw dataErrors.labelCount({ images: imagesFile, imageCount: count, labels: labelsFile, labelCount: labels.length });
    const start = images.size - count * height * width * channels;
    const classNames = await readClassNames(path.join(path.dirname(imagesFile), 'classes.txt'));
    return {
      labels: Int32Array.from(labels),
      labelsFrom: labelsFile,
      ...(classNames && { classNames }),
      ...equalImages(images, { start, count, height, width, channels }, labels),
    };
  } catch (error) {
    images.close();
    throw error;
  }
}

/** The label file beside the images, compressed or not as it may be. */
async function findLabels(imagesFile: string): Promise<string> {
  const folder = path.dirname(imagesFile);
  const plain = path.basename(imagesFile).replace(imagesName, '$1labels$21$3');
  const siblings = await readdir(folder).catch(() => []);
  const found = siblings.find((name) => name.toLowerCase().replace(/\.gz$/, '') === plain.toLowerCase());
  if (found === undefined) throw dataErrors.labelsMissing({ images: imagesFile, expected: plain });
  return path.join(folder, found);
}

async function readLabels(file: string): Promise<Uint8Array> {
  const bytes = await openBytes(file);
  try {
    const [count = 0] = readHeader(bytes, [1]);
    const labels = new Uint8Array(count);
    bytes.read(bytes.size - count, labels);
    return labels;
  } finally {
    bytes.close();
  }
}

/** The dimensions, checked against the file's length. */
function readHeader(bytes: StoredBytes, allowedDimensions: readonly number[]): number[] {
  const { file, size } = bytes;
  if (size < 8) throw invalid(file, `it has only ${size} bytes`);
  const magic = Buffer.alloc(4);
  bytes.read(0, magic);
  const [zero, nought, type, dimensionCount = 0] = magic;
  if (zero !== 0 || nought !== 0) throw invalid(file, 'it does not begin with two zero bytes');
  if (type !== unsignedByte) throw invalid(file, `its values have the type code ${String(type)}; 8 (unsigned byte) is read`);
  if (!allowedDimensions.includes(dimensionCount)) throw invalid(file, `it has ${dimensionCount} dimensions; expected ${allowedDimensions.join(' or ')}`);
  const head = 4 + 4 * dimensionCount;
  if (size < head) throw invalid(file, 'its header is cut off');
  const sizes = Buffer.alloc(4 * dimensionCount);
  bytes.read(4, sizes);
  const dimensions = Array.from({ length: dimensionCount }, (_, i) => sizes.readUInt32BE(4 * i));
  const expected = head + dimensions.reduce((product, dimension) => product * dimension, 1);
  if (expected !== size) throw invalid(file, `its header (${dimensions.join(' x ')}) asks for ${expected} bytes, but it has ${size}`);
  return dimensions;
}

function invalid(file: string, reason: string): Error {
  return dataErrors.invalidIdx({ file, reason });
}
