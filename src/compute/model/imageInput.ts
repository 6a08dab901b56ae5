import type { ImageShape } from '../../protocol/computeMessages';
import { modelErrors } from '../../protocol/errors';
import type { ModelDescription } from '../../protocol/experiment';
import { checkBudget, modelBudget } from './modelBudget';
import type { OpenShape } from './network';
import { elementsOf } from './weightManifest';

/** How a model takes its images. */
export interface ImageInput {
  readonly image: ImageShape;
  readonly layout: 'nhwc' | 'nchw' | 'flat';
  /** Where the model takes exactly this many images at a time. */
  readonly batch?: number;
}

/**
 * Reads an image's shape off a model's input shape, with the description's help where the model leaves it open:
 * (batch, height, width, channels), (batch, channels, height, width) or (batch, elements). Channels are 1 or 3, and
 * stand last where either place fits; a flat input is a square grey or RGB image unless `inputSize` says otherwise.
 *
 * Throws LPR-215 where the input is none of images, LPR-216 where its size is open, LPR-217 where the description
 * says otherwise.
 */
export function resolveImageInput(shape: OpenShape, description: ModelDescription): ImageInput {
  const { inputSize, preprocessing } = description;
  const [batch, ...sizes] = shape ?? [null, null, null, null];
  const layout = preprocessing?.layout ?? guessLayout(sizes);
  if ((layout === 'flat') !== (sizes.length === 1) || (sizes.length !== 1 && sizes.length !== 3)) {
    if (preprocessing?.layout !== undefined) throw modelErrors.inputSizeDisagrees({ described: `layout ${layout}`, input: shown(shape) });
    throw modelErrors.noImageInput({ reason: `its input is ${shown(shape)}` });
  }
  const image = layout === 'flat' ? flatImage(sizes[0] ?? null, inputSize, shape) : spatialImage(sizes, layout, inputSize, shape);
  if (image.channels !== 1 && image.channels !== 3) {
    throw modelErrors.noImageInput({ reason: `its input is ${shown(shape)}, and images have 1 or 3 channels` });
  }
  const { height, width, channels } = image;
  checkBudget('one input', elementsOf([batch ?? 1, height, width, channels]), modelBudget.activationElements, 'elements');
  if (height < 1 || width < 1) throw modelErrors.noImageInput({ reason: `its input is ${shown(shape)}` });
  return { image, layout, ...(batch === null || batch === undefined || batch < 1 ? {} : { batch }) };
}

type Sizes = readonly (number | null)[];
type InputSize = ModelDescription['inputSize'];

function guessLayout(sizes: Sizes): ImageInput['layout'] {
  if (sizes.length === 1) return 'flat';
  const fits = (size: number | null | undefined) => size === 1 || size === 3;
  return fits(sizes[0]) && !fits(sizes[2]) ? 'nchw' : 'nhwc';
}

function spatialImage(sizes: Sizes, layout: 'nhwc' | 'nchw', inputSize: InputSize, shape: OpenShape): ImageShape {
  const [a = null, b = null, c = null] = sizes;
  const [height, width, channels] = layout === 'nhwc' ? [a, b, c] : [b, c, a];
  const disagrees = (given: number | null, described: number | undefined) => given !== null && described !== undefined && given !== described;
  if (disagrees(height, inputSize?.[0]) || disagrees(width, inputSize?.[1])) {
    throw modelErrors.inputSizeDisagrees({ described: `inputSize [${(inputSize ?? []).join(', ')}]`, input: shown(shape) });
  }
  const knownHeight = height ?? inputSize?.[0];
  const knownWidth = width ?? inputSize?.[1];
  if (knownHeight === undefined || knownWidth === undefined) throw modelErrors.inputSizeOpen({ input: shown(shape) });
  // A convolution needs to know its channels; where even they are open, a model takes colour.
  return { height: knownHeight, width: knownWidth, channels: channels ?? 3 };
}

function flatImage(elements: number | null, inputSize: InputSize, shape: OpenShape): ImageShape {
  if (inputSize !== undefined) {
    const [height, width] = inputSize;
    const channels = elements === null ? 1 : elements / (height * width);
    if (!Number.isInteger(channels)) {
      throw modelErrors.inputSizeDisagrees({ described: `inputSize [${height}, ${width}]`, input: shown(shape) });
    }
    return { height, width, channels };
  }
  if (elements === null) throw modelErrors.inputSizeOpen({ input: shown(shape) });
  for (const channels of [1, 3]) {
    const side = Math.round(Math.sqrt(elements / channels));
    if (side * side * channels === elements) return { height: side, width: side, channels };
  }
  throw modelErrors.inputSizeOpen({ input: `${shown(shape)}, which is no square image` });
}

function shown(shape: OpenShape): string {
  if (shape === undefined) return 'of unknown shape';
  return `[${shape.map((size, axis) => (size === null ? (axis === 0 ? 'batch' : '?') : String(size))).join(', ')}]`;
}
