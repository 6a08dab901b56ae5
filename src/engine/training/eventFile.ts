import crc32c from 'crc-32/crc32c';
import { open, type FileHandle } from 'node:fs/promises';
import { Writer } from 'protobufjs/minimal';
import { diskError } from '../run/diskError';

/** Curves that people's own tools show, by their tag: "train/loss". */
export type Scalars = Readonly<Record<string, number>>;

/** A name that TensorBoard looks for; one file a training, which grows when it goes on. */
export const eventFileName = 'events.out.tfevents.0000000000.lp-robustness';

const lengthBytes = 12;
const footBytes = 4;
/** Far more than an event of ours has. */
const longestEvent = 1 << 20;

/**
 * A TensorBoard event file: a TFRecord file (length in 64 bits, its masked CRC-32C, data, their masked CRC-32C) of `Event`
 * messages of tensorflow/core/util/event.proto.
 */
export class EventFile {
  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /** Opens or creates it; what a crash tore at the end is dropped, or readers would stop there. @throws LPR-501, 502 */
  static async open(file: string, wallTime: number): Promise<EventFile> {
    try {
      const handle = await open(file, 'r+').catch(() => open(file, 'wx+'));
      const length = await wholeLength(handle);
      await handle.truncate(length);
      const events = new EventFile(file, handle, length);
      if (length === 0) await events.#append(new Writer().uint32(9).double(wallTime).uint32(26).string('brain.Event:2').finish());
      return events;
    } catch (error) {
      throw diskError(error, file);
    }
  }

  /**
   * Adds a point to each curve.
   * @param step batches trained
   * @param wallTime seconds since 1970
   */
  async add(step: number, wallTime: number, scalars: Scalars): Promise<void> {
    const summary = new Writer();
    for (const [tag, value] of Object.entries(scalars)) summary.uint32(10).fork().uint32(10).string(tag).uint32(21).float(value).ldelim();
    await this.#append(new Writer().uint32(9).double(wallTime).uint32(16).int64(step).uint32(42).bytes(summary.finish()).finish());
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  async #append(event: Uint8Array): Promise<void> {
    const record = Buffer.alloc(lengthBytes + event.length + footBytes);
    record.writeBigUInt64LE(BigInt(event.length), 0);
    record.writeUInt32LE(maskedChecksum(record.subarray(0, 8)), 8);
    record.set(event, lengthBytes);
    record.writeUInt32LE(maskedChecksum(event), lengthBytes + event.length);
    try {
      await this.handle.write(record, 0, record.length, this.length);
      this.length += record.length;
    } catch (error) {
      throw diskError(error, this.file);
    }
  }
}

/** CRC-32C as TFRecord files have it: rotated, with a constant added. */
export function maskedChecksum(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) >>> 0;
}

/** Bytes of the records from the beginning on that are whole. */
async function wholeLength(handle: FileHandle): Promise<number> {
  const { size } = await handle.stat();
  let at = 0;
  const head = Buffer.alloc(lengthBytes);
  while (at + lengthBytes + footBytes <= size) {
    await handle.read(head, 0, lengthBytes, at);
    const length = Number(head.readBigUInt64LE(0));
    if (head.readUInt32LE(8) !== maskedChecksum(head.subarray(0, 8)) || length > longestEvent || at + lengthBytes + length + footBytes > size) break;
    const rest = Buffer.alloc(length + footBytes);
    await handle.read(rest, 0, rest.length, at + lengthBytes);
    if (rest.readUInt32LE(length) !== maskedChecksum(rest.subarray(0, length))) break;
    at += lengthBytes + length + footBytes;
  }
  return at;
}
