import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { BackendDescription } from '../../../protocol/computeMessages';
import { backendErrors, hostErrors, LprError, runErrors } from '../../../protocol/errors';
import type { BackendName } from '../../../protocol/experiment';
import { diskError } from '../../run/diskError';
import { RunLock } from '../../run/runLock';
import { writeFileAtomically } from '../../run/writeFileAtomically';
import { backendFacts } from '../backendCatalogue';
import { backendFolder, backendsFolder, stampFile, type BackendStamp } from '../installedBackend';
import { probeBackend, type Probe } from '../probeBackend';
import type { InstallProgress, Installation, Recipe } from './installation';
import { tfjsNodeRecipe } from './tfjsNodeRecipe';
import { webgpuRecipe } from './webgpuRecipe';

export type { InstallProgress } from './installation';

export interface InstallOptions {
  readonly onProgress?: (progress: InstallProgress) => void;
  readonly signal?: AbortSignal;
  /** How the result is checked; tests name a compute program of their own. */
  readonly probe?: Probe;
  /** Instead of the backend's own; for tests of what happens when one fails. */
  readonly recipe?: Recipe;
}

export interface InstalledBackend {
  readonly folder: string;
  readonly description: BackendDescription;
}

/** Between two reports of bytes within a step, in milliseconds: a person reads no faster. */
const progressInterval = 200;

/**
 * Fetches, builds and checks a backend, and only then puts it into its place in the cache, by a rename: until then an
 * earlier installation stays in force, and after a failure, a cancellation or a kill nothing half-installed counts.
 *
 * @throws LPR-41x, LPR-601 when cancelled.
 */
export async function installBackend(name: BackendName, options: InstallOptions = {}): Promise<InstalledBackend> {
  if (backendFacts(name).ships) throw backendErrors.shipsWithExtension({ backend: name });
  const { signal = new AbortController().signal, onProgress = () => undefined, probe = probeBackend } = options;
  const recipe = options.recipe ?? recipeOf(name);
  return withLock(name, async () => {
    const staging = await newStaging(name, recipe.needed);
    try {
      const steps = recipe.steps + 1;
      let current: InstallProgress = { step: 0, steps, message: '' };
      const report = (progress: InstallProgress): void => {
        current = progress;
        onProgress(progress);
      };
      const step = (message: string): void => report({ step: Math.min(current.step + 1, steps), steps, message });
      let reported = -Infinity;
      const bytes: Installation['bytes'] = (doneBytes, totalBytes) => {
        if (performance.now() - reported < progressInterval) return;
        reported = performance.now();
        const { step: at, message } = current;
        report({ step: at, steps, message, doneBytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
      };
      const way = await recipe.run({ backend: name, staging, signal, step, bytes });
      report({ step: steps, steps, message: 'Checking that it computes' });
      const result = await probe({ name, folder: staging }, signal);
      if (!result.works) throw backendErrors.installedButBroken({ backend: name, reason: `${result.problem.code}: ${result.problem.happened}` });
      await writeStamp(staging, { backend: name, id: randomUUID(), installed: new Date().toISOString(), way, versions: result.description.versions });
      if (signal.aborted) throw hostErrors.cancelled({});
      await putIntoPlace(staging, name);
      return { folder: backendFolder(name), description: result.description };
    } catch (error) {
      if (signal.aborted) throw hostErrors.cancelled({}, error);
      throw error instanceof LprError ? error : diskError(error, path.join(staging, 'file'));
    } finally {
      await rm(staging, { recursive: true, force: true, maxRetries: 3 });
    }
  });
}

/** Removes an installed backend. @returns false where there was none. */
export async function removeBackend(name: BackendName): Promise<boolean> {
  if (backendFacts(name).ships) throw backendErrors.shipsWithExtension({ backend: name });
  return withLock(name, async () => {
    if (!existsSync(backendFolder(name))) return false;
    await takeAway(name);
    return true;
  });
}

function recipeOf(name: BackendName): Recipe {
  switch (name) {
    case 'tfjs-node':
    case 'tfjs-node-gpu':
      return tfjsNodeRecipe(name);
    case 'webgpu':
      return webgpuRecipe;
    case 'wasm':
      throw backendErrors.shipsWithExtension({ backend: name });
  }
}

/** One installation or removal of a backend at a time, by whichever process; what an interrupted one left is removed. */
async function withLock<T>(name: BackendName, work: () => Promise<T>): Promise<T> {
  const folder = path.join(backendsFolder(), `.lock-${name}`);
  let lock: RunLock;
  try {
    await mkdir(folder, { recursive: true });
    lock = await RunLock.take(folder);
  } catch (error) {
    if (error instanceof LprError && error.code === runErrors.inUse.code) throw backendErrors.installUnderWay({ backend: name }, error);
    throw diskError(error, folder);
  }
  try {
    for (const entry of await readdir(backendsFolder())) {
      const isLeft = entry.startsWith(stagingPrefix(name)) || entry.startsWith(removedPrefix(name));
      if (isLeft) await rm(path.join(backendsFolder(), entry), { recursive: true, force: true, maxRetries: 3 });
    }
    return await work();
  } finally {
    await lock.release();
  }
}

// The dot ends the name, so that tfjs-node never takes what belongs to tfjs-node-gpu.
const stagingPrefix = (name: BackendName): string => `.staging-${name}.`;
const removedPrefix = (name: BackendName): string => `.removed-${name}.`;

async function newStaging(name: BackendName, needed: number): Promise<string> {
  const { bavail, bsize } = await statfs(backendsFolder());
  const free = bavail * bsize;
  if (free < needed) {
    throw backendErrors.notEnoughSpace({ folder: backendsFolder(), needed: gigabytes(needed), free: gigabytes(free) });
  }
  return mkdtemp(path.join(backendsFolder(), stagingPrefix(name)));
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

async function writeStamp(folder: string, stamp: BackendStamp): Promise<void> {
  await writeFileAtomically(path.join(folder, stampFile), `${JSON.stringify(stamp, null, 2)}\n`);
}

async function putIntoPlace(staging: string, name: BackendName): Promise<void> {
  if (existsSync(backendFolder(name))) await takeAway(name);
  await rename(staging, backendFolder(name));
}

/** By a rename first: what is in use on Windows refuses that as a whole, and is not half-removed. */
async function takeAway(name: BackendName): Promise<void> {
  const folder = backendFolder(name);
  const aside = path.join(backendsFolder(), `${removedPrefix(name)}${randomUUID()}`);
  try {
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw backendErrors.folderUnusable({ folder, reason: error instanceof Error ? error.message : String(error) }, error);
  }
}
