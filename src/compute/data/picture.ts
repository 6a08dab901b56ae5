import { readFile, stat } from 'node:fs/promises';
import { dataErrors, LprError } from '../../protocol/errors';
import { maximumPixels, type ImageSize, type StoredImage } from './imageSource';
import { decodeJpeg, isJpeg, readJpegHeader } from './jpegPicture';
import { decodePng, isPng, readPngHeader } from './pngPicture';
import { readError } from './storedBytes';

const maximumFileBytes = 1 << 26;

const pictureName = /\.(png|jpe?g|jpe|jfif)$/i;
const otherPictureName = /\.(gif|bmp|webp|tiff?|avif|heic|heif|jp2|ppm|pgm|pbm)$/i;

/** Whether a file is taken for a picture, by its name: one that is read, one of another format, or none. */
export function pictureKind(name: string): 'readable' | 'other' | 'none' {
  if (pictureName.test(name)) return 'readable';
  return otherPictureName.test(name) ? 'other' : 'none';
}

/** Reads a picture's file. @throws LPR-310, 311, 326. */
export async function readPicture(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > maximumFileBytes) throw dataErrors.imageTooLarge({ file, size: `${size} bytes`, limit: `${maximumFileBytes} bytes` });
    return await readFile(file);
  } catch (error) {
    throw error instanceof LprError ? error : readError(file, error);
  }
}

/** Size of a PNG or JPEG, from its header alone, within the budget. @throws LPR-325, 326, 329. */
export function pictureSize(bytes: Buffer, file: string): ImageSize {
  const { height, width } = explained(file, () => (isPng(bytes) ? readPngHeader(bytes) : readJpegHeader(jpegOnly(bytes, file))));
  if (height * width > maximumPixels) {
    throw dataErrors.imageTooLarge({ file, size: `${height} x ${width} pixels`, limit: `${maximumPixels} pixels` });
  }
  return { height, width };
}

/** Decodes a PNG or JPEG, told apart by its bytes, not its name. @throws LPR-325, 326, 329. */
export function decodePicture(bytes: Buffer, file: string): StoredImage {
  pictureSize(bytes, file);
  return explained(file, () => (isPng(bytes) ? decodePng(bytes) : decodeJpeg(bytes)));
}

function jpegOnly(bytes: Buffer, file: string): Buffer {
  if (isJpeg(bytes)) return bytes;
  if (bytes.length === 0) throw new Error('it is empty');
  const format = otherFormats.find(([magic]) => bytes.toString('latin1', 0, 12).startsWith(magic))?.[1];
  if (format !== undefined) throw dataErrors.unsupportedImage({ file, format });
  throw new Error('it is neither PNG nor JPEG');
}

const otherFormats = [['GIF8', 'GIF'], ['BM', 'BMP'], ['RIFF', 'WebP'], ['II*\0', 'TIFF'], ['MM\0*', 'TIFF'], ['P5', 'PGM'], ['P6', 'PPM']] as const;

function explained<T>(file: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof LprError) throw error;
    throw dataErrors.invalidImage({ file, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
