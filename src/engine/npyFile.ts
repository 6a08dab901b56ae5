import { open, rename, rm, stat, statfs, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import { runErrors, type LprError } from '../protocol/errors';

/** Bytes written at a time: large enough that the calls cost nothing, small enough to stay in a processor's cache. */
const chunkBytes = 1 << 22;

/** Fills rows `first` to `first + rows - 1` of the array, one after the other. */
export type FillRows = (target: Float32Array, first: number, rows: number) => void;

/**
 * Writes a NumPy file of float32, C order, of a shape (count, width), in flat memory: a chunk is filled while the one
 * before is being written. The file appears under its name only when it is whole.
 *
 * @param fill called with ascending rows
 * @param signal stops the work and leaves nothing behind
 * @throws LprError outputTooLarge where the disk has no room, unwritable where the file cannot be made
 */
export async function writeNpy(file: string, count: number, width: number, fill: FillRows, signal: AbortSignal): Promise<void> {
  const header = npyHeader('f4', [count, width]);
  const bytes = header.length + 4 * count * width;
  const temporary = `${file}.${process.pid}.part`;
  try {
    await checkPlace(file, bytes);
    const handle = await open(temporary, 'w');
    try {
      await handle.write(header);
      await writeRows(handle, count, width, fill, signal);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw codedError(error, file, bytes);
  }
}

async function writeRows(handle: FileHandle, count: number, width: number, fill: FillRows, signal: AbortSignal): Promise<void> {
  const rowsPerChunk = Math.min(count, Math.max(1, Math.floor(chunkBytes / (4 * width))));
  const chunks = [new Float32Array(rowsPerChunk * width), new Float32Array(rowsPerChunk * width)] as const;
  let writing: Promise<void> = Promise.resolve();
  try {
    for (let first = 0, turn = 0; first < count; first += rowsPerChunk, turn ^= 1) {
      signal.throwIfAborted();
      const rows = Math.min(rowsPerChunk, count - first);
      const chunk = turn === 0 ? chunks[0] : chunks[1];
      fill(chunk, first, rows);
      await writing;
      writing = writeAll(handle, new Uint8Array(chunk.buffer, 0, 4 * rows * width));
      // A failure is seen at the next chunk; until then it must not count as unhandled.
      writing.catch(() => undefined);
    }
  } finally {
    await writing;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

/** The head of a NumPy file, format version 1.0: padded so that the numbers begin at a multiple of 64 bytes. */
export function npyHeader(type: 'f4' | 'u1' | 'u4', shape: readonly number[]): Buffer {
  const order = type === 'u1' ? '|' : endianness() === 'LE' ? '<' : '>';
  const sizes = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const description = `{'descr': '${order}${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const fixed = 10;
  const length = Math.ceil((fixed + description.length + 1) / 64) * 64 - fixed;
  const header = Buffer.alloc(fixed + length, ' ');
  header.write('\u0093NUMPY\u0001\u0000', 'latin1');
  header.writeUInt16LE(length, 8);
  header.write(description, fixed, 'latin1');
  header.write('\n', fixed + length - 1, 'latin1');
  return header;
}

/** A NumPy file of classes: bytes where 256 are enough, as the benchmark's labels are. */
export function labelsNpy(labels: Int32Array): Buffer {
  const isSmall = labels.every((label) => label < 256);
  const values = isSmall ? Uint8Array.from(labels) : Uint32Array.from(labels);
  return Buffer.concat([npyHeader(isSmall ? 'u1' : 'u4', [labels.length]), new Uint8Array(values.buffer)]);
}

/** Refuses early what would fail late: a folder in the file's place, or a disk without room. */
export async function checkPlace(file: string, bytes: number): Promise<void> {
  const present = await stat(file).catch(() => undefined);
  if (present?.isDirectory() === true) throw runErrors.unwritable({ path: file, reason: 'it is a folder' });
  const disk = await statfs(path.dirname(path.resolve(file)));
  if (disk.bavail * disk.bsize < bytes) throw tooLarge(file, bytes);
}

const tooLarge = (file: string, bytes: number, cause?: unknown): LprError =>
  runErrors.outputTooLarge({ file, megabytes: Math.ceil(bytes / 1e6) }, cause);

export function codedError(error: unknown, file: string, bytes: number): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') return tooLarge(file, bytes, error);
  return runErrors.unwritable({ path: file, reason: error.message }, error);
}
