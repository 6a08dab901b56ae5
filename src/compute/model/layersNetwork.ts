import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { LprError, modelErrors } from '../../protocol/errors';
import { registerGroupedConvolution } from '../architecture/groupedConvolution';
import type { TensorFlow } from '../backend/tensorFlow';
import { chooseClassOutput } from './classOutput';
import { firstLineOf } from './firstLineOf';
import type { LayerObject } from './kerasLayers';
import { normaliseKerasModel } from './kerasTopology';
import { assignLayerWeights } from './layerWeights';
import { checkBudget, modelBudget } from './modelBudget';
import type { ModelFile } from './modelFile';
import type { LastActivation, Network } from './network';
import { isJsonObject } from './untrustedJson';
import { elementsOf } from './weightManifest';
import type { Weights } from './weightReader';

/**
 * Builds a LayersModel of TensorFlow.js's own layers and gives it its weights, which it takes over.
 * Throws LPR-210, LPR-212 to LPR-215 or LPR-218; then no tensor is left behind.
 */
export async function openLayersNetwork(tf: TensorFlow, file: ModelFile, weights: Weights): Promise<Network> {
  try {
    return await openWithWeights(tf, file, weights);
  } finally {
    // The layers have values of their own by now.
    for (const tensor of weights.values()) tensor.dispose();
  }
}

async function openWithWeights(tf: TensorFlow, file: ModelFile, weights: Weights): Promise<Network> {
  const { model, input, output, dispose } = await openLayersModel(tf, file, weights);
  const classifier = model.outputs.length === 1 ? model : tf.model({ inputs: input, outputs: output });
  return {
    format: 'layers',
    inputShape: input.shape,
    inputType: input.dtype === 'int32' ? 'int32' : 'float32',
    lastActivation: lastActivationOf(output),
    weightCount: model.countParams(),
    ...(file.metadata === undefined ? {} : { metadata: file.metadata }),
    run: (images) => {
      // `predict` would slice the batch and put it together again.
      const result = classifier.call(images, {});
      const [scores] = Array.isArray(result) ? result : [result];
      if (scores === undefined) throw modelErrors.cannotRun({ reason: 'it gave no output' });
      return scores;
    },
    dispose,
  };
}

/** A LayersModel with its weights, and where images go in and class scores come out. */
export interface OpenLayersModel extends BuiltModel {
  readonly input: SymbolicTensor;
  readonly output: SymbolicTensor;
}

/** Builds a LayersModel and copies its weights. Throws LPR-210, LPR-212 to LPR-215 or LPR-218; then only `weights` are left. */
export async function openLayersModel(tf: TensorFlow, file: ModelFile, weights: Weights): Promise<OpenLayersModel> {
  registerGroupedConvolution(tf);
  const topology = normaliseKerasModel(file.topology, file.isKeras3);
  refuseUnknownLayers(tf, topology);
  const { model, dispose } = await buildModel(tf, topology, weights);
  try {
    if (model.inputs.length !== 1) throw modelErrors.noImageInput({ reason: `it has ${model.inputs.length} inputs` });
    const input = model.inputs[0];
    const output = model.outputs[chooseClassOutput(model.outputs.map(({ shape }) => shape))];
    if (input === undefined || output === undefined) throw modelErrors.noImageInput({ reason: 'it has no input or no output' });
    checkActivations(model);
    assignLayerWeights(model, weights);
    return { model, input, output, dispose };
  } catch (error) {
    dispose();
    // Sequential models are put together only when something is asked of them.
    throw error instanceof LprError ? error : modelErrors.badTopology({ reason: firstLineOf(error) }, error);
  }
}

interface BuiltModel {
  readonly model: LayersModel;
  /** The model's own `dispose` leaves the weights of layers that are used twice. */
  dispose(): void;
}

/**
 * Has TensorFlow.js build the layers. Their weights start as zeros, since all are given values afterwards, and together
 * may not be larger than the weights at hand: a topology can ask for any amount of memory in a few characters.
 */
async function buildModel(tf: TensorFlow, topology: LayerObject, weights: Weights): Promise<BuiltModel> {
  let elementsLeft = [...weights.values()].reduce((sum, { size }) => sum + size, 0);
  const prototype = tf.layers.Layer.prototype;
  const addWeight = prototype['addWeight'];
  const zeros = tf.initializers.zeros();
  const made: ReturnType<typeof addWeight>[] = [];
  // The parameter list is TensorFlow.js's own.
  prototype['addWeight'] = function (name, shape, dtype, _initializer, _regularizer, trainable) {
    const sizes = shape.map((size) => size ?? Number.NaN);
    if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
      throw modelErrors.badTopology({ reason: `the weight ${name} of the layer ${this.name} would have the shape [${shape.join(', ')}]` });
    }
    elementsLeft -= elementsOf(sizes);
    if (elementsLeft < 0) {
      throw modelErrors.weightMismatch({
        weight: `${this.name}/${name}`,
        expected: `[${shape.join(', ')}]`,
        found: 'left out of the weight files, or smaller there',
      });
    }
    // A scope, since a name that TensorFlow.js does not like is found only after the zeros were made.
    tf.engine().startScope();
    try {
      const weight = addWeight.call(this, name, shape, dtype, zeros, undefined, trainable);
      made.push(weight);
      return weight;
    } finally {
      tf.engine().endScope();
    }
  };
  let building: Promise<LayersModel>;
  try {
    // Builds everything before it first waits, so that the prototype is itself again before any other code runs.
    building = tf.models.modelFromJSON(topology);
  } finally {
    prototype['addWeight'] = addWeight;
  }
  const dispose = () => {
    for (const weight of made.splice(0)) weight.dispose();
  };
  try {
    return { model: await building, dispose };
  } catch (error) {
    dispose();
    if (error instanceof LprError) throw error;
    throw modelErrors.badTopology({ reason: firstLineOf(error) }, error);
  }
}

/** Layers and activations that TensorFlow.js has no class for, found before anything is built. */
function refuseUnknownLayers(tf: TensorFlow, layer: LayerObject): void {
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  const { class_name: className, config } = layer;
  const name = typeof config['name'] === 'string' ? config['name'] : className;
  if (!Object.hasOwn(known, className)) throw modelErrors.unknownLayer({ layer: name, className });
  const { activation } = config;
  if (typeof activation === 'string' && !Object.hasOwn(known, camelCase(activation)) && !Object.hasOwn(known, activation)) {
    throw modelErrors.unknownLayer({ layer: name, className: `the activation ${activation}` });
  }
  const nested = [...(Array.isArray(config['layers']) ? config['layers'] : []), config['layer'], config['cell']];
  for (const inner of nested) if (isLayerObject(inner)) refuseUnknownLayers(tf, inner);
}

function isLayerObject(value: unknown): value is LayerObject {
  return isJsonObject(value) && typeof value['class_name'] === 'string' && isJsonObject(value['config']);
}

/** Each layer's output for one image, before any is computed. */
function checkActivations(model: LayersModel): void {
  for (const layer of model.layers) {
    if ('layers' in layer) checkActivations(layer as LayersModel);
    for (const { shape } of layer.inboundNodes.flatMap((node) => node.outputTensors)) {
      const sizes = shape.slice(1).map((size) => size ?? 1);
      if (sizes.some((size) => !Number.isInteger(size) || size < 0)) {
        throw modelErrors.badTopology({ reason: `the output of the layer ${layer.name} would have the shape [${shape.join(', ')}]` });
      }
      checkBudget(`the output of the layer ${layer.name}`, elementsOf(sizes), modelBudget.activationElements, 'elements an image');
    }
  }
}

/** Looks through layers that only reorder or drop nothing, to the one that gives the scores. */
function lastActivationOf(output: SymbolicTensor): LastActivation {
  const layer = output.sourceLayer;
  const className = layer.getClassName();
  if (className === 'Softmax') return 'softmax';
  if (className === 'Flatten' || className === 'Reshape' || className === 'Dropout') {
    const before = layer.inboundNodes[output.nodeIndex]?.inputTensors[0];
    return before === undefined ? 'unknown' : lastActivationOf(before);
  }
  if (className === 'Sequential' || className === 'Functional' || className === 'Model') {
    const inner = 'outputs' in layer ? (layer as LayersModel).outputs[output.outputTensorIndex ?? 0] : undefined;
    return inner === undefined ? 'unknown' : lastActivationOf(inner);
  }
  const { activation } = layer.getConfig();
  return activation === 'softmax' || activation === 'sigmoid' || activation === 'linear' ? activation : 'unknown';
}

function camelCase(name: string): string {
  return name.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());
}
