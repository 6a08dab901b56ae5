import { decode } from 'fast-png';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import type { StoredImage } from './imageSource';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
/** Samples a pixel by colour type (PNG specification, section 11.2.1). */
const samplesPerPixel: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const allowedDepths: Readonly<Record<number, readonly number[]>> = { 0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16] };
const paletteType = 3;
/** The start, width and height of Adam7's seven passes: x, y, step across, step down. */
const passes = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const;

interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
}

export function isPng(bytes: Uint8Array): boolean {
  return signature.equals(bytes.subarray(0, signature.length));
}

/** The header of a PNG. @throws Error saying what is wrong with it. */
export function readPngHeader(bytes: Buffer): PngHeader {
  if (bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR' || bytes.readUInt32BE(8) !== 13) throw new Error('its header is missing');
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = bytes.subarray(24, 29);
  const header = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), depth, colourType, interlaced: interlace === 1 };
  if (header.width === 0 || header.height === 0) throw new Error('it has no pixels');
  if (allowedDepths[colourType]?.includes(depth) !== true) throw new Error(`it has the colour type ${colourType} with ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1) throw new Error('it uses an unknown compression, filter or interlacing method');
  return header;
}

/**
 * Decodes a PNG whose header has been checked against the budgets. Palettes become RGB, fewer than 8 bits are spread to
 * 8, 16 bits are kept. Transparency is dropped and the colours stay as stored, as Pillow's convert("RGB") and
 * TensorFlow's decode_png with three channels do. Gamma and colour profiles are not applied.
 *
 * The compressed data are unpacked here, to the very number of bytes the header asks for, so that no file can unpack
 * to more; fast-png then undoes filters and interlacing on a copy that holds the image and nothing else.
 * @throws Error saying what is wrong.
 */
export function decodePng(bytes: Buffer): StoredImage {
  const header = readPngHeader(bytes);
  const { width, height, depth, colourType, interlaced } = header;
  // fast-png reads the passes of such pictures byte by byte.
  if (interlaced && depth < 8) throw new Error('it is interlaced with fewer than 8 bits, which is not supported');
  const { data, palette } = readChunks(bytes);
  const expected = unpackedLength(header);
  let raw: Buffer;
  try {
    raw = inflateSync(data, { maxOutputLength: expected });
  } catch (error) {
    throw new Error('its compressed data are damaged, cut off or too long', { cause: error });
  }
  if (raw.length !== expected) throw new Error(`it has ${raw.length} of ${expected} bytes of pixels`);
  const plain = Buffer.concat([signature, chunk('IHDR', bytes.subarray(16, 29)), chunk('IDAT', deflateSync(raw, { level: 0 })), chunk('IEND', Buffer.alloc(0))]);
  const samples = decode(plain).data;
  const stored = samples instanceof Uint16Array ? samples : new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const size = { height, width };
  if (colourType === paletteType) return { ...size, channels: 3, samples: coloured(spread(stored, size, depth, 1), palette), maximum: 255 };
  if (depth < 8) return { ...size, channels: 1, samples: spread(stored, size, depth, 255 / ((1 << depth) - 1)), maximum: 255 };
  const perPixel = samplesPerPixel[colourType] ?? 1;
  const channels = perPixel <= 2 ? 1 : 3;
  return { ...size, channels, samples: withoutAlpha(stored, perPixel, channels), maximum: depth === 16 ? 65_535 : 255 };
}

/** The concatenated image data, and the palette; every chunk's checksum is checked, and the end must be there. */
function readChunks(bytes: Buffer): { data: Buffer; palette: Buffer } {
  const data: Buffer[] = [];
  let palette: Buffer = Buffer.alloc(0);
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new Error('it is cut off');
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) throw new Error(`the checksum of its ${/^\w+$/.test(type) ? type : 'unknown'} chunk is wrong`);
    const content = bytes.subarray(at + 8, end);
    if (type === 'IDAT') data.push(content);
    else if (type === 'PLTE') palette = content;
    else if (type === 'IEND') return { data: Buffer.concat(data), palette };
    at = end + 4;
  }
  throw new Error('it is cut off');
}

/** Bytes of filter types and samples that the header asks for. */
function unpackedLength({ width, height, depth, colourType, interlaced }: PngHeader): number {
  const bits = depth * (samplesPerPixel[colourType] ?? 1);
  const rows = (across: number, down: number): number => (across === 0 ? 0 : down * (1 + Math.ceil((across * bits) / 8)));
  if (!interlaced) return rows(width, height);
  return passes.reduce((sum, [x, y, stepX, stepY]) => sum + rows(Math.max(0, Math.ceil((width - x) / stepX)), Math.max(0, Math.ceil((height - y) / stepY))), 0);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(4 + body.length + 4);
  frame.writeUInt32BE(content.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}

/** One byte a sample, times `factor`, from rows that begin at whole bytes. */
function spread(packed: Uint8Array | Uint16Array, { height, width }: { height: number; width: number }, depth: number, factor: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth;
      const byte = packed[y * rowBytes + (bit >> 3)] ?? 0;
      out[y * width + x] = ((byte >> (8 - depth - (bit & 7))) & mask) * factor;
    }
  }
  return out;
}

function coloured(indices: Uint8Array, palette: Buffer): Uint8Array {
  const out = new Uint8Array(3 * indices.length);
  for (const [i, index] of indices.entries()) {
    if (3 * index + 3 > palette.length) throw new Error(`it uses colour ${index} of a palette of ${Math.floor(palette.length / 3)}`);
    for (let channel = 0; channel < 3; channel += 1) out[3 * i + channel] = palette[3 * index + channel] ?? 0;
  }
  return out;
}

function withoutAlpha(samples: Uint8Array | Uint16Array, perPixel: number, channels: number): Uint8Array | Uint16Array {
  if (perPixel === channels) return samples;
  const pixels = samples.length / perPixel;
  const out = samples instanceof Uint16Array ? new Uint16Array(pixels * channels) : new Uint8Array(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let channel = 0; channel < channels; channel += 1) out[pixel * channels + channel] = samples[pixel * perPixel + channel] ?? 0;
  }
  return out;
}
