import { modelErrors } from '../../protocol/errors';
import { type KerasDialect, type LayerObject, adaptLayer } from './kerasLayers';
import { type TensorReference, readEndpoints, readInboundNodes } from './kerasNodes';
import { checkBudget, modelBudget } from './modelBudget';
import { type JsonObject, type JsonValue, isInheritedName, isJsonObject } from './untrustedJson';

type WiredLayer = LayerObject & { name: string; inbound_nodes: TensorReference[][] };

const modelClasses = new Set(['Functional', 'Model', 'Sequential']);

/**
 * Turns a Keras configuration, as Keras 2 or Keras 3 writes it, into what TensorFlow.js loads, which is the Keras 2
 * dialect. What matters in training only (initialisers, regularisers, constraints) is left out. Wiring that could not
 * be resolved, over which TensorFlow.js would loop for ever, is refused.
 *
 * Throws LPR-212 for a configuration that does not hold together and LPR-213 for settings that TensorFlow.js ignores.
 */
export function normaliseKerasModel(model: JsonObject, isKeras3: boolean): LayerObject {
  return normaliseLayer(model, { isKeras3: isKeras3 || looksLikeKeras3(model), layerCount: 0 });
}

/** A layer, or a model that stands as a layer of another. */
function normaliseLayer(layer: JsonObject, dialect: KerasDialect): LayerObject {
  checkBudget('the number of layers', ++dialect.layerCount, modelBudget.layers, 'layers');
  const className = layer['class_name'];
  const config = layer['config'];
  if (typeof className !== 'string') throw modelErrors.badTopology({ reason: 'a layer has no class_name' });
  if (className === 'Sequential') return { class_name: className, config: normaliseSequential(config, dialect) };
  if (!isJsonObject(config)) throw modelErrors.badTopology({ reason: `a layer of class ${className} has no config` });
  if (modelClasses.has(className)) return { class_name: className, config: normaliseFunctional(config, dialect) };
  const name = config['name'] ?? layer['name'];
  if (typeof name !== 'string') throw modelErrors.badTopology({ reason: `a layer of class ${className} has no name` });
  return adaptLayer({ class_name: className, config }, name, dialect, (nested) => normaliseLayer(nested, dialect));
}

function normaliseSequential(config: JsonValue | undefined, dialect: KerasDialect): JsonObject {
  const source: JsonObject = Array.isArray(config) ? { layers: config } : isJsonObject(config) ? config : {};
  const layers = layersOf(source).map((layer) => normaliseLayer(layer, dialect));
  const first = layers[0];
  if (first === undefined) throw modelErrors.badTopology({ reason: 'a Sequential model has no layers' });
  // Keras may keep the input's shape with the model instead of the first layer.
  const built = source['build_input_shape'];
  if (first.config['batch_input_shape'] === undefined && !modelClasses.has(first.class_name) && Array.isArray(built)) {
    first.config['batch_input_shape'] = [null, ...built.slice(1)];
  }
  return { ...nameOf(source), layers };
}

function normaliseFunctional(config: JsonObject, dialect: KerasDialect): JsonObject {
  const wired = layersOf(config).map((layer) => {
    const normal = normaliseLayer(layer, dialect);
    const name = layer['name'] ?? normal.config['name'];
    if (typeof name !== 'string') throw modelErrors.badTopology({ reason: 'a layer has no name' });
    // TensorFlow.js keeps calls by the configuration's name and looks them up by the layer's.
    return { class_name: normal.class_name, config: { ...normal.config, name }, name, inbound_nodes: readInboundNodes(layer['inbound_nodes'], name) };
  });
  const inputs = readEndpoints(config['input_layers'], 'input_layers');
  const outputs = readEndpoints(config['output_layers'], 'output_layers');
  if (dialect.isKeras3) countOwnCalls(wired, outputs);
  checkWiring(wired, [...inputs, ...outputs]);
  return { ...nameOf(config), layers: wired, input_layers: inputs, output_layers: outputs };
}

/**
 * TensorFlow.js, as Keras 2, takes the making of a model for its call 0, so that its first use as a layer is call 1.
 * Keras 3 counts uses from 0, but for the model's outputs, and there only for Sequential models (serialize_node and
 * get_config in its functional.py).
 */
function countOwnCalls(layers: readonly WiredLayer[], outputs: readonly TensorReference[]): void {
  const classes = new Map(layers.map(({ name, class_name: className }) => [name, className]));
  for (const reference of layers.flatMap((layer) => layer.inbound_nodes.flat())) {
    if (modelClasses.has(classes.get(reference[0]) ?? '')) reference[1]++;
  }
  for (const reference of outputs) if (classes.get(reference[0]) === 'Sequential') reference[1]++;
}

/** Follows the calls as TensorFlow.js will: a call can be made once all its inputs exist. */
function checkWiring(layers: readonly WiredLayer[], endpoints: readonly TensorReference[]): void {
  const calls = new Map<string, number>();
  for (const { name, class_name: className } of layers) {
    if (isInheritedName(name)) throw modelErrors.badTopology({ reason: `the layer name ${name} is reserved` });
    if (calls.has(name)) throw modelErrors.badTopology({ reason: `two layers are named ${name}` });
    // Inputs, and models used as layers, exist before they are called.
    calls.set(name, className === 'InputLayer' || modelClasses.has(className) ? 1 : 0);
  }
  const exists = ([name, node]: TensorReference) => node < (calls.get(name) ?? 0);
  let waiting = layers.flatMap(({ name, inbound_nodes: nodes }) => nodes.filter((node) => node.length > 0).map((node) => ({ name, node })));
  while (waiting.length > 0) {
    const next: typeof waiting = [];
    for (const call of waiting) {
      if (call.node.every(exists)) calls.set(call.name, (calls.get(call.name) ?? 0) + 1);
      else next.push(call);
    }
    if (next.length === waiting.length) {
      throw modelErrors.badTopology({ reason: `the inputs of the layer ${next[0]?.name ?? ''} do not exist, or depend on it` });
    }
    waiting = next;
  }
  const missing = endpoints.find((endpoint) => !exists(endpoint));
  if (missing !== undefined) throw modelErrors.badTopology({ reason: `the layer ${missing[0]}, an input or output of the model, does not exist` });
}

function layersOf(config: JsonObject): JsonObject[] {
  const layers = config['layers'];
  if (!Array.isArray(layers) || !layers.every(isJsonObject)) throw modelErrors.badTopology({ reason: 'the list of layers is missing' });
  return layers;
}

function nameOf(config: JsonObject): JsonObject {
  return typeof config['name'] === 'string' ? { name: config['name'] } : {};
}

/** Keras 3 marks its objects with their module, also where the version was not written down. */
function looksLikeKeras3(model: JsonObject): boolean {
  const config = model['config'];
  const layers = isJsonObject(config) ? config['layers'] : config;
  return Array.isArray(layers) && layers.filter(isJsonObject).some((layer) => {
    const layerConfig = layer['config'];
    return typeof layer['module'] === 'string' || (isJsonObject(layerConfig) && (layerConfig['batch_shape'] !== undefined || isJsonObject(layerConfig['dtype'])));
  });
}
