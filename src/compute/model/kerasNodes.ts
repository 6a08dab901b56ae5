import { modelErrors } from '../../protocol/errors';
import { type JsonValue, isJsonObject } from './untrustedJson';

/** A tensor of a Keras model: the layer that makes it, which of the layer's calls, which of the call's outputs. */
export type TensorReference = [layer: string, node: number, tensor: number];

/**
 * The calls of a layer, each with the tensors it is called on, from either dialect's `inbound_nodes`:
 *
 * - Keras 2: `[[["conv", 0, 0, {}], ...], ...]`, where a single tensor may stand without its list;
 * - Keras 3: `[{args: [{class_name: "__keras_tensor__", config: {keras_history: ["conv", 0, 0]}}], kwargs: {}}, ...]`,
 *   where a list of tensors is a list in `args`.
 *
 * Throws LPR-212 for anything else and LPR-213 for arguments that are not tensors.
 */
export function readInboundNodes(nodes: JsonValue | undefined, layer: string): TensorReference[][] {
  if (nodes === undefined || nodes === null) return [];
  if (!Array.isArray(nodes)) throw modelErrors.badTopology({ reason: `the inbound_nodes of ${layer} are not a list` });
  return nodes.map((node) => {
    if (isJsonObject(node)) {
      refuseArguments(node['kwargs'], layer);
      return tensorsIn(node['args'], layer);
    }
    if (!Array.isArray(node)) throw modelErrors.badTopology({ reason: `a node of ${layer} is not a list` });
    const references: JsonValue[] = typeof node[0] === 'string' ? [node] : node;
    return references.map((reference) => {
      if (Array.isArray(reference)) refuseArguments(reference[3], layer);
      return readReference(reference, layer);
    });
  });
}

/**
 * `input_layers` and `output_layers`: Keras 2 writes a list of references; Keras 3 writes a single one without its
 * list, and a dictionary where the model was built with one.
 */
export function readEndpoints(endpoints: JsonValue | undefined, what: string): TensorReference[] {
  if (isJsonObject(endpoints)) return Object.values(endpoints).map((reference) => readReference(reference, what));
  if (!Array.isArray(endpoints) || endpoints.length === 0) throw modelErrors.badTopology({ reason: `the model's ${what} are missing` });
  const references: JsonValue[] = typeof endpoints[0] === 'string' ? [endpoints] : endpoints;
  return references.map((reference) => readReference(reference, what));
}

function tensorsIn(value: JsonValue | undefined, layer: string): TensorReference[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((entry) => tensorsIn(entry, layer));
  if (isJsonObject(value) && value['class_name'] === '__keras_tensor__' && isJsonObject(value['config'])) {
    return [readReference(value['config']['keras_history'], layer)];
  }
  throw modelErrors.unsupportedSetting({ layer, setting: 'an argument that is not the output of a layer' });
}

/** Whether a layer trains, and masks that are not there, mean nothing when predicting; any other argument would be lost. */
function refuseArguments(kwargs: JsonValue | undefined, layer: string): void {
  if (kwargs === undefined || kwargs === null) return;
  if (!isJsonObject(kwargs)) throw modelErrors.badTopology({ reason: `the arguments of ${layer} are not an object` });
  for (const [name, value] of Object.entries(kwargs)) {
    if (name !== 'training' && value !== null) throw modelErrors.unsupportedSetting({ layer, setting: `the argument ${name}` });
  }
}

function readReference(value: JsonValue | undefined, where: string): TensorReference {
  if (Array.isArray(value)) {
    const [layer, node = 0, tensor = 0] = value;
    if (typeof layer === 'string' && isIndex(node) && isIndex(tensor)) return [layer, node, tensor];
  }
  throw modelErrors.badTopology({ reason: `${where} refers to a tensor in a form that is not known` });
}

function isIndex(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
