import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { runErrors } from '../../protocol/errors';
import { diskError, errorCode } from './diskError';

/** Bytes before each record: its length and the CRC-32 over length and record, both little-endian. */
const frameHead = 8;
/** No record is larger: a length beyond it is damage, and nothing is allocated for it. */
const maximumRecord = 1 << 28;
/** A machine that loses power loses at most about this much work; a killed process loses none that was written. */
const syncEvery = 1000;

export interface OpenedJournal {
  readonly journal: Journal;
  /** Bytes of a torn or damaged tail that were dropped. */
  readonly droppedBytes: number;
}

/**
 * An append-only file of records, each framed by its length and checksum. What a crash tore at the end is dropped when
 * the file is opened, so that the records read are always a prefix of those appended. The first record says whose
 * journal it is.
 */
export class Journal {
  #lastWork: Promise<void> = Promise.resolve();
  #failure: Error | undefined;
  #lastSync = 0;

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /**
   * Opens or creates the journal of `owner`, and hands each whole record, in order, to `onRecord`.
   * @throws LPR-507 where the journal is another owner's; LPR-501 or 502 where it cannot be written.
   */
  static async open(file: string, owner: string, onRecord: (record: Buffer) => void): Promise<OpenedJournal> {
    const handle = await openForBoth(file);
    try {
      const size = (await handle.stat()).size;
      let length = 0;
      for await (const record of records(handle, size)) {
        if (length > 0) onRecord(record);
        else if (record.toString('utf8') !== owner) throw runErrors.journalOfOtherRun({ file });
        length += frameHead + record.length;
      }
      if (size > length) await handle.truncate(length);
      const journal = new Journal(file, handle, length);
      if (length === 0) await journal.append(Buffer.from(owner, 'utf8'));
      return { journal, droppedBytes: size - length };
    } catch (error) {
      await handle.close();
      throw diskError(error, file);
    }
  }

  /**
   * Appends a record; it is with the operating system when the promise resolves, so it survives the death of this
   * process, and on the disk about a second later. After a failed append the file ends with the last whole record.
   * @throws LPR-501 on a full disk, LPR-502 otherwise; every later append then fails alike.
   */
  append(record: Uint8Array): Promise<void> {
    const work = this.#lastWork.then(() => this.#append(record));
    this.#lastWork = work.catch(() => undefined);
    return work;
  }

  /** Waits for what is being written, syncs and closes. */
  async close(): Promise<void> {
    await this.#lastWork;
    try {
      if (this.#failure === undefined) await this.handle.datasync();
    } catch (error) {
      throw diskError(error, this.file);
    } finally {
      await this.handle.close();
    }
  }

  async #append(record: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const frame = frameOf(record);
    try {
      let written = 0;
      while (written < frame.length) {
        written += (await this.handle.write(frame, written, frame.length - written, this.length + written)).bytesWritten;
      }
      this.length += frame.length;
      if (performance.now() - this.#lastSync >= syncEvery) {
        await this.handle.datasync();
        this.#lastSync = performance.now();
      }
    } catch (error) {
      // The torn frame would be dropped on the next start anyway; cutting it off now frees its space at once.
      await this.handle.truncate(this.length).catch(() => undefined);
      this.#failure = diskError(error, this.file);
      throw this.#failure;
    }
  }
}

/** Reads a journal that another process writes, as far as it has grown. */
export class JournalTail {
  #position = 0;

  /** @param owner Whose journal it should be. */
  constructor(
    private readonly file: string,
    private readonly owner: string,
  ) {}

  /**
   * Hands the records that have come since the last time, in order, to `onRecord`. A record that is being written comes the
   * next time. There is nothing to read where there is no file yet.
   * @throws LPR-507 where the journal is another owner's, LPR-502 where it cannot be read
   */
  async read(onRecord: (record: Buffer) => void): Promise<void> {
    const handle = await open(this.file, 'r').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw diskError(error, this.file);
    });
    if (handle === undefined) return;
    try {
      for await (const record of records(handle, (await handle.stat()).size, this.#position)) {
        if (this.#position > 0) onRecord(record);
        else if (record.toString('utf8') !== this.owner) throw runErrors.journalOfOtherRun({ file: this.file });
        this.#position += frameHead + record.length;
      }
    } catch (error) {
      throw diskError(error, this.file);
    } finally {
      await handle.close();
    }
  }
}

/** Size of a whole journal file, in bytes, from how many records it holds and how long they are together. */
export function journalBytes(owner: string, records: number, recordBytes: number): number {
  return frameHead * (1 + records) + Buffer.byteLength(owner) + recordBytes;
}

function frameOf(record: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(frameHead + record.length);
  frame.writeUInt32LE(record.length, 0);
  frame.set(record, frameHead);
  frame.writeUInt32LE(checksum(frame.subarray(0, 4), record), 4);
  return frame;
}

/** Covers the length too, so that a flipped bit there is noticed even where the bytes happen to fit. */
function checksum(length: Uint8Array, record: Uint8Array): number {
  return crc32(record, crc32(length));
}

/** The whole records from a position on, which is that of a record. */
async function* records(handle: FileHandle, size: number, from = 0): AsyncGenerator<Buffer> {
  const head = Buffer.alloc(frameHead);
  let position = from;
  while (position + frameHead <= size) {
    if (!(await readFully(handle, head, position))) return;
    const length = head.readUInt32LE(0);
    if (length > maximumRecord || position + frameHead + length > size) return;
    const record = Buffer.allocUnsafe(length);
    if (!(await readFully(handle, record, position + frameHead))) return;
    if (checksum(head.subarray(0, 4), record) !== head.readUInt32LE(4)) return;
    yield record;
    position += frameHead + length;
  }
}

async function readFully(handle: FileHandle, buffer: Buffer, position: number): Promise<boolean> {
  let read = 0;
  while (read < buffer.length) {
    const { bytesRead } = await handle.read(buffer, read, buffer.length - read, position + read);
    if (bytesRead === 0) return false;
    read += bytesRead;
  }
  return true;
}

async function openForBoth(file: string): Promise<FileHandle> {
  try {
    // Not "a+": a damaged tail must be overwritten in place.
    return await open(file, 'r+').catch(() => open(file, 'wx+'));
  } catch (error) {
    throw diskError(error, file);
  }
}
