import type { ImageShape } from '../../corruption';
import { mapAffinely, rotation, shearX, shearY, translation, type AffineMap, type Interpolation } from './affineMap';
import { colour, sharpness } from './enhancements';
import { autoContrast, brightness, contrast, equalize, posterize, solarize } from './levels';
import type { OperationName } from './operationTable';

type Operation = (image: Uint8Array, shape: ImageShape, strength: number, out: Uint8Array, interpolation: Interpolation) => void;

const move =
  (mapOf: (strength: number, shape: ImageShape) => AffineMap): Operation =>
  (image, shape, strength, out, interpolation) => mapAffinely(image, shape, mapOf(strength, shape), interpolation, out);

const operations: Record<OperationName, Operation> = {
  identity: (image, _shape, _strength, out) => out.set(image),
  shearX: move(shearX),
  shearY: move(shearY),
  translateX: move((strength) => translation(Math.trunc(strength), 0)),
  translateY: move((strength) => translation(0, Math.trunc(strength))),
  rotate: move(rotation),
  brightness: (image, _shape, strength, out) => brightness(image, 1 + strength, out),
  colour: (image, shape, strength, out) => colour(image, shape, 1 + strength, out),
  contrast: (image, shape, strength, out) => contrast(image, shape, 1 + strength, out),
  sharpness: (image, shape, strength, out) => sharpness(image, shape, 1 + strength, out),
  posterize: (image, _shape, strength, out) => posterize(image, strength, out),
  solarize: (image, _shape, strength, out) => solarize(image, strength, out),
  autoContrast: (image, shape, _strength, out) => autoContrast(image, shape, out),
  equalize: (image, shape, _strength, out) => equalize(image, shape, out),
};

/**
 * Writes the image after one operation, byte for byte as Pillow makes it.
 *
 * @param image height x width x channels bytes, in one channel or three
 * @param strength in the operation's unit, with its sign (see operationTable); of no meaning where it has none
 * @param out another array of the same size
 */
export function applyOperation(operation: OperationName, strength: number, image: Uint8Array, shape: ImageShape, interpolation: Interpolation, out: Uint8Array): void {
  operations[operation](image, shape, strength, out, interpolation);
}
