import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { decode, encode } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../src/compute/data/picture';
import { expectError, pixels, png } from './madeData';

interface Golden {
  readonly pictures: readonly { name: string; file: string; height: number; width: number; channels: number; maximum: number; tolerance: number; pixels: number[] }[];
  readonly cmyk: string;
}
const golden = JSON.parse(readFileSync('test/fixtures/data/pillow.json', 'utf8')) as Golden;

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

function pngOf(width: number, height: number, rest: { depth?: number; type?: number; interlace?: number; raw?: Uint8Array; data?: Uint8Array; between?: Buffer[] }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([rest.depth ?? 8, rest.type ?? 0, 0, 0, rest.interlace ?? 0], 8);
  const data = rest.data ?? deflateSync(rest.raw ?? Buffer.alloc((width + 1) * height));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), ...(rest.between ?? []), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

describe('pictures', () => {
  test.each(golden.pictures)('$name is decoded as Pillow does', ({ file, height, width, channels, maximum, tolerance, pixels: expected }) => {
    const picture = decodePicture(Buffer.from(file, 'base64'), 'picture');
    expect([picture.height, picture.width, picture.channels, picture.maximum]).toEqual([height, width, channels, maximum]);
    expect(picture.samples.length).toBe(expected.length);
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - (picture.samples[i] ?? Number.NaN))));
    expect(worst).toBeLessThanOrEqual(tolerance);
  });

  test('any 8 or 16 bit PNG, interlaced or not, is what fast-png makes of it, without the alpha', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 1, max: 19 }), fc.constantFrom(1, 2, 3, 4), fc.constantFrom(8, 16), fc.boolean(), fc.nat(99), (width, height, channels, depth, interlaced, salt) => {
        const bytes = pixels(width * height * channels * (depth / 8), salt);
        const data = depth === 8 ? bytes : new Uint16Array(bytes.buffer);
        const file = encode({ width, height, channels, depth, data }, { interlace: interlaced ? 'Adam7' : 'null' });
        const colours = channels > 2 ? 3 : 1;
        const expected = Array.from(decode(file).data).filter((_, i) => i % channels < colours);
        const picture = decodePicture(Buffer.from(file), 'picture');
        expect(Array.from(picture.samples)).toEqual(expected);
        expect(picture.maximum).toBe(depth === 8 ? 255 : 65_535);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  test('a picture is known by its bytes, not by its name', async () => {
    expect(decodePicture(Buffer.from(png(3, 4, 3)), 'photo.jpg').width).toBe(3);
    await expectError(() => decodePicture(Buffer.from('GIF89a......'), 'a.png'), 'LPR-329', 'a.png', 'GIF');
    await expectError(() => decodePicture(Buffer.from('<html></html>'), 'a.png'), 'LPR-325', 'neither PNG nor JPEG');
    await expectError(() => decodePicture(Buffer.alloc(0), 'a.png'), 'LPR-325', 'empty');
    await expectError(() => decodePicture(Buffer.from(golden.cmyk, 'base64'), 'a.jpg'), 'LPR-325', 'CMYK');
  });

  test('budgets are checked on the header, before anything is unpacked', async () => {
    await expectError(() => decodePicture(pngOf(60_000, 60_000, { raw: Buffer.alloc(10) }), 'a.png'), 'LPR-326', '60000 x 60000');
    const jpeg = Buffer.from(encodeJpeg({ width: 8, height: 8, data: Buffer.alloc(256) }, 90).data);
    const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
    jpeg.writeUInt16BE(65_000, frame + 5);
    jpeg.writeUInt16BE(65_000, frame + 7);
    await expectError(() => decodePicture(jpeg, 'a.jpg'), 'LPR-326', '65000 x 65000');
  });

  test('a decompression bomb is stopped at the size its header asks for', async () => {
    const bomb = pngOf(4, 4, { data: deflateSync(Buffer.alloc(200_000_000), { level: 1 }) });
    const before = process.memoryUsage.rss();
    await expectError(() => decodePicture(bomb, 'bomb.png'), 'LPR-325', 'too long');
    // The bomb itself unpacks to 200 MB; twice its file size and some slack is all that may be used.
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
    const profile = chunk('iCCP', Buffer.concat([Buffer.from('x\0\0'), deflateSync(Buffer.alloc(50_000_000))]));
    expect(decodePicture(pngOf(4, 4, { between: [profile] }), 'a.png').samples.length).toBe(16);
  });

  test.each([
    ['cut off', Buffer.from(png(30, 30, 3)).subarray(0, 200), 'cut off'],
    ['without its end', Buffer.from(png(3, 3, 3)).subarray(0, -12), 'cut off'],
    ['a flipped bit', flipped(Buffer.from(png(30, 30, 3)), 100), 'checksum of its IDAT'],
    ['too little data', pngOf(4, 4, { raw: Buffer.alloc(19) }), '19 of 20 bytes'],
    ['an impossible filter', pngOf(1, 1, { raw: Buffer.from([9, 1]) }), 'filter'],
    ['no pixels', pngOf(0, 4, {}), 'no pixels'],
    ['an odd depth', pngOf(4, 4, { depth: 4, type: 2 }), 'colour type 2 with 4 bits'],
    ['a colour beyond its palette', pngOf(1, 1, { type: 3, raw: Buffer.from([0, 2]), between: [chunk('PLTE', Buffer.from([1, 2, 3, 4, 5, 6]))] }), 'colour 2 of a palette of 2'],
    ['no palette', pngOf(1, 1, { type: 3, raw: Buffer.from([0, 0]) }), 'palette of 0'],
    ['small and interlaced', pngOf(4, 4, { depth: 1, interlace: 1 }), 'interlaced'],
  ])('a PNG with %s is refused', async (_, file, part) => {
    await expectError(() => decodePicture(file, 'broken.png'), 'LPR-325', 'broken.png', part);
  });

  test('a JPEG that is cut off or has absurdly many scans is refused', async () => {
    const jpeg = Buffer.from(encodeJpeg({ width: 64, height: 64, data: Buffer.from(pixels(64 * 64 * 4)) }, 90).data);
    expect(decodePicture(jpeg, 'a.jpg').samples.length).toBe(3 * 64 * 64);
    await expectError(() => decodePicture(jpeg.subarray(0, jpeg.length / 2), 'a.jpg'), 'LPR-325', 'a.jpg');
    await expectError(() => decodePicture(jpeg.subarray(0, 30), 'a.jpg'), 'LPR-325', 'cut off');
    const scans = Buffer.concat([jpeg.subarray(0, -2), ...Array.from({ length: 200 }, () => Buffer.from([0xff, 0xda, 0, 2]))]);
    await expectError(() => decodePicture(scans, 'a.jpg'), 'LPR-325', '201 scans');
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 4;
  return bytes;
}
