import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encode as encodeJpeg } from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { decodePicture } from '../../../../src/compute/data/picture';
import { openData } from '../../../../src/compute/data/openData';
import { LprError } from '../../../../src/protocol/errors';
import { idx, pixels, png, question, temporaryFolder, write } from './madeData';

/** A valid file with some bytes changed, cut out or put in. */
function mutated(original: Uint8Array): fc.Arbitrary<Buffer> {
  const change = fc.record({ at: fc.nat(original.length - 1), kind: fc.constantFrom('set', 'set', 'set', 'cut', 'insert', 'end'), value: fc.nat(255) });
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    let bytes = Buffer.from(original);
    for (const { at, kind, value } of changes) {
      if (at >= bytes.length) continue;
      if (kind === 'set') bytes[at] = value;
      else if (kind === 'end') bytes = bytes.subarray(0, at);
      else bytes = Buffer.concat([bytes.subarray(0, at), kind === 'insert' ? Buffer.from([value, value]) : Buffer.alloc(0), bytes.subarray(kind === 'cut' ? at + 1 : at)]);
    }
    return Buffer.from(bytes);
  });
}

/** It works, or it fails with an LPR-3xx error. */
async function worksOrIsCoded(work: () => unknown): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (!(error instanceof LprError)) throw error;
    expect(error.code).toMatch(/^LPR-3/);
    return false;
  }
}

/** The same PNG with right checksums, so that mutations get past them. */
function withRightChecksums(bytes: Buffer): Buffer {
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end)), end);
    at = end + 4;
  }
  return bytes;
}

const jpegOf = (quality: number): Uint8Array => encodeJpeg({ width: 24, height: 17, data: Buffer.from(pixels(24 * 17 * 4)) }, quality).data;

describe('mutated files open or are refused with a code, and nothing else', () => {
  test.each<[string, Uint8Array]>([
    ['RGB PNG', png(24, 17, 3)],
    ['16 bit PNG', png(9, 7, 1, 0, { depth: 16, data: new Uint16Array(63) })],
    ['interlaced PNG', png(13, 11, 4, 0, {}, true)],
    ['JPEG', jpegOf(50)],
    ['fine JPEG', jpegOf(95)],
  ])('%s', async (_, original) => {
    await fc.assert(
      fc.asyncProperty(mutated(original), async (bytes) => {
        for (const variant of [bytes, withRightChecksums(Buffer.from(bytes))]) {
          await worksOrIsCoded(() => {
            const { samples, height, width, channels } = decodePicture(variant, 'mutated');
            expect(samples.length).toBe(height * width * channels);
          });
        }
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  test.each<[string, string, Uint8Array, Record<string, Uint8Array>]>([
    ['IDX images', 't10k-images-idx3-ubyte', idx([3, 4, 3], pixels(36)), { 't10k-labels-idx1-ubyte': idx([3], [0, 1, 1]) }],
    ['IDX labels', 't10k-labels-idx1-ubyte', idx([3], [0, 1, 1]), { 't10k-images-idx3-ubyte': idx([3, 4, 3], pixels(36)) }],
    ['compressed IDX images', 't10k-images-idx3-ubyte.gz', gzipSync(idx([3, 4, 3], pixels(36))), { 't10k-labels-idx1-ubyte': idx([3], [0, 1, 1]) }],
    ['CIFAR batch', 'test_batch.bin', Buffer.concat([Buffer.from([1]), pixels(3072)]), {}],
  ])('%s', async (_, name, original, others) => {
    const folder = write(temporaryFolder(), others);
    const isCifar = name.endsWith('.bin');
    const asked = question(folder, isCifar ? { classCount: 10, input: { height: 32, width: 32, channels: 3 } } : {});
    let opened = 0;
    await fc.assert(
      fc.asyncProperty(mutated(original), async (bytes) => {
        writeFileSync(path.join(folder, name), bytes);
        const works = await worksOrIsCoded(async () => {
          const data = await openData(asked);
          const { height, width, channels } = asked.input;
          await data.read(Uint32Array.from(data.summary.labels, (_label, i) => i), new Float32Array(data.summary.count * height * width * channels));
          data.close();
        });
        if (works) opened += 1;
      }),
      { seed: 12, numRuns: 250 },
    );
    // Else the mutations would never get past the header.
    expect(opened).toBeGreaterThan(0);
  });
});
