import { dimensionOf } from '../../../../src/robustness/corruption';
import type { CandidateImages, SeparationNorm, StoredElements } from '../../../../src/robustness/classSeparation';

/** The distance of two images as its definition says, scaled by the largest difference so that no power overflows. */
export function naiveDistance(norm: SeparationNorm, one: ArrayLike<number>, other: ArrayLike<number>, levels: number): number {
  let largest = 0;
  for (let i = 0; i < one.length; i++) largest = Math.max(largest, Math.abs(Number(one[i]) - Number(other[i])));
  if (norm === 'inf' || largest === 0) return largest / levels;
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (Math.abs(Number(one[i]) - Number(other[i])) / largest) ** norm;
  return (largest * sum ** (1 / norm)) / levels;
}

/** Distances of an image to every candidate of another class, in order; Infinity for those of its own. */
export function naiveDistances(norm: SeparationNorm, images: CandidateImages, elements: StoredElements, label: number): number[] {
  const d = dimensionOf(images.shape);
  return Array.from(images.labels, (other, i) => (other === label ? Infinity : naiveDistance(norm, elements, images.elements.subarray(i * d, (i + 1) * d), images.levels)));
}
