import { createHash } from 'node:crypto';
import type { Tensor } from '@tensorflow/tfjs-core';
import { LprError, modelErrors } from '../../protocol/errors';
import type { TensorFlow } from '../backend/tensorFlow';
import { type ContainedFile, type ModelFolder, readInto, reasonOf } from './modelFolder';
import type { WeightGroup } from './weightManifest';

/** The tensors of a model by their names in the manifest, which they keep in order. Whoever asked for them disposes them. */
export type Weights = ReadonlyMap<string, Tensor>;

export interface WeightsRead {
  readonly weights: Weights;
  /** SHA-256 of each file in the order of the manifest, in hexadecimal. */
  readonly digests: readonly string[];
}

/**
 * Reads and decodes all weights but an optimiser's. Every file is found, and its size compared with the shapes, before
 * memory is taken for any. Throws LPR-204 to LPR-207; then no tensor is left behind.
 */
export async function readWeights(tf: TensorFlow, folder: ModelFolder, groups: readonly WeightGroup[]): Promise<WeightsRead> {
  const sizes: number[][] = [];
  for (const group of groups) sizes.push(await checkSizes(folder, group));

  const weights = new Map<string, Tensor>();
  const digests: string[] = [];
  try {
    for (const [index, group] of groups.entries()) {
      const bytes = new Uint8Array(group.storedBytes);
      let offset = 0;
      for (const [shard, size] of (sizes[index] ?? []).entries()) {
        const name = group.paths[shard] ?? '';
        const hash = createHash('sha256');
        const read = await withShard(folder, name, (file) => readInto(file, bytes.subarray(offset, offset + size), hash));
        if (read !== size) throw modelErrors.weightsTruncated({ files: name, expected: size, found: read });
        digests.push(hash.digest('hex'));
        offset += size;
      }
      decodeGroup(tf, group, bytes, weights);
    }
  } catch (error) {
    for (const tensor of weights.values()) tensor.dispose();
    throw error;
  }
  return { weights, digests };
}

async function checkSizes(folder: ModelFolder, group: WeightGroup): Promise<number[]> {
  const sizes: number[] = [];
  for (const name of group.paths) sizes.push(await withShard(folder, name, (file) => Promise.resolve(file.size)));
  const found = sizes.reduce((sum, size) => sum + size, 0);
  const files = group.paths.length > 3 ? `${group.paths.slice(0, 3).join(', ')}, ...` : group.paths.join(', ');
  if (found < group.storedBytes) throw modelErrors.weightsTruncated({ files, expected: group.storedBytes, found });
  if (found > group.storedBytes) throw modelErrors.weightsTooLong({ files, expected: group.storedBytes, found });
  return sizes;
}

async function withShard<T>(folder: ModelFolder, name: string, use: (file: ContainedFile) => Promise<T>): Promise<T> {
  let file: ContainedFile | undefined;
  try {
    file = await folder.openListed(name);
    return await use(file);
  } catch (error) {
    if (error instanceof LprError) throw error;
    throw modelErrors.weightsMissing({ file: name, reason: reasonOf(error) }, error);
  } finally {
    await file?.handle.close();
  }
}

function decodeGroup(tf: TensorFlow, group: WeightGroup, bytes: Uint8Array<ArrayBuffer>, weights: Map<string, Tensor>): void {
  let offset = 0;
  for (const { name, entry, storedBytes, isOptimizerState } of group.weights) {
    const end = offset + storedBytes;
    if (!isOptimizerState) {
      const tensor = tf.io.decodeWeights(bytes.buffer.slice(offset, end), [entry])[name];
      if (tensor !== undefined) weights.set(name, tensor);
    }
    offset = end;
  }
}
