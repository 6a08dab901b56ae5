import { createHash } from 'node:crypto';
import path from 'node:path';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { layers } from '@tensorflow/tfjs-layers';
import type { ImageShape } from '../../protocol/computeMessages';
import { trainingErrors } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/experiment';
import type { TrainingSubject } from '../../protocol/training';
import type { WeightSpec } from '../../protocol/trainingMessages';
import { canonicalDescription } from '../../protocol/modelIdentity';
import { buildArchitecture } from '../architecture/buildArchitecture';
import { seedWeights, type Initialisation } from '../architecture/seedWeights';
import type { TensorFlow } from '../backend/tensorFlow';
import { resolveImageInput, type ImageInput } from '../model/imageInput';
import { openLayersModel } from '../model/layersNetwork';
import { describeModel } from '../model/modelDescription';
import { readModelFile } from '../model/modelFile';
import { ModelFolder } from '../model/modelFolder';
import { preprocessor, type Preprocessor } from '../model/preprocess';
import { readWeights } from '../model/weightReader';

/** A model that can be trained, whoever made it. */
export interface TrainableModel {
  /** From preprocessed images to class scores, without a final softmax. */
  readonly logits: LayersModel;
  readonly input: ImageInput;
  readonly classCount: number;
  readonly prepare: Preprocessor;
  /** What its files say: the topology as it was, a final softmax included. */
  readonly topology: object;
  readonly weightSpecs: readonly WeightSpec[];
  readonly description: ModelDescription;
  /** SHA-256 over topology and first weights of the user's own; null for an architecture. */
  readonly hash: string | null;
}

/** What images and classes the data have, where the model leaves that open. */
export interface DataForm {
  readonly shape: ImageShape;
  readonly classNames: readonly string[];
}

/** @throws LPR-2xx for a model that cannot be opened, LPR-703 and 705 for one that cannot be trained. */
export async function trainableModel(tf: TensorFlow, subject: TrainingSubject, data: DataForm, seed: number): Promise<TrainableModel> {
  return subject.kind === 'architecture' ? fromArchitecture(tf, subject, data, seed) : fromFile(tf, subject, seed);
}

function fromArchitecture(tf: TensorFlow, { architecture }: Extract<TrainingSubject, { kind: 'architecture' }>, { shape, classNames }: DataForm, seed: number): TrainableModel {
  const logits = buildArchitecture(tf, architecture, shape, classNames.length);
  const initialisation: Initialisation = architecture.name === 'resnet' || architecture.name === 'small-cnn' ? 'he' : 'pytorch';
  seedWeights(tf, logits, seed, initialisation);
  const input: ImageInput = { image: shape, layout: 'nhwc' };
  return {
    logits,
    input,
    classCount: classNames.length,
    prepare: preprocessor(tf, input, undefined, 'float32'),
    topology: topologyOf(logits),
    weightSpecs: weightSpecsOf(logits),
    description: { classNames: [...classNames], output: 'logits' },
    hash: null,
  };
}

async function fromFile(tf: TensorFlow, subject: Extract<TrainingSubject, { kind: 'model' }>, seed: number): Promise<TrainableModel> {
  const folder = await ModelFolder.of(subject.path);
  const file = await readModelFile(folder, path.basename(subject.path), subject.path);
  if (file.format !== 'layers') throw trainingErrors.notTrainable({ reason: 'it is a graph model, whose weights are fixed' });
  const description = await describeModel(folder, subject.description);
  const { weights, digests } = await readWeights(tf, folder, file.groups);
  try {
    const { model } = await openLayersModel(tf, file, weights);
    const [output] = model.outputs;
    const [inputTensor] = model.inputs;
    if (model.outputs.length !== 1 || output === undefined || inputTensor === undefined) throw trainingErrors.notTrainable({ reason: `it has ${model.outputs.length} outputs` });
    const topology = topologyOf(model);
    const input = resolveImageInput(inputTensor.shape, description);
    const logits = withoutSoftmax(tf, model, output, description);
    const classCount = logits.outputs[0]?.shape.at(-1) ?? 0;
    if (classCount < 2 || logits.outputs[0]?.shape.length !== 2) throw trainingErrors.notTrainable({ reason: 'its output is not one score a class' });
    if (subject.initialWeights === 'seeded') seedWeights(tf, logits, seed, 'he');
    const hash = createHash('sha256');
    for (const part of [file.digest, ...(subject.initialWeights === 'file' ? digests : []), canonicalDescription(description)]) hash.update(`${part}\n`);
    return {
      logits,
      input,
      classCount,
      prepare: preprocessor(tf, input, description.preprocessing, inputTensor.dtype === 'int32' ? 'int32' : 'float32'),
      topology,
      weightSpecs: weightSpecsOf(logits),
      description,
      hash: hash.digest('hex'),
    };
  } finally {
    for (const tensor of weights.values()) tensor.dispose();
  }
}

interface WithActivation {
  activation: unknown;
}

/** The model up to its class scores: a final softmax is for predicting, the loss has its own. */
function withoutSoftmax(tf: TensorFlow, model: LayersModel, output: SymbolicTensor, description: ModelDescription): LayersModel {
  const layer = output.sourceLayer;
  const { activation } = layer.getConfig();
  if (layer.getClassName() === 'Softmax' || (layer.getClassName() === 'Activation' && activation === 'softmax')) {
    const before = layer.inboundNodes[output.nodeIndex]?.inputTensors[0];
    if (before !== undefined) return tf.model({ inputs: model.inputs, outputs: before });
  }
  if (activation === 'softmax') {
    // A layer that ends in a softmax of its own, such as Dense: from here on it gives the scores.
    (layer as unknown as WithActivation).activation = (tf.layers.activation({ activation: 'linear' }) as unknown as WithActivation).activation;
    return model;
  }
  if (activation === 'sigmoid' || description.output === 'probabilities') {
    throw trainingErrors.notTrainable({ reason: `its output is one of probabilities that no softmax gives (the layer ${layer.name})` });
  }
  return model;
}

function topologyOf(model: LayersModel): object {
  return model.toJSON(undefined, false) as object;
}

/** Names as TensorFlow.js saves them. Two layers' weights never share one. */
function weightSpecsOf(model: LayersModel): WeightSpec[] {
  const weights: readonly layers.Layer['weights'][number][] = model.weights;
  return weights.map(({ originalName, shape }) => ({ name: originalName, shape: shape.map((size) => size ?? 0), dtype: 'float32' }));
}
