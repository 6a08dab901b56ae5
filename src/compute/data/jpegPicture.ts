import { decode } from 'jpeg-js';
import { maximumPixels, type ImageSize, type StoredImage } from './imageSource';

/** Progressive pictures have about ten scans; each can make the decoder visit every pixel, however short it is. */
const maximumScans = 100;
const maximumMegabytes = 1024;

interface JpegHeader extends ImageSize {
  readonly components: number;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Size and components from the frame header. @throws Error saying what is wrong or not supported. */
export function readJpegHeader(bytes: Buffer): JpegHeader {
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw new Error('a marker is missing in its header');
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9 || marker === 0xda) break;
    const length = bytes.readUInt16BE(at + 2);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return frameHeader(bytes, at, marker);
    at += 2 + length;
  }
  throw new Error('its header is missing or cut off');
}

function frameHeader(bytes: Buffer, at: number, marker: number): JpegHeader {
  if (marker > 0xc2) throw new Error('it is lossless, hierarchical or arithmetically coded, which is not supported');
  if (at + 10 > bytes.length) throw new Error('its header is cut off');
  const [bits, components = 0] = [bytes[at + 4], bytes[at + 9]];
  const size = { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
  if (bits !== 8) throw new Error(`it has ${String(bits)} bits a sample; 8 are read`);
  if (components === 4) throw new Error('it is a CMYK picture for print; save it as RGB');
  if (components !== 1 && components !== 3) throw new Error(`it has ${components} colour components`);
  if (size.height === 0 || size.width === 0) throw new Error('it has no pixels');
  return { ...size, components };
}

/**
 * Decodes a JPEG whose header has been checked against the budgets: baseline or progressive, grey or colour. Pixels
 * stay as stored: the EXIF orientation is not applied, as in Pillow's open and TensorFlow's decode_jpeg. Chroma is
 * upsampled by repetition, so at sharp edges of colour values differ by some levels from decoders that interpolate.
 * @throws Error saying what is wrong.
 */
export function decodeJpeg(bytes: Buffer): StoredImage {
  const { height, width, components } = readJpegHeader(bytes);
  let scans = 0;
  for (let at = bytes.indexOf(startOfScan); at >= 0; at = bytes.indexOf(startOfScan, at + 2)) scans += 1;
  if (scans > maximumScans) throw new Error(`it has ${scans} scans; up to ${maximumScans} are read`);
  const { data, ...decoded } = decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: maximumPixels / 1e6,
    maxMemoryUsageInMB: maximumMegabytes,
  });
  if (decoded.height !== height || decoded.width !== width || data.length !== 3 * height * width) throw new Error('it holds a second picture of another size');
  if (components === 3) return { height, width, channels: 3, samples: data, maximum: 255 };
  return { height, width, channels: 1, samples: Uint8Array.from({ length: height * width }, (_, i) => data[3 * i] ?? 0), maximum: 255 };
}

const startOfScan = Buffer.from([0xff, 0xda]);
