import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayerVariable, LayersModel } from '@tensorflow/tfjs-layers';
import { modelErrors } from '../../protocol/errors';
import type { Weights } from './weightReader';

/** State that Keras 3 saves with a model and that predicting does not need. */
const trainingState = /(^|\/)seed_generator(_\d+)?\/|(^|\/)seed_generator_state$/;

/**
 * Gives every weight of the model its values. A weight of TensorFlow.js is named `layer/weight`; files name it
 *
 * - so, or with a cell's name between (`layer/cell/weight`);
 * - after the model or the models around it (`model/layer/weight`), as Keras 3 does;
 * - by its index in the layer (`layer/0`), as models converted from a `.keras` file do.
 *
 * Throws LPR-214 where one is missing, is left over, is found twice or has another shape.
 */
export function assignLayerWeights(model: LayersModel, weights: Weights): void {
  const byTail = new Map<string, string[]>();
  for (const name of weights.keys()) {
    for (const tail of tailsOf(name)) byTail.set(tail, [...(byTail.get(tail) ?? []), name]);
  }
  const used = new Set<string>();
  for (const { variable, index } of variablesOf(model)) {
    const name = candidates(variable.originalName, index).map((candidate) => find(candidate, weights, byTail)).find((found) => found !== undefined);
    if (name === undefined) {
      throw modelErrors.weightMismatch({ weight: variable.originalName, expected: shown(variable.shape), found: 'not in the weight files' });
    }
    const tensor = weights.get(name);
    if (tensor === undefined || used.has(name)) {
      throw modelErrors.weightMismatch({ weight: name, expected: 'the weight of one layer', found: 'claimed by two' });
    }
    used.add(name);
    write(variable, tensor, name);
  }
  const left = [...weights.keys()].find((name) => !used.has(name) && !trainingState.test(name));
  if (left !== undefined) {
    throw modelErrors.weightMismatch({ weight: left, expected: 'the weight of a layer', found: 'of no layer of the model' });
  }
}

/** All variables once, each with its index among those of its layer. */
function variablesOf(model: LayersModel): { variable: LayerVariable; index: number }[] {
  return model.layers.flatMap((layer) =>
    'layers' in layer ? variablesOf(layer as LayersModel) : layer.weights.map((variable, index) => ({ variable, index })),
  );
}

function candidates(name: string, index: number): string[] {
  const parts = name.split('/');
  const layer = parts.slice(0, -1).join('/');
  // Keras 3 calls the kernel of a depthwise convolution by that name alone.
  const alias = parts.at(-1) === 'depthwise_kernel' ? [`${layer}/kernel`] : [];
  return [name, ...alias, `${layer}/${index}`];
}

function find(candidate: string, weights: Weights, byTail: ReadonlyMap<string, readonly string[]>): string | undefined {
  if (weights.has(candidate)) return candidate;
  const found = byTail.get(candidate) ?? [];
  if (found.length > 1) {
    throw modelErrors.weightMismatch({ weight: candidate, expected: 'one weight of that name', found: found.slice(0, 3).join(' and ') });
  }
  return found[0];
}

/** The endings of a path that begin at a segment, and the path without its cell. */
function tailsOf(name: string): Set<string> {
  const parts = name.replace(/:0$/, '').split('/').filter((part) => part !== 'vars' && part !== '_layer_checkpoint_dependencies');
  const tails = new Set<string>();
  for (let start = Math.max(0, parts.length - 4); start < parts.length - 1; start++) tails.add(parts.slice(start).join('/'));
  if (parts.length >= 3) tails.add([...parts.slice(0, -2), ...parts.slice(-1)].join('/'));
  return tails;
}

function write(variable: LayerVariable, tensor: Tensor, name: string): void {
  const expected = variable.shape.map(Number);
  if (expected.length !== tensor.shape.length || expected.some((size, axis) => size !== tensor.shape[axis])) {
    throw modelErrors.weightMismatch({ weight: name, expected: shown(expected), found: shown(tensor.shape) });
  }
  if (tensor.dtype === variable.dtype) {
    variable.write(tensor);
    return;
  }
  const cast = tensor.cast(variable.dtype);
  variable.write(cast);
  cast.dispose();
}

function shown(shape: readonly (number | null)[]): string {
  return `of shape [${shape.join(', ')}]`;
}
