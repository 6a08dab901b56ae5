import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createInflate } from 'node:zlib';

const bytesPerPixel = 3;
const signature = '89504e470d0a1a0a';
/** Signature and header chunk. */
const headerEnd = 33;

/**
 * The pixel rows of an 8-bit RGB PNG without interlacing, top down, without ever holding the whole picture and without
 * blocking: a picture of 10,000 rows decoded at once would keep the server from answering for most of a second.
 * For files whose SHA-256 is known only: it checks what it needs, not what a hostile file could do.
 * Each row is valid until the next one is asked for.
 */
export async function* pixelRows(file: string, width: number, height: number): AsyncGenerator<Uint8Array> {
  const stride = width * bytesPerPixel;
  let current = new Uint8Array(stride);
  let previous = new Uint8Array(stride);
  const line = Buffer.alloc(1 + stride);
  let filled = 0;
  let rows = 0;
  const inflate = createInflate();
  // An error on the way in ends the loop below with that error.
  pipeline(imageData(file, width, height), inflate, () => undefined);
  for await (const chunk of inflate as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(line.length - filled, chunk.length - at);
      chunk.copy(line, filled, at, at + take);
      at += take;
      filled += take;
      if (filled < line.length) break;
      filled = 0;
      rows += 1;
      unfilter(line, previous, current);
      yield current;
      [previous, current] = [current, previous];
    }
  }
  if (rows !== height) throw new Error(`${file} has ${rows} rows instead of ${height}`);
}

/** The compressed image data, chunk by chunk, after a look at the header. */
async function* imageData(file: string, width: number, height: number): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(headerEnd);
    await handle.read(head, 0, head.length, 0);
    const isPng = head.toString('hex', 0, 8) === signature;
    const form = [head.readUInt32BE(16), head.readUInt32BE(20), ...head.subarray(24, 29)];
    // Width, height, 8 bits, RGB, deflate, adaptive filters, no interlacing.
    if (!isPng || form.join() !== [width, height, 8, 2, 0, 0, 0].join()) throw new Error(`${file} is not an 8-bit RGB PNG of ${width} x ${height}`);
    const { size } = await handle.stat();
    for (let at = headerEnd; at + 12 <= size; ) {
      await handle.read(head, 0, 8, at);
      const length = head.readUInt32BE(0);
      if (head.toString('latin1', 4, 8) === 'IDAT') {
        const data = Buffer.alloc(length);
        await handle.read(data, 0, length, at + 8);
        yield data;
      }
      at += 12 + length;
    }
  } finally {
    await handle.close();
  }
}

/** Undoes the row's filter (PNG specification, section 9). */
function unfilter(line: Uint8Array, above: Uint8Array, out: Uint8Array): void {
  const filter = line[0];
  for (let i = 0; i < out.length; i += 1) {
    const left = i < bytesPerPixel ? 0 : (out[i - bytesPerPixel] ?? 0);
    const up = above[i] ?? 0;
    const upLeft = i < bytesPerPixel ? 0 : (above[i - bytesPerPixel] ?? 0);
    let prediction = 0;
    if (filter === 1) prediction = left;
    else if (filter === 2) prediction = up;
    else if (filter === 3) prediction = (left + up) >> 1;
    else if (filter === 4) prediction = paeth(left, up, upLeft);
    else if (filter !== 0) throw new Error(`unknown PNG filter ${filter}`);
    out[i] = (line[i + 1] ?? 0) + prediction;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const a = Math.abs(estimate - left);
  const b = Math.abs(estimate - up);
  const c = Math.abs(estimate - upLeft);
  if (a <= b && a <= c) return left;
  return b <= c ? up : upLeft;
}
