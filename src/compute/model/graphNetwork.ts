import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { LprError, modelErrors } from '../../protocol/errors';
import type { TensorFlow } from '../backend/tensorFlow';
import { chooseClassOutput } from './classOutput';
import { firstLineOf } from './firstLineOf';
import { type GraphNode, readGraphNodes } from './graphNodes';
import type { ModelFile } from './modelFile';
import type { LastActivation, Network, OpenShape } from './network';
import { isJsonObject, type JsonObject } from './untrustedJson';
import type { Weights } from './weightReader';

/**
 * Builds a GraphModel on weights that were read already, which it takes over. Operations that are never reached are
 * not looked at; the others are checked by running them. Throws LPR-211, LPR-212, LPR-214 or LPR-215; then no tensor
 * is left behind.
 */
export async function openGraphNetwork(tf: TensorFlow, file: ModelFile, weights: Weights): Promise<Network> {
  try {
    const nodes = readGraphNodes(file.topology, weights);
    const model = await buildModel(tf, file, weights);
    const input = chooseInput(model, nodes, file);
    const output = { name: undefined as string | undefined, lastActivation: 'unknown' as LastActivation };
    return {
      format: 'graph',
      inputShape: input.shape,
      inputType: input.type,
      get lastActivation() {
        return output.lastActivation;
      },
      weightCount: [...weights.values()].reduce((sum, { size }) => sum + size, 0),
      ...(file.metadata === undefined ? {} : { metadata: file.metadata }),
      run: (images) => {
        const results = execute(model, input.name, images, output.name === undefined ? model.outputNodes : [output.name]);
        let scores: Tensor | undefined;
        try {
          if (output.name === undefined) {
            // Graphs seldom tell the shapes of their outputs: the first run shows them.
            const chosen = chooseClassOutput(results.map(({ shape }) => shape));
            scores = results[chosen];
            output.name = model.outputNodes[chosen];
            output.lastActivation = lastActivationOf(model.outputs[chosen]?.name, nodes);
          } else {
            scores = results[0];
          }
        } finally {
          for (const result of results) if (result !== scores) result.dispose();
        }
        if (scores === undefined) throw modelErrors.cannotRun({ reason: 'it gave no output' });
        return scores;
      },
      dispose: () => model.dispose(),
    };
  } catch (error) {
    for (const tensor of weights.values()) tensor.dispose();
    throw error instanceof LprError ? error : modelErrors.badTopology({ reason: firstLineOf(error) }, error);
  }
}

function buildModel(tf: TensorFlow, file: ModelFile, weights: Weights): Promise<GraphModel> {
  // Old converters left the versions out; TensorFlow.js only prints them.
  const versions = { producer: 0, minConsumer: 0 };
  const artifacts = { modelTopology: { versions, ...file.topology }, weightSpecs: [], weightData: new ArrayBuffer(0), ...(file.signature ? { signature: file.signature } : {}) };
  // The weights are decoded already: TensorFlow.js asks for them here and gets them as they are.
  const decoded: NamedTensorMap = Object.fromEntries(weights);
  return tf.loadGraphModel({ load: () => Promise.resolve(artifacts) }, {}, { ...tf.io, decodeWeights: () => decoded });
}

/** Runs the graph. Its operations' own errors become LPR-211; anything else is left as it is. */
function execute(model: GraphModel, input: string, images: Tensor, outputs: string[]): Tensor[] {
  try {
    const result = model.execute({ [input]: images }, outputs);
    return Array.isArray(result) ? result : [result];
  } catch (error) {
    if (error instanceof LprError) throw error;
    const message = firstLineOf(error);
    const unknown = /Unknown op '([^']+)'/.exec(message) ?? /Kernel '([^']+)' not registered/.exec(message);
    const dynamic = /has the dynamic op '([^']+)'/.exec(message);
    if (dynamic?.[1] !== undefined) throw modelErrors.unknownOperation({ operation: dynamic[1], reason: 'it is control flow, or its result has no fixed shape' }, error);
    if (unknown?.[1] !== undefined) throw modelErrors.unknownOperation({ operation: unknown[1], reason: 'this backend does not have it' }, error);
    throw error;
  }
}

interface GraphInput {
  readonly name: string;
  readonly shape: OpenShape;
  readonly type: 'float32' | 'int32';
}

/** The one placeholder that has to be fed; those with a default keep it. */
function chooseInput(model: GraphModel, nodes: ReadonlyMap<string, GraphNode>, file: ModelFile): GraphInput {
  const open = model.inputs
    .map((input, index) => ({ ...input, key: model.inputNodes[index] ?? input.name }))
    .filter(({ name }) => nodes.get(name)?.op === 'Placeholder');
  const [input] = open;
  if (input === undefined || open.length !== 1) {
    throw modelErrors.noImageInput({ reason: open.length === 0 ? 'it has no input' : `it has ${open.length} inputs (${open.slice(0, 4).map(({ name }) => name).join(', ')})` });
  }
  const type = input.dtype as string | undefined;
  if (type !== undefined && type !== 'float32' && type !== 'int32') throw modelErrors.noImageInput({ reason: `its input is of type ${type}` });
  const shape: unknown = input.shape;
  return {
    name: input.key,
    type: type ?? 'float32',
    shape: Array.isArray(shape) ? shape.map((size) => (typeof size === 'number' && size >= 0 ? size : null)) : signatureShape(file.signature, input.key),
  };
}

/** The shape that a signature gives an input: `{inputs: {key: {tensorShape: {dim: [{size: "-1"}, ...]}}}}`. */
function signatureShape(signature: JsonObject | undefined, key: string): OpenShape {
  const inputs = signature?.['inputs'];
  const input = isJsonObject(inputs) ? inputs[key] : undefined;
  const shape = isJsonObject(input) ? input['tensorShape'] : undefined;
  const dimensions = isJsonObject(shape) ? shape['dim'] : undefined;
  if (!Array.isArray(dimensions)) return undefined;
  return dimensions.map((dimension) => {
    const size = isJsonObject(dimension) ? Number(dimension['size']) : Number.NaN;
    return Number.isInteger(size) && size >= 0 ? size : null;
  });
}

const passing = new Set(['Identity', 'Reshape', 'Squeeze', 'StopGradient']);
const linear = new Set(['BiasAdd', 'MatMul', 'Add', 'AddV2']);

function lastActivationOf(name: string | undefined, nodes: ReadonlyMap<string, GraphNode>): LastActivation {
  for (let node = nodes.get(name ?? ''), steps = 0; node !== undefined && steps < 100; steps++) {
    if (node.op === 'Softmax') return 'softmax';
    if (node.op === 'Sigmoid') return 'sigmoid';
    if (linear.has(node.op)) return 'linear';
    if (!passing.has(node.op)) return 'unknown';
    node = nodes.get(node.inputs[0] ?? '');
  }
  return 'unknown';
}
