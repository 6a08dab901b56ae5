import type { io } from '@tensorflow/tfjs-core';
import { modelErrors } from '../../protocol/errors';
import { checkBudget, modelBudget } from './modelBudget';
import { type JsonObject, type JsonValue, isInheritedName, isJsonObject } from './untrustedJson';

/** A tensor of a weight file, checked. */
export interface StoredWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes it takes in its shards. */
  readonly storedBytes: number;
  /** What TensorFlow.js decodes it by. */
  readonly entry: io.WeightsManifestEntry;
  /** True for the state of an optimiser, which is of no use here. */
  readonly isOptimizerState: boolean;
}

/** Tensors that lie one after another in the concatenation of some files. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly StoredWeight[];
  readonly storedBytes: number;
}

const bytesPerValue = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;
type StoredType = keyof typeof bytesPerValue;

/**
 * Reads the `weightsManifest` of a model.json. Throws LPR-203 where it has not the form of one, LPR-208 for a weight
 * that cannot be read and LPR-209 where the whole is beyond the budget. No memory is taken for the weights yet.
 */
export function parseWeightManifest(manifest: JsonValue | undefined, file: string): readonly WeightGroup[] {
  if (!Array.isArray(manifest)) throw modelErrors.notAModel({ file, reason: 'its weightsManifest is missing' });
  const groups = manifest.map((group): WeightGroup => {
    if (!isJsonObject(group) || !isStringArray(group['paths']) || !Array.isArray(group['weights'])) {
      throw modelErrors.notAModel({ file, reason: 'its weightsManifest has a group without paths or weights' });
    }
    const weights = group['weights'].map(parseWeight);
    const storedBytes = weights.reduce((sum, weight) => sum + weight.storedBytes, 0);
    return { paths: group['paths'], weights, storedBytes };
  });
  const weights = groups.flatMap((group) => group.weights);
  checkBudget('the number of weight files', groups.reduce((sum, group) => sum + group.paths.length, 0), modelBudget.shards, 'files');
  checkBudget('the number of weights', weights.length, modelBudget.weights, 'weights');
  checkBudget('all weights together', groups.reduce((sum, group) => sum + group.storedBytes, 0), modelBudget.weightBytes, 'bytes');
  checkBudget('all weights together', weights.reduce((sum, weight) => sum + 4 * elementsOf(weight.shape), 0), modelBudget.weightBytes, 'bytes');
  for (const group of groups) checkBudget('a group of weights', group.storedBytes, modelBudget.groupBytes, 'bytes');
  const names = new Set<string>();
  for (const { name } of weights) {
    if (names.has(name)) throw modelErrors.badWeight({ weight: name, reason: 'it is listed twice' });
    names.add(name);
  }
  return groups;
}

/** Product of the sizes: 1 for a scalar. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function parseWeight(weight: JsonValue): StoredWeight {
  const name = isJsonObject(weight) && typeof weight['name'] === 'string' ? weight['name'] : '(without a name)';
  const refuse = (reason: string) => modelErrors.badWeight({ weight: name, reason });
  if (!isJsonObject(weight) || typeof weight['name'] !== 'string' || name === '') throw refuse('it has no name');
  if (isInheritedName(name)) throw refuse('its name is reserved');

  const shape = weight['shape'];
  if (!Array.isArray(shape) || !shape.every((size) => typeof size === 'number')) throw refuse('it has no shape');
  if (!shape.every((size) => Number.isInteger(size) && size >= 0)) {
    throw refuse(`its shape [${shape.join(', ')}] holds something else than whole, non-negative sizes`);
  }
  if (shape.length > 6) throw refuse(`it has ${shape.length} dimensions`);
  checkBudget(`the weight ${name} of shape [${shape.join(', ')}]`, 4 * elementsOf(shape), modelBudget.weightBytes, 'bytes');

  const stored = storedForm(name, weight, shape, refuse);
  return {
    name,
    shape,
    storedBytes: elementsOf(shape) * bytesPerValue[stored.type],
    entry: stored.entry,
    isOptimizerState: weight['group'] === 'optimizer',
  };
}

/** float16 and uint8 tensors are told to TensorFlow.js as quantised ones, since it decodes those types only there. */
function storedForm(
  name: string,
  weight: JsonObject,
  shape: number[],
  refuse: (reason: string) => Error,
): { type: StoredType; entry: io.WeightsManifestEntry } {
  const dtype = weight['dtype'];
  const quantization = weight['quantization'];
  if (quantization === undefined || quantization === null) {
    if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return { type: dtype, entry: { name, shape, dtype } };
    if (dtype === 'float16') return { type: dtype, entry: { name, shape, dtype: 'float32', quantization: { dtype } } };
    if (dtype === 'uint8') return { type: dtype, entry: { name, shape, dtype: 'int32', quantization: { dtype, scale: 1, min: 0 } } };
    throw refuse(`weights of type ${JSON.stringify(dtype)} are not read`);
  }
  if (!isJsonObject(quantization)) throw refuse('its quantization is not an object');
  const type = quantization['dtype'];
  if (dtype !== 'float32' && dtype !== 'int32') throw refuse(`quantised weights of type ${JSON.stringify(dtype)} are not read`);
  if (type === 'float16' && dtype === 'float32') return { type, entry: { name, shape, dtype, quantization: { dtype: type } } };
  if (type !== 'uint8' && type !== 'uint16') throw refuse(`quantisation to ${JSON.stringify(type)} is not read`);
  const { scale, min } = quantization;
  if (typeof scale !== 'number' || typeof min !== 'number' || !Number.isFinite(scale) || !Number.isFinite(min)) {
    throw refuse('its quantization has no scale or no min');
  }
  return { type, entry: { name, shape, dtype, quantization: { dtype: type, scale, min } } };
}

function isStringArray(value: JsonValue | undefined): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
