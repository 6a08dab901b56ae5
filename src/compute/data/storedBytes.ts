import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { dataErrors } from '../../protocol/errors';

/** A compressed file is unpacked into memory, up to this. */
const maximumUnpacked = 1 << 30;
const chunkBytes = 1 << 20;

/** A file's bytes by position: read from the disk when asked for, or from memory where the file is gzip-compressed. */
export interface StoredBytes {
  readonly file: string;
  readonly size: number;
  /** Fills `into` from `position` on. @throws LPR-311 where the file cannot be read or has become shorter. */
  read(position: number, into: Uint8Array): void;
  /** All bytes from `position` on, in pieces. */
  pieces(position: number): AsyncIterable<Uint8Array>;
  close(): void;
}

/** @throws LPR-310 where there is no such file, LPR-311 where it cannot be read or unpacked. */
export async function openBytes(file: string): Promise<StoredBytes> {
  try {
    return file.toLowerCase().endsWith('.gz') ? await openCompressed(file) : openPlain(file);
  } catch (error) {
    throw readError(file, error);
  }
}

function openPlain(file: string): StoredBytes {
  const descriptor = openSync(file, 'r');
  const status = fstatSync(descriptor);
  if (!status.isFile()) {
    closeSync(descriptor);
    throw new Error('it is not a file');
  }
  return {
    file,
    size: status.size,
    read(position, into) {
      try {
        for (let done = 0; done < into.length; ) {
          const count = readSync(descriptor, into, done, into.length - done, position + done);
          if (count === 0) throw new Error('it ends too early');
          done += count;
        }
      } catch (error) {
        throw readError(file, error);
      }
    },
    async *pieces(position) {
      try {
        for await (const piece of createReadStream(file, { start: position, highWaterMark: chunkBytes })) yield piece as Buffer;
      } catch (error) {
        throw readError(file, error);
      }
    },
    close: () => closeSync(descriptor),
  };
}

async function openCompressed(file: string): Promise<StoredBytes> {
  const bytes = await promisify(gunzip)(await readFile(file), { maxOutputLength: maximumUnpacked });
  return {
    file,
    size: bytes.length,
    read(position, into) {
      if (position + into.length > bytes.length) throw readError(file, new Error('it ends too early'));
      into.set(bytes.subarray(position, position + into.length));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- memory is there at once; a file is not
    async *pieces(position) {
      for (let at = position; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
    },
    close: () => undefined,
  };
}

/** The coded form of a failure to read `file`. */
export function readError(file: string, error: unknown): Error {
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return dataErrors.notFound({ path: file }, error);
    if (error.code === 'ERR_BUFFER_TOO_LARGE') {
      return dataErrors.unreadable({ file, reason: 'it unpacks to more than 1 GB; unpack it first' }, error);
    }
  }
  return dataErrors.unreadable({ file, reason: error instanceof Error ? error.message : String(error) }, error);
}
