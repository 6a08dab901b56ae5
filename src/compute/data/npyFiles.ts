import { endianness } from 'node:os';
import path from 'node:path';
import { dataErrors, LprError } from '../../protocol/errors';
import { equalImages } from './equalImages';
import { maximumPixels, type ImageSource } from './imageSource';
import { openBytes, type StoredBytes } from './storedBytes';

/**
 * Images in NumPy's format (NEP 1), as CIFAR-10-C has them: uint8 of the dimensions count, height, width and channels, or
 * without channels for grey, row by row; and beside them `labels.npy` with a whole number for each image.
 */
const imageTypes = ['|u1', '<u1', '>u1', '=u1'];
const labelBytes: Readonly<Record<string, number>> = { u1: 1, i1: 1, u2: 2, i2: 2, u4: 4, i4: 4, u8: 8, i8: 8 };
const longestHeader = 1 << 16;
const labelsName = 'labels.npy';

export function isNpyName(name: string): boolean {
  return /\.npy$/i.test(name);
}

interface NpyHeader {
  readonly type: string;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
}

/** Opens a file of images and the labels beside it. @throws LPR-310, 311, 315, 316, 332. */
export async function openNpy(imagesFile: string): Promise<ImageSource> {
  const labelsFile = path.join(path.dirname(imagesFile), labelsName);
  if (path.resolve(labelsFile) === path.resolve(imagesFile)) throw invalid(imagesFile, 'it holds the labels; name a file of images');
  const images = await openBytes(imagesFile);
  try {
    const { type, shape, start } = readHeader(images);
    const [count = 0, height = 0, width = 0, channels = 1] = shape;
    const dimensions = shape.join(' x ');
    if (!imageTypes.includes(type)) throw invalid(imagesFile, `its numbers have the type ${type}; uint8 is read`);
    if ((shape.length !== 3 && shape.length !== 4) || (channels !== 1 && channels !== 3)) {
      throw invalid(imagesFile, `its shape is ${dimensions}; images are read as count x height x width x 3, x 1, or without channels`);
    }
    if (count * height * width === 0) throw invalid(imagesFile, `its shape is ${dimensions}: it holds no image`);
    if (height * width > maximumPixels) throw invalid(imagesFile, `images of ${height} x ${width} pixels are beyond the limit of ${maximumPixels} pixels`);
    const size = height * width * channels;
    if (images.size !== start + count * size) throw invalid(imagesFile, `its shape ${dimensions} asks for ${start + count * size} bytes, but it has ${images.size}`);
    const labels = await readLabels(labelsFile, imagesFile);
    if (labels.length !== count) throw dataErrors.labelCount({ images: imagesFile, imageCount: count, labels: labelsFile, labelCount: labels.length });
    return { labels, labelsFrom: labelsFile, ...equalImages(images, { start, count, height, width, channels }, JSON.stringify(Array.from(labels))) };
  } catch (error) {
    images.close();
    throw error;
  }
}

async function readLabels(file: string, imagesFile: string): Promise<Int32Array> {
  let bytes: StoredBytes;
  try {
    bytes = await openBytes(file);
  } catch (error) {
    if (error instanceof LprError && error.code === dataErrors.notFound.code) throw dataErrors.labelsMissing({ images: imagesFile, expected: labelsName }, error);
    throw error;
  }
  try {
    const { type, shape, start } = readHeader(bytes);
    const width = labelBytes[type.slice(1)];
    const [count = 0] = shape;
    if (width === undefined || shape.length !== 1) throw invalid(file, `labels are whole numbers in one dimension; it has ${shape.length} of type ${type}`);
    if (bytes.size !== start + count * width) throw invalid(file, `its ${count} labels ask for ${start + count * width} bytes, but it has ${bytes.size}`);
    const raw = Buffer.alloc(count * width);
    bytes.read(start, raw);
    return Int32Array.from({ length: count }, (_, i) => labelAt(raw, i * width, type, file, i));
  } finally {
    bytes.close();
  }
}

function labelAt(raw: Buffer, at: number, type: string, file: string, index: number): number {
  const bytes = labelBytes[type.slice(1)] ?? 1;
  const isLittle = type.startsWith('<') || type.startsWith('|') || (type.startsWith('=') && endianness() === 'LE');
  const inOrder = Array.from(raw.subarray(at, at + bytes));
  if (!isLittle) inOrder.reverse();
  const isNegative = type[1] === 'i' && (inOrder.at(-1) ?? 0) > 127;
  const label = inOrder.reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (isNegative || label > 0x7fff_ffff) throw invalid(file, `label ${index} is ${isNegative ? 'negative' : String(label)}`);
  return label;
}

function readHeader(bytes: StoredBytes): NpyHeader {
  const { file, size } = bytes;
  const head = Buffer.alloc(Math.min(12, size));
  bytes.read(0, head);
  if (head.length < 12 || head.toString('latin1', 0, 6) !== '\u0093NUMPY') throw invalid(file, 'it does not begin as such a file does');
  const isOld = head[6] === 1;
  if (!isOld && head[6] !== 2 && head[6] !== 3) throw invalid(file, `it has the format version ${String(head[6])}; 1 to 3 are read`);
  const from = isOld ? 10 : 12;
  const length = isOld ? head.readUInt16LE(8) : head.readUInt32LE(8);
  if (length > longestHeader || from + length > size) throw invalid(file, 'its header is cut off');
  const text = Buffer.alloc(length);
  bytes.read(from, text);
  const description = text.toString('latin1');
  const type = /'descr'\s*:\s*'([^']{1,8})'/.exec(description)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(description)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(description)?.[1];
  if (type === undefined || order === undefined || sizes === undefined) throw invalid(file, 'its header does not describe an array of plain numbers');
  if (order === 'True') throw invalid(file, 'it is in Fortran order; save it in C order');
  const shape = sizes.split(',').map((part) => part.trim()).filter((part) => part !== '').map(Number);
  if (!shape.every((dimension) => Number.isSafeInteger(dimension)) || !Number.isSafeInteger(shape.reduce((product, dimension) => product * dimension, 8))) {
    throw invalid(file, 'its dimensions are beyond any file');
  }
  return { type, shape, start: from + length };
}

const invalid = (file: string, reason: string): LprError => dataErrors.invalidNpy({ file, reason });
