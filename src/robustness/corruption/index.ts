export { corrupt } from './corrupt';
export { replacedCount } from './l0';
export { dimensionOf, largestP, maximumEpsilon, smallestP, type ImageShape, type NoiseLaw } from './noiseLaw';
export { realisedNorm } from './realisedNorm';
export { samplerVersion } from './samplerVersion';
export {
  drawUnitSample,
  type AdditiveSample,
  type DrawOptions,
  type NoiseAddress,
  type ReplacementSample,
  type UnitSample,
} from './unitSample';
export { writeCorruption } from './writeCorruption';
