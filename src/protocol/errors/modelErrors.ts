import { defineError } from './lprError';

/** LPR-2xx: model files and what they say. */
export const modelErrors = {
  unreadable: defineError<{ file: string; reason: string }>(
    'LPR-201',
    ({ file, reason }) => `The model file ${file} could not be read: ${reason}.`,
    () => 'Give the path of a TensorFlow.js model.json that exists and that you may read.',
  ),
  notJson: defineError<{ file: string; reason: string }>(
    'LPR-202',
    ({ file, reason }) => `${file} is not JSON that a model can be read from: ${reason}.`,
    () => 'Export the model again, or copy the file again if it was cut off.',
  ),
  notAModel: defineError<{ file: string; reason: string }>(
    'LPR-203',
    ({ file, reason }) => `${file} is not a TensorFlow.js model: ${reason}.`,
    () => 'Convert the model with tensorflowjs_converter, or save it with model.save, and give the model.json that comes out.',
  ),
  pathOutsideFolder: defineError<{ path: string; reason: string }>(
    'LPR-204',
    ({ path, reason }) => `The model asks for the file ${path}, which is refused: ${reason}.`,
    () => "Weight files must lie in the model's own folder and be named by plain relative paths; a model that names others is not to be trusted.",
  ),
  weightsMissing: defineError<{ file: string; reason: string }>(
    'LPR-205',
    ({ file, reason }) => `The weight file ${file} could not be read: ${reason}.`,
    () => 'Copy the whole folder of the model, with every weight file beside its model.json.',
  ),
  weightsTruncated: defineError<{ files: string; expected: number; found: number }>(
    'LPR-206',
    ({ files, expected, found }) => `The weights in ${files} are cut off: their shapes need ${expected} bytes and there are ${found}.`,
    () => 'Copy or download the weight files again; if it stays so, export the model again.',
  ),
  weightsTooLong: defineError<{ files: string; expected: number; found: number }>(
    'LPR-207',
    ({ files, expected, found }) => `The weights in ${files} do not fit their shapes: the shapes need ${expected} bytes and there are ${found}.`,
    () => 'The model.json and the weight files are not from the same export; export the model again.',
  ),
  badWeight: defineError<{ weight: string; reason: string }>(
    'LPR-208',
    ({ weight, reason }) => `The weight ${weight} cannot be read: ${reason}.`,
    () => 'Export the model again; weights are numbers with shapes of whole, non-negative sizes.',
  ),
  overBudget: defineError<{ what: string; size: string; limit: string }>(
    'LPR-209',
    ({ what, size, limit }) => `The model is too large: ${what} is ${size}, and ${limit} is the most that is read.`,
    () => 'Use a smaller model; if this one is meant to be that large, please report it.',
  ),
  unknownLayer: defineError<{ layer: string; className: string }>(
    'LPR-210',
    ({ layer, className }) => `The layer ${layer} is of a kind that TensorFlow.js does not know: ${className}.`,
    () => 'Replace it by standard layers (Lambda and custom layers hold code, which is never run), or convert the model to a graph model.',
  ),
  unknownOperation: defineError<{ operation: string; reason: string }>(
    'LPR-211',
    ({ operation, reason }) => `The graph holds the operation ${operation}, which cannot be run: ${reason}.`,
    () => 'Convert the model without it, or choose another backend.',
  ),
  badTopology: defineError<{ reason: string }>(
    'LPR-212',
    ({ reason }) => `The model's layers do not fit together: ${reason}.`,
    () => 'Export the model again with a current converter; if it loads in TensorFlow.js, please report it.',
  ),
  unsupportedSetting: defineError<{ layer: string; setting: string }>(
    'LPR-213',
    ({ layer, setting }) => `The layer ${layer} uses ${setting}, which TensorFlow.js would leave out, with wrong results.`,
    () => 'Build the model without that setting, or convert it to a graph model, which keeps it.',
  ),
  weightMismatch: defineError<{ weight: string; expected: string; found: string }>(
    'LPR-214',
    ({ weight, expected, found }) => `The weight ${weight} should be ${expected} and is ${found}.`,
    () => 'The model.json and the weights are not from the same model; export the model again.',
  ),
  noImageInput: defineError<{ reason: string }>(
    'LPR-215',
    ({ reason }) => `The model does not take one image: ${reason}.`,
    () => 'Use a classifier with a single input of grey or RGB images (batch, height, width, channels), or flat ones.',
  ),
  inputSizeOpen: defineError<{ input: string }>(
    'LPR-216',
    ({ input }) => `The model leaves the size of its images open: its input is ${input}.`,
    () => 'Say it in lp-robustness.json beside the model or in the experiment file: "inputSize": [height, width].',
  ),
  inputSizeDisagrees: defineError<{ described: string; input: string }>(
    'LPR-217',
    ({ described, input }) => `The description says ${described}, but the model's input is ${input}.`,
    () => "Correct inputSize or layout in the model's description, or leave them out.",
  ),
  noClassificationHead: defineError<{ outputs: string }>(
    'LPR-218',
    ({ outputs }) => `The model has no classification head: its outputs are ${outputs}, and one of the form (batch, classes) is needed.`,
    () => 'Use the whole classifier, not its feature extractor, and one with a single score for each class.',
  ),
  classNamesDisagree: defineError<{ names: number; classes: number }>(
    'LPR-219',
    ({ names, classes }) => `The description names ${names} classes, but the model tells ${classes} apart.`,
    () => "Give as many classNames as the model has outputs, in their order (two for a single sigmoid output).",
  ),
  descriptionInvalid: defineError<{ file: string; where: string; reason: string }>(
    'LPR-220',
    ({ file, where, reason }) => `${file} is not a valid description of a model: at ${where}, ${reason}.`,
    () => 'Correct that place; the JSON schema of model descriptions lists what is allowed.',
  ),
  preprocessingDisagrees: defineError<{ entry: string; reason: string }>(
    'LPR-221',
    ({ entry, reason }) => `The preprocessing cannot be applied: ${entry} ${reason}.`,
    () => "Correct the preprocessing in lp-robustness.json beside the model or in the experiment file.",
  ),
  notFinite: defineError<{ count: number }>(
    'LPR-222',
    ({ count }) => `The model gave values that are not numbers for ${count} images.`,
    () => 'Check the preprocessing that the description asks for, and the weights: the export may have lost precision.',
  ),
  notProbabilities: defineError<{ reason: string }>(
    'LPR-223',
    ({ reason }) => `The model is described as giving probabilities, but ${reason}.`,
    () => 'Say "output": "logits" in its description, or leave the entry out.',
  ),
  cannotRun: defineError<{ reason: string }>(
    'LPR-224',
    ({ reason }) => `The model was read but could not be run: ${reason}.`,
    () => 'Check its input with the tool that made it, or try another backend.',
  ),
};
