import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { backendErrors, hostErrors, LprError } from '../../../protocol/errors';

export interface Unpacking {
  /** Where an entry goes, relative to the target; undefined leaves it out. */
  readonly select: (name: string) => string | undefined;
  readonly target: string;
  /** Of all that is selected, unpacked: beyond it the archive is refused. In bytes. */
  readonly cap: number;
  readonly signal: AbortSignal;
  readonly onBytes: (doneBytes: number) => void;
}

/**
 * Unpacks the selected entries of a wheel (a zip archive), streamed, whatever their size.
 * @returns the paths it wrote, relative to the target, in the archive's order.
 * @throws LPR-416 for an archive that is damaged, too large or reaches out of the target; LPR-601 when aborted.
 */
export async function unpackWheel(file: string, { select, target, cap, signal, onBytes }: Unpacking): Promise<readonly string[]> {
  const written: string[] = [];
  let done = 0;
  let selected = 0;
  await readingWheel(file, signal, async (archive, entry) => {
    const destination = entry.fileName.endsWith('/') ? undefined : select(entry.fileName);
    if (destination === undefined) return;
    const absolute = path.resolve(target, destination);
    if (!absolute.startsWith(path.resolve(target) + path.sep)) throw unusable(file, `it holds the path ${entry.fileName}`);
    selected += entry.uncompressedSize;
    if (selected > cap) throw unusable(file, 'it is larger than what it should hold');
    await mkdir(path.dirname(absolute), { recursive: true });
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, next) => {
        done += chunk.length;
        onBytes(done);
        next(null, chunk);
      },
    });
    await pipeline(await archive.openReadStreamPromise(entry), counted, createWriteStream(absolute, { mode: modeOf(entry) }), { signal });
    written.push(destination);
  });
  return written;
}

/** What the archive says its owner may do with the entry, so that a program among the libraries stays one. */
function modeOf(entry: yauzl.Entry): number {
  const isProgram = ((entry.externalFileAttributes >>> 16) & 0o100) !== 0;
  return isProgram ? 0o755 : 0o644;
}

/** The requirements that a wheel names under one of its extras, without their markers: `name>=1,<2`. */
export async function wheelRequirements(file: string, extra: string, signal: AbortSignal): Promise<readonly string[]> {
  let metadata = '';
  await readingWheel(file, signal, async (archive, entry) => {
    if (/^[^/]+\.dist-info\/METADATA$/.test(entry.fileName) && entry.uncompressedSize < 1e6) {
      metadata = await text(await archive.openReadStreamPromise(entry));
    }
  });
  return requirementsUnder(metadata, extra);
}

/** The `Requires-Dist` lines of a wheel's metadata whose marker asks for the extra (core metadata 2.1, PEP 508). */
export function requirementsUnder(metadata: string, extra: string): readonly string[] {
  return metadata.split('\n').flatMap((line) => {
    const match = /^Requires-Dist:\s*([A-Za-z0-9._-]+)\s*\(?([^;()]*)\)?\s*;(.*)$/.exec(line.trim());
    const [, name, versions, marker] = match ?? [];
    if (name === undefined || marker === undefined || !new RegExp(`extra\\s*==\\s*['"]${extra}['"]`).test(marker)) return [];
    return [`${name}${(versions ?? '').replace(/\s/g, '')}`];
  });
}

async function readingWheel(file: string, signal: AbortSignal, visit: (archive: yauzl.ZipFile, entry: yauzl.Entry) => Promise<void>): Promise<void> {
  try {
    const archive = await yauzl.openPromise(file, { lazyEntries: true });
    try {
      for await (const entry of archive.eachEntry()) {
        signal.throwIfAborted();
        await visit(archive, entry);
      }
    } finally {
      archive.close();
    }
  } catch (error) {
    if (signal.aborted) throw hostErrors.cancelled({}, error);
    // What the disk refuses is not the archive's fault.
    if (error instanceof LprError || (error instanceof Error && 'syscall' in error)) throw error;
    throw unusable(file, error instanceof Error ? error.message : String(error), error);
  }
}

function unusable(file: string, reason: string, cause?: unknown): LprError {
  return backendErrors.archiveUnusable({ file: path.basename(file), reason }, cause);
}
