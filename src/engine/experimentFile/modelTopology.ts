export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const mostNesting = 20;
/** Layers that leave the number of outputs as it is. */
const afterUnits = new Set<Json>(['Activation', 'Softmax', 'Dropout', 'Reshape', 'Flatten']);

/** The sizes of a model's one image input behind the batch, from its model.json; undefined where they cannot be told. */
export function inputSizes(root: JsonObject): (number | null)[] | undefined {
  const topology = objectOf(root['modelTopology']);
  if (topology === undefined) return undefined;
  if (Array.isArray(topology['node'])) return graphSizes(root, topology['node']);
  const model = objectOf(topology['model_config']) ?? topology;
  const shape = layerShape(model, 0);
  return shape?.slice(1).map((size) => (typeof size === 'number' ? size : null));
}

/** How many classes a layers model tells apart, by the units of its last Dense layer; one sigmoid tells two. */
export function outputCount(root: JsonObject): number | undefined {
  const topology = objectOf(root['modelTopology']);
  const model = objectOf(topology?.['model_config']) ?? topology;
  for (let layers = layersOf(model), depth = 0; layers.length > 0 && depth < mostNesting; depth++) {
    const last = layers.filter((layer) => !afterUnits.has(layer['class_name'] ?? null)).at(-1);
    if (last === undefined) return undefined;
    if (last['class_name'] === 'Dense') {
      const units = objectOf(last['config'])?.['units'];
      return typeof units === 'number' ? Math.max(2, units) : undefined;
    }
    layers = layersOf(last);
  }
  return undefined;
}

function layerShape(model: JsonObject | undefined, depth: number): Json[] | undefined {
  const config = objectOf(model?.['config']);
  const own = config?.['batch_input_shape'] ?? config?.['batch_shape'];
  if (Array.isArray(own)) return own;
  if (depth === mostNesting) return undefined;
  const layers = layersOf(model);
  const inputs = layers.filter((layer) => layer['class_name'] === 'InputLayer');
  if (inputs.length > 1) return undefined;
  const found = layerShape(inputs[0] ?? layers[0], depth + 1);
  const built = config?.['build_input_shape'];
  return found ?? (Array.isArray(built) ? built : undefined);
}

function layersOf(model: JsonObject | undefined): JsonObject[] {
  const config = model?.['config'];
  const layers = Array.isArray(config) ? config : objectOf(config)?.['layers'];
  return Array.isArray(layers) ? layers.map(objectOf).filter((layer) => layer !== undefined) : [];
}

/** A graph says its shape in the signature, or in the one placeholder. */
function graphSizes(root: JsonObject, nodes: readonly Json[]): (number | null)[] | undefined {
  const inputs = Object.values(objectOf(objectOf(root['signature'])?.['inputs']) ?? {});
  const placeholders = nodes.map(objectOf).filter((node) => node?.['op'] === 'Placeholder');
  const ofSignature = inputs.length === 1 ? objectOf(objectOf(inputs[0])?.['tensorShape']) : undefined;
  const ofNode = placeholders.length === 1 ? objectOf(objectOf(objectOf(placeholders[0]?.['attr'])?.['shape'])?.['shape']) : undefined;
  const dimensions = ofNode?.['dim'] ?? ofSignature?.['dim'];
  if (!Array.isArray(dimensions) || dimensions.length < 2) return undefined;
  return dimensions.slice(1).map((dimension) => {
    const size = Number(objectOf(dimension)?.['size'] ?? Number.NaN);
    return Number.isInteger(size) && size > 0 ? size : null;
  });
}

function objectOf(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
