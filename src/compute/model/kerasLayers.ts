import { modelErrors } from '../../protocol/errors';
import { groupedConvolutionClass } from '../architecture/groupedConvolution';
import { type JsonObject, type JsonValue, isJsonObject } from './untrustedJson';

/** A layer as TensorFlow.js takes it. */
export interface LayerObject extends JsonObject {
  class_name: string;
  config: JsonObject;
}

export interface KerasDialect {
  readonly isKeras3: boolean;
  /** Layers seen so far, nested ones included. */
  layerCount: number;
}

/** Layers that change nothing when predicting and that TensorFlow.js does not have. */
const trainingOnly = new Set([
  'ActivityRegularization', 'AugMix', 'CutMix', 'Identity', 'MixUp', 'RandAugment', 'RandomBrightness', 'RandomColorDegeneration',
  'RandomColorJitter', 'RandomContrast', 'RandomElasticTransform', 'RandomErasing', 'RandomFlip', 'RandomGaussianBlur', 'RandomGrayscale',
  'RandomHue', 'RandomInvert', 'RandomPerspective', 'RandomPosterization', 'RandomRotation', 'RandomSaturation', 'RandomSharpness',
  'RandomShear', 'RandomTranslation', 'RandomZoom', 'SpatialDropout2D', 'SpatialDropout3D',
]);

/**
 * One layer in the form TensorFlow.js takes, with the names that Keras 3 changed put back. `adaptNested` does the
 * same for a layer within the layer. Throws LPR-213 for settings that TensorFlow.js would silently leave out.
 */
export function adaptLayer(
  layer: LayerObject,
  name: string,
  dialect: KerasDialect,
  adaptNested: (nested: JsonObject) => LayerObject,
): LayerObject {
  if (trainingOnly.has(layer.class_name)) return { class_name: 'Activation', config: { ...shapeOf(layer.config), name, activation: 'linear' } };
  const config: JsonObject = { name };
  for (const [key, value] of Object.entries(layer.config)) {
    if (/_(initializer|regularizer|constraint)$/.test(key)) continue;
    if (key === 'dtype') config['dtype'] = dtypeOf(value);
    else if (key === 'activation' || key === 'recurrent_activation') config[key] = activationOf(value, name, dialect);
    else if ((key === 'layer' || key === 'cell') && isJsonObject(value)) config[key] = adaptNested(value);
    else if (key === 'batch_shape') config['batch_input_shape'] = value;
    else if (key !== 'name') config[key] = value;
  }
  if (Array.isArray(config['axis']) && config['axis'].length === 1) config['axis'] = config['axis'][0] ?? null;
  refuseIgnoredSettings(layer.class_name, config, name);
  // TensorFlow.js would read past the groups of its own Conv2D.
  if (layer.class_name === 'Conv2D' && isGrouped(config)) return { class_name: groupedConvolutionClass, config };
  return adaptActivationLayer({ class_name: layer.class_name, config }, name);
}

function shapeOf(config: JsonObject): JsonObject {
  const shape = config['batch_input_shape'] ?? config['batch_shape'];
  return shape === undefined ? {} : { batch_input_shape: shape };
}

/** Keras 3 writes a policy object; TensorFlow.js computes in float32 whatever the policy. */
function dtypeOf(value: JsonValue): JsonValue {
  const name = isJsonObject(value) && isJsonObject(value['config']) ? value['config']['name'] : value;
  if (typeof name !== 'string') return 'float32';
  if (/int/.test(name)) return 'int32';
  return name === 'bool' || name === 'string' ? name : 'float32';
}

/** An activation by its name: from `"relu"`, or from the objects Keras 3 may write for a function or a layer. */
function activationOf(value: JsonValue, layer: string, dialect: KerasDialect): JsonValue {
  const name = isJsonObject(value) ? activationOfObject(value, layer) : value;
  if (name === 'silu') return 'swish';
  if (name === 'hard_sigmoid' && dialect.isKeras3) {
    throw modelErrors.unsupportedSetting({ layer, setting: "Keras 3's hard_sigmoid (TensorFlow.js has that of Keras 2, which differs)" });
  }
  return name;
}

function activationOfObject(value: JsonObject, layer: string): string {
  const { class_name: className, config } = value;
  if (typeof config === 'string') return config;
  if (className === 'function' && typeof value['registered_name'] === 'string') return value['registered_name'];
  const settings = isJsonObject(config) ? config : {};
  if (className === 'Softmax') return 'softmax';
  if (className === 'ReLU' && isZero(settings['negative_slope']) && isZero(settings['threshold'])) {
    if (settings['max_value'] === undefined || settings['max_value'] === null) return 'relu';
    if (settings['max_value'] === 6) return 'relu6';
  }
  throw modelErrors.unsupportedSetting({ layer, setting: `an activation of class ${JSON.stringify(className)}` });
}

function adaptActivationLayer(layer: LayerObject, name: string): LayerObject {
  const { class_name: className, config } = layer;
  const slope = config['negative_slope'];
  if (className === 'LeakyReLU' && slope !== undefined) return { class_name: className, config: { ...config, alpha: slope } };
  if (className !== 'ReLU') return layer;
  const threshold = config['threshold'];
  const hasMaximum = config['max_value'] !== undefined && config['max_value'] !== null;
  if (isZero(slope) && isZero(threshold)) return layer;
  const shared = { ...shapeOf(config), name };
  if (isZero(threshold) && !hasMaximum) return { class_name: 'LeakyReLU', config: { ...shared, alpha: slope ?? 0 } };
  if (isZero(slope) && !hasMaximum) return { class_name: 'ThresholdedReLU', config: { ...shared, theta: threshold ?? 0 } };
  throw modelErrors.unsupportedSetting({ layer: name, setting: 'a ReLU with a negative slope, a threshold or a maximum at once' });
}

/** What TensorFlow.js 4.22 reads past, although it changes the outputs. */
function refuseIgnoredSettings(className: string, config: JsonObject, layer: string): void {
  const refuse = (setting: string) => modelErrors.unsupportedSetting({ layer, setting });
  if (isGrouped(config) && /Conv/.test(className) && (className !== 'Conv2D' || config['data_format'] === 'channels_first')) throw refuse('grouped convolution of this kind');
  if (/^Global.*Pooling/.test(className) && config['keepdims'] === true) throw refuse('pooling with keepdims');
  if (className === 'LayerNormalization' && config['rms_scaling'] === true) throw refuse('rms_scaling');
  if (className === 'Resizing' && (config['crop_to_aspect_ratio'] === true || config['pad_to_aspect_ratio'] === true)) throw refuse('resizing that keeps the aspect ratio');
  if (className === 'Rescaling' && [config['scale'], config['offset']].some((value) => value !== undefined && typeof value !== 'number')) {
    throw refuse('rescaling by a list of numbers');
  }
}

function isGrouped(config: JsonObject): boolean {
  return typeof config['groups'] === 'number' && config['groups'] !== 1;
}

function isZero(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === 0;
}
