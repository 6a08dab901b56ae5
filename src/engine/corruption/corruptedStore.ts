import { createHash } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { commonCorruptionNameSchema, type CommonCorruptionName } from '../../protocol/commonCorruption';
import type { MadeCorruptions } from '../../protocol/computeMessages';
import { dataErrors, hostErrors, LprError, runErrors } from '../../protocol/errors';
import { severities } from '../../robustness/commonCorruption';
import { seededOrder } from '../../robustness/randomStream';
import { labelsNpy } from '../npyFile';
import { diskError } from '../run/diskError';
import { jobFolderName } from '../run/jobFolder';
import { exists } from '../run/processIdentity';
import { writeFileAtomically } from '../run/writeFileAtomically';
import { engineVersion, samplerVersion } from '../versions';
import { CorruptedNpy } from './corruptedNpy';
import { corruptionJob, type CorruptionJobOptions, type CorruptionPart } from './corruptionJob';

/** The images that several evaluations of the suite `common` are about. */
export interface SharedCorruptions {
  /** A dataset's name, or an absolute path. */
  readonly source: string;
  /** Content hash of the test split, and how many images it has. */
  readonly hash: string;
  readonly count: number;
  readonly limit: number;
  readonly seed: number;
  /** Elements of an image. */
  readonly elements: number;
}

export interface CorruptedStoreOptions extends CorruptionJobOptions {
  /** `.lp-robustness/corrupted` of the workspace. */
  readonly folder: string;
}

/** Bytes of stored images at most: beyond it, as for 224 x 224, disk space costs more than making them anew. */
const mostBytes = 2 ** 32;

/**
 * Makes the common corruptions of a sample of test images once, so that the evaluations of many models share them. Stored are
 * bytes in the form of CIFAR-10-C: a `.npy` file a corruption, the sample at severity 1, then at 2 and so on, and `labels.npy`.
 * The folder's name holds the hash of what decides them; each file appears when it is whole, and those that are there stay.
 *
 * @returns undefined where they cannot be stored: they would be too large, or the images differ in size
 * @throws LPR-3xx where the data cannot be read, 5xx where the folder cannot be written, 601 when aborted
 */
export async function storeCorruptions(shared: SharedCorruptions, { folder: stores, ...options }: CorruptedStoreOptions): Promise<MadeCorruptions | undefined> {
  const { source, hash, count, limit, seed, elements } = shared;
  const images = seededOrder(count, seed, Math.min(limit, count)).sort();
  const names = commonCorruptionNameSchema.options;
  if (images.length * elements * severities.length * names.length > mostBytes) return undefined;
  const identity = createHash('sha256').update(JSON.stringify({ hash, split: 'test', seed, images: images.length, versions: { engine: engineVersion, sampler: samplerVersion } })).digest('hex');
  const folder = path.join(stores, jobFolderName([path.basename(source), String(images.length)], identity));
  const missing = await missingOf(folder, names);
  const made = { folder, images, seed };
  if (missing.length === 0) return made;
  const parts = missing.map((name) => partOf(folder, name));
  try {
    await corruptionJob({ data: source, split: 'test', seed, limit }, parts, options);
    return made;
  } catch (error) {
    await Promise.all(parts.map(({ npy }) => npy.discard()));
    if (options.signal.aborted) throw hostErrors.cancelled({}, error);
    const isUnstorable = error instanceof LprError && [dataErrors.imagesDiffer.code, runErrors.outputTooLarge.code].includes(error.code);
    if (!isUnstorable) throw error;
    options.onLog?.(`Corrupted images are not shared by the models: ${error.happened}`);
    return undefined;
  }
}

/** A corruption at all severities, written into its file. */
function partOf(folder: string, name: CommonCorruptionName): CorruptionPart & { readonly npy: CorruptedNpy } {
  const npy = new CorruptedNpy(path.join(folder, `${name}.npy`));
  return {
    name,
    severities,
    npy,
    target: {
      begin: async (plan, rows) => {
        // Before the first images: without the labels they are none.
        await writeFileAtomically(path.join(folder, 'labels.npy'), labelsNpy(Int32Array.from({ length: rows }, (_, row) => plan.labels[row % plan.labels.length] ?? 0)));
        await npy.begin(plan, rows);
      },
      store: (row, image) => npy.store(row, image),
      finish: () => npy.finish(),
    },
  };
}

/** The corruptions without a file yet. What a process that was killed left half written is taken away. */
async function missingOf(folder: string, names: readonly CommonCorruptionName[]): Promise<CommonCorruptionName[]> {
  try {
    await mkdir(folder, { recursive: true });
    const entries = await readdir(folder);
    for (const entry of entries) {
      const [, writer] = /\.(\d+)\.part$/.exec(entry) ?? [];
      if (writer !== undefined && !exists(Number(writer))) await rm(path.join(folder, entry), { force: true });
    }
    return names.filter((name) => !entries.includes(`${name}.npy`));
  } catch (error) {
    throw diskError(error, folder);
  }
}
