import { mkdtemp, readFile, rm, truncate, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventFile, maskedChecksum } from '../../../../src/engine/training/eventFile';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lpr-events-'));
  file = path.join(folder, 'events');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** CRC-32C bit by bit, from its definition (Castagnoli et al. 1993, reflected polynomial 0x82f63b78). */
function slowChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  const plain = (crc ^ 0xffffffff) >>> 0;
  return Number((BigInt(plain >>> 15) | (BigInt(plain) << 17n)) % 0x1_0000_0000n + 0xa282ead8n) % 0x1_0000_0000;
}

interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** The fields of a protocol buffer message, read without a library. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      factor *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const number = key >>> 3;
    switch (key & 7) {
      case 0:
        fields.push({ number, value: varint() });
        break;
      case 1:
        fields.push({ number, value: view.getFloat64((at += 8) - 8, true) });
        break;
      case 2: {
        const length = varint();
        fields.push({ number, value: bytes.subarray(at, (at += length)) });
        break;
      }
      case 5:
        fields.push({ number, value: view.getFloat32((at += 4) - 4, true) });
        break;
      default:
        throw new Error('no such wire type');
    }
  }
  return fields;
}

function events(bytes: Uint8Array): Field[][] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Field[][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(slowChecksum(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(slowChecksum(data));
    found.push(fieldsOf(data));
    at += 16 + length;
  }
  return found;
}

const text = (value: number | Uint8Array | undefined): string => (value instanceof Uint8Array ? new TextDecoder().decode(value) : '');

describe('an event file', () => {
  it('holds records and messages as TensorBoard reads them', async () => {
    const writer = await EventFile.open(file, 1.5e9);
    await writer.add(300, 1.5e9 + 1, { 'train/loss': 1.25, 'train/accuracy': 0.5 });
    await writer.add(2 ** 40, 1.5e9 + 2, { 'train/loss': -0.125 });
    await writer.close();
    const [head, first, second, ...rest] = events(new Uint8Array(await readFile(file)));
    expect(rest).toEqual([]);
    expect(head?.map(({ number, value }) => [number, value instanceof Uint8Array ? text(value) : value])).toEqual([[1, 1.5e9], [3, 'brain.Event:2']]);
    expect(first?.slice(0, 2)).toEqual([{ number: 1, value: 1.5e9 + 1 }, { number: 2, value: 300 }]);
    expect(second?.[1]).toEqual({ number: 2, value: 2 ** 40 });
    const summary = fieldsOf(first?.[2]?.value as Uint8Array);
    const values = summary.map(({ value }) => fieldsOf(value as Uint8Array)).map(([tag, simple]) => [text(tag?.value), simple?.number, simple?.value]);
    expect(values).toEqual([['train/loss', 2, 1.25], ['train/accuracy', 2, 0.5]]);
  });

  it('grows when it is opened again, without what a crash tore at its end', async () => {
    const one = await EventFile.open(file, 1);
    await one.add(1, 2, { loss: 1 });
    const whole = (await stat(file)).size;
    await one.add(2, 3, { loss: 2 });
    await one.close();
    await truncate(file, (await stat(file)).size - 5);
    const again = await EventFile.open(file, 4);
    expect((await stat(file)).size).toBe(whole);
    await again.add(2, 5, { loss: 3 });
    await again.close();
    expect(events(new Uint8Array(await readFile(file))).map((fields) => fields[0]?.value)).toEqual([1, 2, 5]);
  });

  it('has the checksum of the standard: "123456789" has CRC-32C 0xe3069283', () => {
    const bytes = new TextEncoder().encode('123456789');
    const rotated = ((0xe3069283 >>> 15) | (0xe3069283 << 17)) >>> 0;
    expect(maskedChecksum(bytes)).toBe((rotated + 0xa282ead8) >>> 0);
    expect(maskedChecksum(bytes)).toBe(slowChecksum(bytes));
  });
});
